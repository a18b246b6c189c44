// Str: strings that are equal when their pointers are.
//
// The pool owns a table of pointers on the heap; the texts themselves lie in
// the arena, so a Str outlives its pool. The table is never walked: its order
// depends on hashes.
#include "str.h"

#include <assert.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "map.h"

struct StrPool {
  Arena *arena;
  Str *slots;
  size_t n, cap;  // cap is a power of two
};

static Str *strpool_slot(const StrPool *self, const char *text, size_t len, uint32_t hash)
{
  size_t i = hash & (self->cap - 1);
  for (;; i = (i + 1) & (self->cap - 1)) {
    Str s = self->slots[i];
    if (!s || (s->hash == hash && s->len == len && !memcmp(s->text, text, len)))
      return &self->slots[i];
  }
}

static void strpool_resize(StrPool *self, size_t cap)
{
  StrPool bigger = {.arena = self->arena, .n = self->n, .cap = cap};
  bigger.slots = mem_grow(NULL, cap, sizeof *bigger.slots);
  for (size_t i = 0; i < cap; i++)
    bigger.slots[i] = NULL;
  for (size_t i = 0; i < self->cap; i++) {
    Str s = self->slots[i];
    if (s)
      *strpool_slot(&bigger, s->text, s->len, s->hash) = s;
  }
  free(self->slots);
  *self = bigger;
}

StrPool *strpool_new(Arena *arena)
{
  StrPool *self = mem_grow(NULL, 1, sizeof *self);
  *self = (StrPool){.arena = arena};
  strpool_resize(self, 1024);
  return self;
}

void strpool_free(StrPool *self)
{
  if (!self)
    return;
  free(self->slots);
  free(self);
}

Str str_intern(StrPool *self, const char *text, size_t len)
{
  assert(len < UINT32_MAX);
  uint64_t h = hash_bytes(0, text, len);
  uint32_t hash = (uint32_t)(h ^ (h >> 32));
  Str *slot = strpool_slot(self, text, len, hash);
  if (*slot)
    return *slot;
  if ((self->n + 1) * 3 > self->cap * 2) {
    strpool_resize(self, self->cap * 2);
    slot = strpool_slot(self, text, len, hash);
  }
  StrData *s = arena_alloc(self->arena, sizeof *s + len + 1);
  s->len = (uint32_t)len;
  s->hash = hash;
  if (len)
    memcpy(s->text, text, len);
  self->n++;
  return *slot = s;
}

Str str_from(StrPool *self, const char *text)
{
  return text ? str_intern(self, text, strlen(text)) : NULL;
}

Str str_vformat(StrPool *self, const char *fmt, va_list args)
{
  char small[256];
  va_list again;
  va_copy(again, args);
  int n = vsnprintf(small, sizeof small, fmt, args);
  assert(n >= 0);
  Str s;
  if ((size_t)n < sizeof small) {
    s = str_intern(self, small, (size_t)n);
  } else {
    char *big = mem_grow(NULL, (size_t)n + 1, 1);
    vsnprintf(big, (size_t)n + 1, fmt, again);
    s = str_intern(self, big, (size_t)n);
    free(big);
  }
  va_end(again);
  return s;
}

Str str_format(StrPool *self, const char *fmt, ...)
{
  va_list args;
  va_start(args, fmt);
  Str s = str_vformat(self, fmt, args);
  va_end(args);
  return s;
}

bool str_is(Str s, const char *text)
{
  return s && !strcmp(s->text, text);
}

bool str_starts(Str s, const char *prefix)
{
  return s && !strncmp(s->text, prefix, strlen(prefix));
}

// ---- places -----------------------------------------------------------------

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

// Whether ":3:1" ends at p.
static bool place_ends(const char *start, const char *p)
{
  for (int numbers = 0; numbers < 2; numbers++) {
    const char *digits = p;
    while (p > start && is_digit(p[-1]))
      p--;
    if (p == digits || p == start || *--p != ':')
      return false;
  }
  return true;
}

// The bracket that closes a place: a path may hold brackets itself.
static const char *place_close(const char *at)
{
  for (const char *p = at; (p = strchr(p, ')')); p++)
    if (place_ends(at, p))
      return p;
  return NULL;
}

Str str_placeless(StrPool *self, Str text)
{
  for (const char *p = str_c(text); (p = strchr(p, '(')); p++) {
    bool is_unnamed =
        !strncmp(p, "(unnamed", 8) || !strncmp(p, "(anonymous", 10) || !strncmp(p, "(lambda", 7);
    const char *at = is_unnamed ? strstr(p, " at ") : NULL;
    const char *close = at && !memchr(p, ')', (size_t)(at - p)) ? place_close(at) : NULL;
    if (close)
      return str_placeless(self,
                           str_format(self, "%.*s%s", (int)(at - text->text), text->text, close));
  }
  return text;
}

// The value of a character constant as clang prints one in a template's arguments, and its end; -1
// for letters and digits, which nothing mistakes for code, and for values that a char may not have.
static long character_value(const char *p, const char **end)
{
  static const char escapes[] = "a\ab\bf\fn\nr\rt\tv\v\\\\\"\"\'\'";
  long value = (unsigned char)p[1];
  const char *last = p + 2;
  if (p[1] == '\\' && p[2] == 'x') {
    char *behind;
    value = strtol(p + 3, &behind, 16);
    last = behind;
  } else if (p[1] == '\\' && p[2]) {
    value = -1;
    for (size_t i = 0; i + 1 < sizeof escapes; i += 2)
      if (escapes[i] == p[2])
        value = escapes[i + 1];
    last = p + 3;
  }
  bool is_closed = p[1] && *last == '\'';
  *end = is_closed ? last + 1 : p + 1;
  return !is_closed || value > 127 || isalnum((int)value) ? -1 : value;
}

Str str_numbered(StrPool *self, Str text)
{
  const char *end;
  for (const char *p = str_c(text); (p = strchr(p, '\'')); p = end) {
    long value = character_value(p, &end);
    if (value >= 0)
      return str_numbered(
          self, str_format(self, "%.*s(char)%ld%s", (int)(p - text->text), text->text, value, end));
  }
  return text;
}
