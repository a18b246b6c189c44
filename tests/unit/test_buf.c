#include "base/buf.h"
#include "check.h"

static Arena *arena;

static const char *pystr(const char *text, size_t len)
{
  Buf b = {0};
  buf_pystr(&b, text, len);
  return buf_finish(&b, arena);
}

static const char *jsonstr(const char *text, size_t len)
{
  Buf b = {0};
  buf_jsonstr(&b, text, len);
  return buf_finish(&b, arena);
}

#define PY(text, expected) CHECK_STR(pystr(text, sizeof(text) - 1), expected)
#define JSON(text, expected) CHECK_STR(jsonstr(text, sizeof(text) - 1), expected)

static void test_literals(void)
{
  PY("", "''");
  PY("it's", "\"it's\"");
  PY("it's \"so\"", "'it\\'s \"so\"'");
  PY("a\\b\n\r\t", "'a\\\\b\\n\\r\\t'");
  PY("\0\x1b\x7f", "'\\x00\\x1b\\x7f'");
  PY("gr\xc3\xbc\xc3\x9f", "'gr\xc3\xbc\xc3\x9f'");
  PY("\xe2\x80\xae", "'\\u202e'");
  PY("\xf3\xa0\x80\x81", "'\\U000e0001'");
  PY("\xf0\x9f\x98\x80", "'\xf0\x9f\x98\x80'");
  // No UTF-8: a lone byte, an overlong slash, a surrogate, a cut sequence.
  PY("a\xff", "'a\xef\xbf\xbd'");
  PY("\xc0\xaf", "'\xef\xbf\xbd\xef\xbf\xbd'");
  PY("\xed\xa0\x80", "'\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd'");
  PY("\xe2\x82", "'\xef\xbf\xbd\xef\xbf\xbd'");
  CHECK_STR(pystr(NULL, 0), "''");

  JSON("it's \"so\"\n", "\"it's \\\"so\\\"\\n\"");
  JSON("\0\x1f", "\"\\u0000\\u001f\"");
  JSON("\xf3\xa0\x80\x81", "\"\\udb40\\udc01\"");
  JSON("\xff", "\"\xef\xbf\xbd\"");
  CHECK_STR(jsonstr(NULL, 0), "\"\"");
}

static void test_text(void)
{
  Buf b = {0};
  buf_puts(&b, "if x:\n");
  buf_printf(&b, " y = %d\n", 7);
  buf_putc(&b, '\n');
  CHECK(b.line == 3);
  buf_printf(&b, "%s\n%s\n", "a", "b");
  buf_putc(&b, '\n');
  CHECK(b.line == 6);
  CHECK_STR(buf_finish(&b, arena), "if x:\n y = 7\n\na\nb\n\n");
  CHECK(b.text == NULL && b.len == 0);
  CHECK_STR(buf_finish(&b, arena), "");

  for (int i = 0; i < 3000; i++)
    buf_printf(&b, "%0*d", i % 700, i);
  buf_printf(&b, "%02000d", 1);
  CHECK(b.len == strlen(b.text));
  buf_free(&b);
}

int main(void)
{
  arena = arena_new();
  test_literals();
  test_text();
  arena_free(arena);
  return 0;
}
