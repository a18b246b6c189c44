// A mutator that knows words: what bytes alone would take very long to find.
//
// A text is cut into words, numbers, blanks and signs. One mutation takes a
// piece of it away, doubles it, moves it, swaps two, or writes a phrase of C++
// or of our options in between. Every second call is libFuzzer's own.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static const char *const phrases[] = {
#define PHRASE(text) text,
#include "phrases.def"
#undef PHRASE
};

typedef struct Text {
  uint8_t *data;
  size_t size, max;
  unsigned seed;
} Text;

static unsigned text_random(Text *t, size_t below)
{
  t->seed = t->seed * 1103515245u + 12345u;
  return below ? (t->seed >> 8) % (unsigned)below : 0;
}

static int byte_class(uint8_t c)
{
  return isalnum(c) || c == '_' ? 1 : isspace(c) ? 2 : 0;
}

// Where the token that holds `at` ends.
static size_t token_end(const Text *t, size_t at)
{
  int class = at < t->size ? byte_class(t->data[at]) : 0;
  if (at < t->size && !class)
    return at + 1;
  while (at < t->size && byte_class(t->data[at]) == class)
    at++;
  return at;
}

static size_t token_start(const Text *t, size_t at)
{
  int class = at < t->size ? byte_class(t->data[at]) : 0;
  while (class && at > 0 && byte_class(t->data[at - 1]) == class)
    at--;
  return at;
}

// A piece: some tokens, a line, or what a bracket holds.
static void text_piece(Text *t, size_t *start, size_t *end)
{
  *start = token_start(t, text_random(t, t->size));
  *end = token_end(t, *start);
  unsigned way = text_random(t, 4);
  for (unsigned n = way ? text_random(t, 6) : 0; n; n--)
    *end = token_end(t, *end);
  if (way == 1) {
    while (*start && t->data[*start - 1] != '\n')
      (*start)--;
    while (*end < t->size && t->data[*end] != '\n')
      (*end)++;
    *end += *end < t->size;
  } else if (way == 2) {
    int depth = 0;
    for (*end = *start; *end < t->size; (*end)++) {
      depth += strchr("({[<", t->data[*end]) && t->data[*end];
      depth -= strchr(")}]>", t->data[*end]) && t->data[*end];
      if (depth <= 0 && *end > *start)
        break;
    }
    *end += *end < t->size;
  }
}

static void text_erase(Text *t, size_t start, size_t end)
{
  memmove(t->data + start, t->data + end, t->size - end);
  t->size -= end - start;
}

static void text_insert(Text *t, size_t at, const uint8_t *piece, size_t n)
{
  if (t->size + n > t->max || at > t->size)
    return;
  memmove(t->data + at + n, t->data + at, t->size - at);
  memcpy(t->data + at, piece, n);
  t->size += n;
}

static void text_mutate(Text *t)
{
  size_t start, end;
  text_piece(t, &start, &end);
  size_t n = end - start;
  uint8_t *piece = malloc(n + 1);
  memcpy(piece, t->data + start, n);
  unsigned way = text_random(t, 8);
  size_t at = token_start(t, text_random(t, t->size + 1));
  if (way == 0) {
    text_erase(t, start, end);
  } else if (way <= 2) {
    text_insert(t, at, piece, n);
  } else if (way == 3) {
    text_erase(t, start, end);
    text_insert(t, at <= t->size ? at : t->size, piece, n);
  } else {
    const char *phrase = phrases[text_random(t, sizeof phrases / sizeof *phrases)];
    if (way == 4)
      text_erase(t, start, end);
    text_insert(t, way == 4 ? start : at, (const uint8_t *)phrase, strlen(phrase));
  }
  free(piece);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
  Text t = {data, size, max, seed};
  if (size == 0 || text_random(&t, 4) == 0)
    return LLVMFuzzerMutate(data, size, max);
  for (unsigned n = 1 + text_random(&t, 4); n && t.size; n--)
    text_mutate(&t);
  return t.size;
}
