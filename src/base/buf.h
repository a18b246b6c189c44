// Buf: text that grows; every output is written through it.
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include "arena.h"
#include "str.h"

typedef struct Buf {
  char *text;  // heap; NUL-terminated once something was written
  size_t len, cap;
  unsigned line;  // lines written so far
} Buf;

void buf_free(Buf *self);
void buf_put(Buf *self, const char *text, size_t len);
void buf_puts(Buf *self, const char *text);
void buf_putc(Buf *self, char c);
void buf_printf(Buf *self, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(Buf *self, const char *fmt, va_list args) __attribute__((format(printf, 2, 0)));

// Literals. Invalid UTF-8 becomes U+FFFD; NULL is written as '' or "".
void buf_pystr(Buf *self, const char *text, size_t len);
void buf_jsonstr(Buf *self, const char *text, size_t len);

bool utf8_is_valid(const char *text, size_t len);

// Ends the buffer and moves its text into an arena.
const char *buf_finish(Buf *self, Arena *arena);

#endif
