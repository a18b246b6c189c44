// Variables, constants and macros as rows: what the old tool did not tell.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lists.h"

// ---- values -----------------------------------------------------------------

// The shortest text that reads back as the same number of its own type.
static void float_text(char *text, size_t size, double value, bool is_single)
{
  if (!isfinite(value)) {
    snprintf(text, size, "%s", isnan(value) ? "nan" : value < 0 ? "-inf" : "inf");
    return;
  }
  for (int digits = 1; digits <= 17; digits++) {
    snprintf(text, size, "%.*g", digits, value);
    double back = strtod(text, NULL);
    if (is_single ? (float)back == (float)value : back == value)
      break;
  }
  if (!strpbrk(text, ".en"))
    strncat(text, ".0", size - strlen(text) - 1);
}

// A JSON string: a number, or null when clang has none.
static void value_write(Lists *l, Buf *b, CXCursor c)
{
  const CxApi *fn = l->fn;
  CXType type = fn->getCanonicalType(fn->getCursorType(c));
  if (fn->isInvalidDeclaration(c) || is_dependent_type(l, type)) {
    buf_puts(b, "null");
    return;
  }
  CXEvalResult result = fn->Cursor_Evaluate(c);
  int kind = result ? (int)fn->EvalResult_getKind(result) : CXEval_UnExposed;
  if (kind == CXEval_Int && fn->EvalResult_isUnsignedInt(result)) {
    buf_printf(b, "\"%llu\"", fn->EvalResult_getAsUnsigned(result));
  } else if (kind == CXEval_Int) {
    buf_printf(b, "\"%lld\"", fn->EvalResult_getAsLongLong(result));
  } else if (kind == CXEval_Float) {
    char text[64];
    float_text(text, sizeof text, fn->EvalResult_getAsDouble(result), type.kind == CXType_Float);
    buf_printf(b, "\"%s\"", text);
  } else {
    buf_puts(b, "null");
  }
  if (result)
    fn->EvalResult_dispose(result);
}

bool has_value(Lists *l, CXCursor c)
{
  Buf b = {0};
  value_write(l, &b, c);
  bool has = strcmp(b.text, "null") != 0;
  buf_free(&b);
  return has;
}

// ---- variables --------------------------------------------------------------

bool is_constexpr(Lists *l, CXCursor c)
{
  Str print = cx_str(l->s, l->fn->getCursorPrettyPrinted(c, l->s->cx->now->terse));
  return has_specifier(print, raw_spelling(l, c), "constexpr");
}

// [name, qualified, type, is_constexpr, value or null, storage, place, comment]
void write_variable(Lists *l, Buf *b, CXCursor c)
{
  const CxApi *fn = l->fn;
  l->in_hand = c;
  bool is_fixed = is_constexpr(l, c);
  CXType type = fn->getCursorType(c);
  int storage = (int)fn->Cursor_getStorageClass(c);
  buf_putc(b, '[');
  write_str(b, raw_spelling(l, c));
  buf_putc(b, ',');
  write_str(b, qualified_name(l, c));
  buf_printf(b, ",%zu,%d,", type_index(l, type), is_fixed);
  if (is_fixed || fn->isConstQualifiedType(fn->getCanonicalType(type)))
    value_write(l, b, c);
  else
    buf_puts(b, "null");
  buf_printf(b, ",\"%s\",",
             storage == CX_SC_Static   ? "static"
             : storage == CX_SC_Extern ? "extern"
                                       : "");
  write_place(l, b, c);
  buf_putc(b, ',');
  write_comment(l, b, c);
  buf_putc(b, ']');
}

// ---- macros -----------------------------------------------------------------

static void tokens_write(Lists *l, Buf *out, CXToken *tokens, unsigned start, unsigned stop)
{
  Buf text = {0};
  for (unsigned i = start; i < stop; i++) {
    if (l->fn->getTokenKind(tokens[i]) == CXToken_Comment)
      continue;
    const char *word = str_c(cx_str(l->s, l->fn->getTokenSpelling(l->s->cx->now->unit, tokens[i])));
    while (word[0] == '\\' && (word[1] == '\n' || word[1] == '\r'))
      word += word[1] == '\r' && word[2] == '\n' ? 3 : 2;  // a continued line
    if (text.len)
      buf_putc(&text, ' ');
    buf_puts(&text, word);
  }
  buf_jsonstr(out, text.len ? text.text : "", text.len);
  buf_free(&text);
}

static unsigned params_write(Lists *l, Buf *b, CXToken *tokens, unsigned n)
{
  unsigned i = 2, written = 0;  // behind the name and "("
  buf_putc(b, '[');
  for (; i < n; i++) {
    Str word = cx_str(l->s, l->fn->getTokenSpelling(l->s->cx->now->unit, tokens[i]));
    if (str_is(word, ")"))
      break;
    if (str_is(word, ","))
      continue;
    buf_puts(b, written++ ? "," : "");
    write_str(b, word);
  }
  buf_putc(b, ']');
  return i + 1;
}

// [name, [parameter, ...] or null, body, place]
void write_macro(Lists *l, Buf *b, CXCursor c)
{
  const CxApi *fn = l->fn;
  CXToken *tokens = NULL;
  unsigned n = 0, start = 1;
  fn->tokenize(l->s->cx->now->unit, fn->getCursorExtent(c), &tokens, &n);
  buf_putc(b, '[');
  write_str(b, raw_spelling(l, c));
  buf_putc(b, ',');
  if (fn->Cursor_isMacroFunctionLike(c))
    start = params_write(l, b, tokens, n);
  else
    buf_puts(b, "null");
  buf_putc(b, ',');
  tokens_write(l, b, tokens, start, n);
  buf_putc(b, ',');
  write_place(l, b, c);
  buf_putc(b, ']');
  if (tokens)
    fn->disposeTokens(l->s->cx->now->unit, tokens, n);
}
