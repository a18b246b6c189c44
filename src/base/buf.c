// Buf: text that grows.
//
// Besides plain text it knows the two literal forms that outputs need. Both
// take any bytes: what is no UTF-8 becomes U+FFFD, and what an editor would
// hide or reorder (controls, zero-width and bidirectional marks) is escaped, so
// that a reviewer sees what the interpreter sees.
#include "buf.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_free(Buf *self)
{
  free(self->text);
  *self = (Buf){0};
}

// Room for n bytes more and the NUL.
static void buf_reserve(Buf *self, size_t n)
{
  if (self->cap - self->len > n)
    return;
  size_t cap = self->cap ? self->cap : 256;
  while (cap - self->len <= n && cap <= SIZE_MAX / 2)
    cap *= 2;
  self->text = mem_grow(self->text, cap - self->len > n ? cap : SIZE_MAX, 1);
  self->cap = cap;
}

void buf_put(Buf *self, const char *text, size_t len)
{
  buf_reserve(self, len);
  if (len)
    memcpy(self->text + self->len, text, len);
  self->len += len;
  self->text[self->len] = 0;
  for (const char *p = text; len && (p = memchr(p, '\n', (size_t)(text + len - p))); p++)
    self->line++;
}

void buf_puts(Buf *self, const char *text)
{
  buf_put(self, text, strlen(text));
}

void buf_putc(Buf *self, char c)
{
  buf_put(self, &c, 1);
}

void buf_vprintf(Buf *self, const char *fmt, va_list args)
{
  va_list again;
  va_copy(again, args);
  buf_reserve(self, 128);
  int n = vsnprintf(self->text + self->len, self->cap - self->len, fmt, args);
  assert(n >= 0);
  if ((size_t)n >= self->cap - self->len) {
    buf_reserve(self, (size_t)n);
    vsnprintf(self->text + self->len, self->cap - self->len, fmt, again);
  }
  va_end(again);
  const char *end = self->text + self->len + n;
  for (const char *p = self->text + self->len; (p = memchr(p, '\n', (size_t)(end - p))); p++)
    self->line++;
  self->len += (size_t)n;
}

void buf_printf(Buf *self, const char *fmt, ...)
{
  va_list args;
  va_start(args, fmt);
  buf_vprintf(self, fmt, args);
  va_end(args);
}

// ---- literals ---------------------------------------------------------------

// Reads one code point; returns its bytes. Anything that is no UTF-8 reads as
// U+FFFD and one byte.
static size_t utf8_read(uint32_t *out, const unsigned char *p, size_t len)
{
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  uint32_t c = p[0];
  size_t n = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;
  *out = 0xfffd;
  if (n == 0 || n > len)
    return 1;
  if (n > 1)
    c &= 0x7fu >> n;
  for (size_t i = 1; i < n; i++) {
    if ((p[i] & 0xc0) != 0x80)
      return 1;
    c = c << 6 | (p[i] & 0x3f);
  }
  if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
    return 1;
  *out = c;
  return n;
}

bool utf8_is_valid(const char *text, size_t len)
{
  const unsigned char *p = (const unsigned char *)text;
  uint32_t c;
  for (size_t i = 0, n; i < len; i += n) {
    n = utf8_read(&c, p + i, len - i);
    if (c == 0xfffd && n == 1)
      return false;
  }
  return true;
}

// Characters that show nothing, or reorder what stands beside them.
static bool utf8_is_hidden(uint32_t c)
{
  return c < 0x20 || (c >= 0x7f && c <= 0xa0) || c == 0xad || c == 0x61c || c == 0x180e ||
         (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202f) ||
         (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff0 && c <= 0xfffb) ||
         (c >= 0xe000 && c <= 0xf8ff) || c >= 0xe0000;
}

static void buf_put_code(Buf *self, uint32_t c, const unsigned char *bytes, size_t n)
{
  if (c == 0xfffd)
    buf_puts(self, "\xef\xbf\xbd");
  else
    buf_put(self, (const char *)bytes, n);
}

// The escapes that Python and JSON share; NULL when there is none.
static const char *escape_of(uint32_t c)
{
  switch (c) {
  case '\\':
    return "\\\\";
  case '\n':
    return "\\n";
  case '\r':
    return "\\r";
  case '\t':
    return "\\t";
  default:
    return NULL;
  }
}

// How many bytes at the start stand for themselves between quotes: nearly all text is of those.
static size_t plain_length(const unsigned char *p, size_t len)
{
  size_t n = 0;
  while (n < len && p[n] >= 0x20 && p[n] < 0x7f && p[n] != '"' && p[n] != '\'' && p[n] != '\\')
    n++;
  return n;
}

// Single quotes, unless that would need escapes and double quotes would not:
// as Python's own repr.
void buf_pystr(Buf *self, const char *text, size_t len)
{
  char quote = '\'';
  if (len && memchr(text, '\'', len) && !memchr(text, '"', len))
    quote = '"';
  buf_putc(self, quote);
  const unsigned char *p = (const unsigned char *)text;
  for (size_t i = 0, n; i < len; i += n) {
    n = plain_length(p + i, len - i);
    buf_put(self, (const char *)p + i, n);
    if ((i += n) == len)
      break;
    uint32_t c;
    n = utf8_read(&c, p + i, len - i);
    const char *escape = escape_of(c);
    if (escape)
      buf_puts(self, escape);
    else if (c == (uint32_t)quote)
      buf_printf(self, "\\%c", quote);
    else if (!utf8_is_hidden(c))
      buf_put_code(self, c, p + i, n);
    else if (c < 0x100)
      buf_printf(self, "\\x%02x", (unsigned)c);
    else if (c < 0x10000)
      buf_printf(self, "\\u%04x", (unsigned)c);
    else
      buf_printf(self, "\\U%08x", (unsigned)c);
  }
  buf_putc(self, quote);
}

void buf_jsonstr(Buf *self, const char *text, size_t len)
{
  buf_putc(self, '"');
  const unsigned char *p = (const unsigned char *)text;
  for (size_t i = 0, n; i < len; i += n) {
    n = plain_length(p + i, len - i);
    buf_put(self, (const char *)p + i, n);
    if ((i += n) == len)
      break;
    uint32_t c;
    n = utf8_read(&c, p + i, len - i);
    const char *escape = escape_of(c);
    if (escape)
      buf_puts(self, escape);
    else if (c == '"')
      buf_puts(self, "\\\"");
    else if (!utf8_is_hidden(c))
      buf_put_code(self, c, p + i, n);
    else if (c < 0x10000)
      buf_printf(self, "\\u%04x", (unsigned)c);
    else
      buf_printf(self, "\\u%04x\\u%04x", (unsigned)(0xd7c0 + (c >> 10)),
                 (unsigned)(0xdc00 + (c & 0x3ff)));
  }
  buf_putc(self, '"');
}

const char *buf_finish(Buf *self, Arena *arena)
{
  const char *text = arena_strdup(arena, self->text ? self->text : "", self->len);
  buf_free(self);
  return text;
}
