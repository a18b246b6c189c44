// What host code may hold and NVRTC refuses whole headers for, wherever it stands: exceptions, and
// `__device__` behind the `[...]` of a lambda, which nvcc wants there.
//
// Nothing that is bound throws: nvcc refuses that in device code. So NVRTC reads a `throw` as a
// trap, no handlers, and no `try`. Function bodies are skipped when clang parses, so this is done
// by tokens: those of a directive are apart from those around it, comments and literals are none.
#include <string.h>

#include "walk.h"

typedef struct Token {
  uint32_t at, len;
  uint32_t directive;  // 0: outside; else which
} Token;

typedef struct Tokens {
  FileEntry *file;
  const char *text;
  size_t size;
  VEC(Token) all;
  Walk *w;
} Tokens;

enum { NONE = UINT32_MAX };

// ---- tokens -----------------------------------------------------------------

static char byte_at(const Tokens *t, size_t p)
{
  return p < t->size ? t->text[p] : '\0';
}

// One past the end of a comment or an escaped line break; p where there is none.
static size_t gap_end(const Tokens *t, size_t p)
{
  const char *s = t->text;
  if (s[p] == '\\' && byte_at(t, p + 1) == '\n')
    return p + 2;
  if (s[p] == '\\' && byte_at(t, p + 1) == '\r' && byte_at(t, p + 2) == '\n')
    return p + 3;
  if (s[p] != '/')
    return p;
  if (byte_at(t, p + 1) == '/') {
    for (; p < t->size && s[p] != '\n'; p++)
      p += s[p] == '\\' && p + 1 < t->size;
    return p < t->size ? p : t->size;
  }
  if (byte_at(t, p + 1) != '*')
    return p;
  for (p += 2; p < t->size && !(s[p] == '*' && byte_at(t, p + 1) == '/'); p++)
    continue;
  return p + 2 < t->size ? p + 2 : t->size;
}

// One past the end of R"x(...)x", p being at its first quote.
static size_t raw_end(const Tokens *t, size_t p)
{
  size_t open = p + 1;
  while (open < t->size && t->text[open] != '(' && t->text[open] != '\n')
    open++;
  size_t n = open - p - 1;
  for (size_t i = open; byte_at(t, open) == '(' && i + n + 1 < t->size; i++)
    if (t->text[i] == ')' && !strncmp(t->text + i + 1, t->text + p + 1, n) &&
        t->text[i + 1 + n] == '"')
      return i + n + 2;
  return t->size;
}

static size_t quoted_end(const Tokens *t, size_t p)
{
  char quote = t->text[p++];
  for (; p < t->size && t->text[p] != quote && t->text[p] != '\n'; p++)
    p += t->text[p] == '\\' && p + 1 < t->size;
  return p < t->size ? p + 1 : t->size;
}

static bool is_numeral(char c)
{
  return c >= '0' && c <= '9';
}

// 1'000.5e-3f, 0x1p+4
static size_t number_end(const Tokens *t, size_t p)
{
  for (;; p++) {
    char c = byte_at(t, p), next = byte_at(t, p + 1);
    bool is_sign = strchr("eEpP", c) && c && (next == '+' || next == '-');
    bool is_break = c == '\'' && is_identifier_char(next);
    if (!is_sign && !is_break && c != '.' && !is_identifier_char(c))
      return p;
    p += is_sign;
  }
}

static size_t token_end(const Tokens *t, size_t p)
{
  char c = t->text[p];
  if (is_numeral(c) || (c == '.' && is_numeral(byte_at(t, p + 1))))
    return number_end(t, p);
  if (c == '"' || c == '\'')
    return quoted_end(t, p);
  if (!is_identifier_char(c)) {
    bool is_two = (c == ':' && byte_at(t, p + 1) == ':') || (c == '-' && byte_at(t, p + 1) == '>');
    return p + 1 + is_two;
  }
  size_t end = p;
  while (is_identifier_char(byte_at(t, end)))
    end++;
  bool is_raw = byte_at(t, end) == '"' && t->text[end - 1] == 'R' && end - p <= 3;
  return is_raw ? raw_end(t, end) : end;
}

static void tokens_read(Tokens *t)
{
  uint32_t directives = 0, directive = 0;
  bool is_start = true;  // of a line
  for (size_t p = 0; p < t->size;) {
    size_t gap = gap_end(t, p);
    char c = t->text[p];
    if (gap > p) {
      p = gap;
      continue;
    }
    if (c == '\n') {
      is_start = true;
      directive = 0;
    }
    if (strchr(" \t\r\n\f\v", c)) {
      p++;
      continue;
    }
    if (c == '#' && is_start)
      directive = ++directives;
    is_start = false;
    size_t end = token_end(t, p);
    vec_push(&t->all, (Token){(uint32_t)p, (uint32_t)(end - p), directive});
    p = end;
  }
}

// The next token of the same directive, or of none; NONE for none.
static uint32_t token_next(const Tokens *t, uint32_t i)
{
  uint32_t directive = t->all.items[i].directive;
  while (++i < t->all.n)
    if (t->all.items[i].directive == directive)
      return i;
    else if (directive)
      break;
  return NONE;
}

static uint32_t token_before(const Tokens *t, uint32_t i)
{
  uint32_t directive = t->all.items[i].directive;
  while (i-- > 0)
    if (t->all.items[i].directive == directive)
      return i;
    else if (directive)
      break;
  return NONE;
}

static bool token_is(const Tokens *t, uint32_t i, const char *text)
{
  if (i == NONE)
    return false;
  Token k = t->all.items[i];
  return k.len == strlen(text) && !strncmp(t->text + k.at, text, k.len);
}

static bool token_in(const Tokens *t, uint32_t i, const char *const *texts)
{
  for (; *texts; texts++)
    if (token_is(t, i, *texts))
      return true;
  return false;
}

static bool token_is_word(const Tokens *t, uint32_t i)
{
  char c = i == NONE ? ' ' : t->text[t->all.items[i].at];
  return is_identifier_char(c) && !is_numeral(c);
}

static int token_depth(const Tokens *t, uint32_t i)
{
  Token k = t->all.items[i];
  char c = t->text[k.at];
  if (k.len != 1)
    return 0;
  return c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
}

// The token that closes the bracket at i; NONE when none does.
static uint32_t token_close(const Tokens *t, uint32_t i)
{
  int depth = 0;
  for (; i != NONE; i = token_next(t, i)) {
    depth += token_depth(t, i);
    if (!depth)
      return i;
  }
  return NONE;
}

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
