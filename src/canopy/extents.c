// Where a declaration's tokens end, for what must be known of bodies that clang skips.
#include <string.h>

#include "tokens.h"

void tokens_open(Tokens *t, Walk *w, FileEntry *f)
{
  vec_free(&t->all);
  *t = (Tokens){.file = f, .w = w};
  t->text = cx_file_text(w->s, f->handle, &t->size);
  if (t->text)
    tokens_read(t);
}

// The first token from an offset on; NONE for none.
uint32_t token_from(const Tokens *t, uint32_t offset)
{
  size_t low = 0, high = t->all.n;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (t->all.items[middle].at < offset)
      low = middle + 1;
    else
      high = middle;
  }
  return low < t->all.n ? (uint32_t)low : NONE;
}

// The body behind the initialisers `: a(1), b{2}` that begin at i; NONE where it can't be told.
static uint32_t initialisers_end(const Tokens *t, uint32_t i)
{
  static const char *const ends[] = {")", "}", ".", NULL};
  for (i = token_next(t, i); i != NONE && !token_is(t, i, ";"); i = token_next(t, i)) {
    bool is_brace = token_is(t, i, "{");
    if (is_brace && token_in(t, token_before(t, i), ends))
      return i;
    if (is_brace || token_is(t, i, "("))
      i = token_close(t, i);
    if (i == NONE)
      break;
  }
  return NONE;
}

// The last token of the use of a macro that begins at i.
uint32_t macro_use_end(const Tokens *t, uint32_t i)
{
  uint32_t next = token_next(t, i);
  uint32_t close = token_is(t, next, "(") ? token_close(t, next) : NONE;
  return close == NONE ? i : close;
}

// The last token of the macro's use at i if its text is `{...}`; NONE if not. A macro with
// parameters is one whose use has arguments.
static uint32_t macro_body_end(Walk *w, const Tokens *t, uint32_t i)
{
  Token k = t->all.items[i];
  const Macro *m = map_get_ptr(&w->macro_by_name, intern(w->s, t->text + k.at, k.len));
  if (!m || !m->body->len || m->body->text[0] != '{' || m->body->text[m->body->len - 1] != '}')
    return NONE;
  int depth = 0;
  for (size_t p = 0; p < m->body->len; p++) {
    depth += (m->body->text[p] == '{') - (m->body->text[p] == '}');
    if (!depth && p + 1 < m->body->len)
      return NONE;
  }
  return m->is_function_like ? macro_use_end(t, i) : i;
}

// The last token of the handlers behind a block that `close` closes.
static uint32_t handlers_end(const Tokens *t, uint32_t close)
{
  for (uint32_t i = token_next(t, close); token_is(t, i, "catch"); i = token_next(t, close)) {
    uint32_t open = token_next(t, i);
    uint32_t shut = token_is(t, open, "(") ? token_close(t, open) : NONE;
    uint32_t block = shut == NONE ? NONE : token_next(t, shut);
    close = token_is(t, block, "{") ? token_close(t, block) : NONE;
    if (close == NONE)
      break;
  }
  return close;
}

// From the token behind a declaration on: where its body ends, and in *open where it begins. NONE:
// there is none, or it can't be told.
uint32_t body_end(Walk *w, const Tokens *t, uint32_t begin, uint32_t *open)
{
  bool is_try = token_is(t, begin, "try");
  *open = is_try ? token_next(t, begin) : begin;
  if (token_is(t, *open, ":"))
    *open = initialisers_end(t, *open);
  if (*open == NONE || t->all.items[begin].directive)
    return NONE;
  if (token_is_word(t, *open) && !is_try)
    return macro_body_end(w, t, *open);
  uint32_t close = token_is(t, *open, "{") ? token_close(t, *open) : NONE;
  if (is_try) {
    *open = begin;
    return close == NONE ? NONE : handlers_end(t, close);
  }
  return close;
}
