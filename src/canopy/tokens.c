// Tokens of a file's text, for what must be known of text that clang doesn't parse.
//
// Those of a directive are apart from those around it; comments and literals are none.
#include "tokens.h"

#include <string.h>

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

void tokens_read(Tokens *t)
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
uint32_t token_next(const Tokens *t, uint32_t i)
{
  uint32_t directive = t->all.items[i].directive;
  while (++i < t->all.n)
    if (t->all.items[i].directive == directive)
      return i;
    else if (directive)
      break;
  return NONE;
}

uint32_t token_before(const Tokens *t, uint32_t i)
{
  uint32_t directive = t->all.items[i].directive;
  while (i-- > 0)
    if (t->all.items[i].directive == directive)
      return i;
    else if (directive)
      break;
  return NONE;
}

bool token_is(const Tokens *t, uint32_t i, const char *text)
{
  if (i == NONE)
    return false;
  Token k = t->all.items[i];
  return k.len == strlen(text) && !strncmp(t->text + k.at, text, k.len);
}

bool token_in(const Tokens *t, uint32_t i, const char *const *texts)
{
  for (; *texts; texts++)
    if (token_is(t, i, *texts))
      return true;
  return false;
}

bool token_is_word(const Tokens *t, uint32_t i)
{
  char c = i == NONE ? ' ' : t->text[t->all.items[i].at];
  return is_identifier_char(c) && !is_numeral(c);
}

int token_depth(const Tokens *t, uint32_t i)
{
  Token k = t->all.items[i];
  char c = t->text[k.at];
  if (k.len != 1)
    return 0;
  return c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
}

// The token that closes the bracket at i; NONE when none does.
uint32_t token_close(const Tokens *t, uint32_t i)
{
  int depth = 0;
  for (; i != NONE; i = token_next(t, i)) {
    depth += token_depth(t, i);
    if (!depth)
      return i;
  }
  return NONE;
}
