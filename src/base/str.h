// Str: an interned string. Equal texts are the same pointer, NULL is absent.
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "arena.h"

typedef struct StrData {
  uint32_t len;
  uint32_t hash;
  char text[];  // NUL-terminated
} StrData;
typedef const StrData *Str;

typedef struct StrPool StrPool;

StrPool *strpool_new(Arena *arena);
void strpool_free(StrPool *self);
Str str_intern(StrPool *self, const char *text, size_t len);
Str str_from(StrPool *self, const char *text);
Str str_format(StrPool *self, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
Str str_vformat(StrPool *self, const char *fmt, va_list args) __attribute__((format(printf, 2, 0)));

static inline const char *str_c(Str s)
{
  return s ? s->text : "";
}
static inline size_t str_len(Str s)
{
  return s ? s->len : 0;
}
// Clang names what has no name by its place, "(unnamed struct at /a/b.h:3:1)"; no output may say
// where a machine keeps its files. The text without such places: "(unnamed struct)".
Str str_placeless(StrPool *self, Str text);
// The text of a type with character constants that hold signs or bytes as numbers: "X<'\x02'>" as
// "X<(char)2>".
Str str_numbered(StrPool *self, Str text);

static inline bool is_identifier_char(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool str_is(Str s, const char *text);
bool str_starts(Str s, const char *prefix);

#endif
