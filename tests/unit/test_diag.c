#include "base/diag.h"
#include "check.h"

static Arena *arena;
static StrPool *strings;

static Diag make(Severity severity, const char *file, uint32_t line, uint32_t column,
                 const char *text)
{
  return (Diag){.severity = severity,
                .loc = {str_from(strings, file), line, column, 0},
                .text = str_from(strings, text)};
}

static const char *text_of(const DiagList *list)
{
  Buf b = {0};
  diag_write_text(&b, list);
  return buf_finish(&b, arena);
}

static void test_text(void)
{
  DiagList list = {0};
  CHECK_STR(text_of(&list), "");
  Diag d = make(SEV_WARNING, "a.cuh", 2, 6, "field 'p' skipped: no");
  d.flag = str_from(strings, "-Wunused");
  d.source = str_from(strings, "\t\xc3\xbc\xc3\xbcp;");
  diag_append(&list, arena, d);
  diag_append(&list, arena, make(SEV_FATAL, NULL, 0, 0, "'b.h' file not found"));
  diag_append(&list, arena, make(SEV_NOTE, "a.cuh", 0, 0, "in it"));
  CHECK_STR(text_of(&list), "a.cuh:2:6: warning: field 'p' skipped: no [-Wunused]\n"
                            "\t\xc3\xbc\xc3\xbcp;\n\t  ^\n"
                            "fatal error: 'b.h' file not found\n"
                            "a.cuh: note: in it\n");
  CHECK(list.n == 3 && list.errors == 1);
}

static void test_json(void)
{
  DiagList list = {0};
  Buf b = {0};
  diag_write_json(&b, &list);
  CHECK_STR(buf_finish(&b, arena), "[]\n");
  diag_append(&list, arena, make(SEV_FATAL, NULL, 0, 0, "a \"b\""));
  diag_write_json(&b, &list);
  CHECK_STR(buf_finish(&b, arena),
            "[{\"line\": 0, \"column\": 0, \"severity\": \"fatal\", \"id\": \"clang\", "
            "\"file\": null, \"message\": \"a \\\"b\\\"\", \"flag\": null, \"source\": null, "
            "\"child\": false, \"local\": false}]\n");
}

// Children fall with their parent; errors still come through after warnings.
static void test_limit(void)
{
  DiagList list = {.limit = 2};
  for (int i = 0; i < 4; i++) {
    diag_append(&list, arena, make(SEV_WARNING, NULL, 0, 0, "w"));
    Diag note = make(SEV_NOTE, NULL, 0, 0, "n");
    note.is_child = true;
    diag_append(&list, arena, note);
  }
  for (int i = 0; i < 3; i++)
    diag_append(&list, arena, make(SEV_ERROR, NULL, 0, 0, "e"));
  CHECK(list.errors == 3 && list.dropped == 4);
  CHECK_STR(text_of(&list), "warning: w\nnote: n\nerror: e\nerror: e\n"
                            "note: 4 more diagnostics are not shown\n");
}

static void test_sources(void)
{
  const char *path = "test_diag.txt";
  FILE *f = fopen(path, "wb");
  CHECK(f);
  fputs("one\r\ntwo\nthree", f);
  fclose(f);
  DiagList list = {0};
  Diag *kept[5];
  for (uint32_t i = 0; i < 5; i++)
    kept[i] = diag_append(&list, arena, make(SEV_NOTE, path, i, 1, "x"));
  Diag *absent = diag_append(&list, arena, make(SEV_NOTE, "no such file", 1, 1, "x"));
  diag_read_sources(&list, strings);
  remove(path);
  CHECK(!kept[0]->source && !kept[4]->source && !absent->source);
  CHECK_STR(str_c(kept[1]->source), "one");
  CHECK_STR(str_c(kept[2]->source), "two");
  CHECK_STR(str_c(kept[3]->source), "three");
}

int main(void)
{
  arena = arena_new();
  strings = strpool_new(arena);
  test_text();
  test_json();
  test_limit();
  test_sources();
  strpool_free(strings);
  arena_free(arena);
  return 0;
}
