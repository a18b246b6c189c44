// What host code may hold and NVRTC refuses whole headers for, wherever it stands: exceptions, and
// `__device__` behind the `[...]` of a lambda, which nvcc wants there.
//
// Nothing that is bound throws: nvcc refuses that in device code. So NVRTC reads a `throw` as a
// trap, no handlers, and no `try`. Function bodies are skipped when clang parses, so this is done
// by tokens.
#include <string.h>

#include "tokens.h"

// ---- what goes --------------------------------------------------------------

static void tokens_replace(Tokens *t, uint32_t first, uint32_t last, const char *with)
{
  Token a = t->all.items[first], b = t->all.items[last];
  vec_push(&t->w->changes, (Change){.file = t->file,
                                    .at = a.at,
                                    .put = intern_c(t->w->s, with),
                                    .cut = a.at,
                                    .end = b.at + b.len,
                                    .by_lines = true});
}

// Whether a macro's text begins at i.
static bool is_body_start(const Tokens *t, uint32_t i)
{
  const Token *k = t->all.items;
  uint32_t name = i;
  while (name && k[name - 1].directive == k[i].directive)
    name--;
  name += 2;  // behind `# define`
  if (!k[i].directive || i <= name || !token_is(t, name - 1, "define"))
    return false;
  bool has_params = token_is(t, name + 1, "(") && k[name + 1].at == k[name].at + k[name].len;
  return i == (has_params ? token_close(t, name + 1) : name) + 1;
}

// Whether the handler of these parentheses gives what it caught no name.
static bool handler_is_unnamed(const Tokens *t, uint32_t open, uint32_t close)
{
  static const char *const before_types[] = {"(", "::", "const", NULL};
  return !token_is_word(t, close - 1) || (close - 1 > open && token_in(t, close - 2, before_types));
}

// `catch (...) {...}` at i goes; returns its last token, or i where that can't be told. Of one
// whose body is elsewhere, as when a macro holds the rest, a branch that is never taken is left.
static uint32_t erase_handler(Tokens *t, uint32_t i)
{
  uint32_t open = token_next(t, i);
  uint32_t close = token_is(t, open, "(") ? token_close(t, open) : NONE;
  uint32_t body = close == NONE ? NONE : token_next(t, close);
  uint32_t end = token_is(t, body, "{") ? token_close(t, body) : NONE;
  if (end != NONE) {
    tokens_replace(t, i, end, "");
    return end;
  }
  if (close != NONE && t->all.items[i].directive && handler_is_unnamed(t, open, close))
    tokens_replace(t, i, close, "else if (false)");
  return i;
}

// The `try` at i goes. Where macros stand for its handlers or its block, a branch that is taken is
// left.
static void erase_try(Tokens *t, uint32_t i)
{
  uint32_t next = token_next(t, i);
  if (next == NONE && !t->all.items[i].directive)
    return;
  uint32_t close = token_is(t, next, "{") ? token_close(t, next) : NONE;
  bool has_handler = close != NONE && token_is(t, token_next(t, close), "catch");
  if (token_is(t, next, ":") || token_is(t, next, "{") || token_is_word(t, next) || next == NONE)
    tokens_replace(t, i, i, token_is(t, next, ":") || has_handler ? "" : "if (true)");
}

// Whether an operand of `?:` that begins at i says that it is void: `(void)0`, `void()`,
// `static_cast<void>(0)`.
static bool operand_is_void(const Tokens *t, uint32_t i)
{
  if (token_is(t, i, "static_cast"))
    i = token_next(t, i);
  if (token_is(t, i, "(") || token_is(t, i, "<"))
    i = token_next(t, i);
  return token_is(t, i, "void");
}

// The operand on the other side of the colon of the `?:` that has the `throw` from i to `end`; NONE
// for no such thing.
static uint32_t throw_other_operand(const Tokens *t, uint32_t i, uint32_t end)
{
  uint32_t before = token_before(t, i), next = token_next(t, end);
  if (token_is(t, before, "?"))
    return token_is(t, next, ":") ? token_next(t, next) : NONE;
  int depth = 0, colons = 0;
  for (uint32_t k = before; k != NONE && token_is(t, before, ":"); k = token_before(t, k)) {
    depth += token_depth(t, k);
    if (depth > 0)
      break;
    colons += !depth && token_is(t, k, ":");
    if (!depth && token_is(t, k, "?") && !--colons)
      return token_next(t, k);
  }
  return NONE;
}

// Whether the `throw` at i is the `throw()` of a declarator.
static bool throw_is_specification(const Tokens *t, uint32_t i)
{
  static const char *const declarators[] = {")",        "const", "volatile", "&",
                                            "override", "final", NULL};
  uint32_t open = token_next(t, i);
  return token_in(t, token_before(t, i), declarators) && token_is(t, open, "(") &&
         token_is(t, token_next(t, open), ")");
}

// The last token of the throw expression at i. A statement ends with its semicolon; within an
// expression a comma or the colon of `a ? throw b : c` ends it too.
static uint32_t throw_end(const Tokens *t, uint32_t i)
{
  static const char *const starts[] = {";", "{", "}", ")", "else", "do", NULL};
  uint32_t before = token_before(t, i), last = i;
  bool is_statement = before == NONE || token_in(t, before, starts) || is_body_start(t, i);
  int depth = 0, conditions = 0;
  for (uint32_t k = token_next(t, i); k != NONE; k = token_next(t, k)) {
    int change = token_depth(t, k);
    bool ends = change < 0 || token_is(t, k, ";");
    conditions += token_is(t, k, "?") && !depth;
    if (!is_statement && !depth && token_is(t, k, ":"))
      ends |= --conditions < 0;
    ends |= !is_statement && token_is(t, k, ",");
    if (ends && !depth)
      break;
    depth += change;
    last = k;
  }
  return last;
}

// Behind `[...]` of a lambda: words that are none of C++'s are annotations, or macros for them.
static void erase_annotations(Tokens *t, uint32_t i)
{
  static const char *const values[] = {"return", "co_return", "co_yield", "co_await", "else", "do",
                                       "case",   "throw",     "and",      "or",       "not",  NULL};
  static const char *const own[] = {"mutable",  "constexpr", "consteval",     "static",
                                    "noexcept", "requires",  "__attribute__", NULL};
  static const char *const follow[] = {"(", "{", "<", "[", NULL};
  uint32_t before = token_before(t, i), next = token_next(t, i);
  bool is_value = !token_is_word(t, before) || token_in(t, before, values);
  bool is_other = !is_value || token_is(t, before, ")") || token_is(t, before, "]");
  if ((is_other && !is_body_start(t, i)) || token_is(t, before, "[") || token_is(t, next, "["))
    return;
  uint32_t close = token_close(t, i);
  uint32_t first = close == NONE ? NONE : token_next(t, close), last = NONE;
  for (next = first; token_is_word(t, next) && !token_in(t, next, own); next = token_next(t, next))
    last = next;
  // Of a macro the rest may stand where it is used.
  bool is_end = next == NONE && t->all.items[i].directive;
  if (last != NONE && (is_end || token_in(t, next, follow)))
    tokens_replace(t, first, last, "");
}

// Whether a directive is about the name at i: `#define try if (true)`.
static bool is_macro_name(const Tokens *t, uint32_t i)
{
  static const char *const about[] = {"define", "undef", "ifdef", "ifndef", "defined", NULL};
  uint32_t before = t->all.items[i].directive ? token_before(t, i) : NONE;
  return token_in(t, token_is(t, before, "(") ? token_before(t, before) : before, about);
}

// The last token of the `asm (...)` at i, whose `[name]` begins no lambda.
static uint32_t asm_end(const Tokens *t, uint32_t i)
{
  uint32_t open = token_next(t, i);
  while (token_is_word(t, open))  // volatile, goto
    open = token_next(t, open);
  uint32_t close = token_is(t, open, "(") ? token_close(t, open) : NONE;
  return close == NONE ? i : close;
}

static void erase_in(Tokens *t)
{
  static const char *const assembly[] = {"asm", "__asm__", "__asm", NULL};
  tokens_read(t);
  for (uint32_t i = 0; i < t->all.n; i++) {
    if (is_macro_name(t, i))
      continue;
    if (token_in(t, i, assembly)) {
      i = asm_end(t, i);
    } else if (token_is(t, i, "try")) {
      erase_try(t, i);
    } else if (token_is(t, i, "catch")) {
      i = erase_handler(t, i);
    } else if (token_is(t, i, "throw") && !throw_is_specification(t, i)) {
      uint32_t end = throw_end(t, i);
      bool is_void = operand_is_void(t, throw_other_operand(t, i, end));
      tokens_replace(t, i, end, is_void ? "(void)::nvrtc_std_throw()" : "::nvrtc_std_throw()");
      i = end;
    } else if (token_is(t, i, "[")) {
      erase_annotations(t, i);
    }
  }
}

// Most files hold none of it, which is seen faster than tokens are made.
static bool may_hold(const char *text, size_t size)
{
  if (strstr(text, "throw") || strstr(text, "catch") || strstr(text, "try"))
    return true;
  for (const char *p = text; (p = memchr(p, ']', size - (size_t)(p - text))); p++) {
    const char *next = p + 1 + strspn(p + 1, " \t");
    if (next > p + 1 && is_identifier_char(*next))
      return true;
  }
  return false;
}

void erase_look(Walk *w)
{
  if (w->s->options.ask_only)
    return;
  for (size_t i = 0; i < w->files.n; i++) {
    FileEntry *f = w->files.items[i];
    if (f->is_main || f->file.is_system)
      continue;
    Tokens t = {.file = f, .w = w};
    t.text = cx_file_text(w->s, f->handle, &t.size);
    if (t.text && may_hold(t.text, t.size))
      erase_in(&t);
    vec_free(&t.all);
  }
}
