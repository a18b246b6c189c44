// One value: what clang makes of an initialiser, as the model keeps it.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "walk.h"

// The shortest text that reads back as the same double, a Python float literal.
Str value_float_text(Session *s, double f)
{
  if (isnan(f))
    return intern_c(s, "nan");
  if (isinf(f))
    return intern_c(s, f < 0 ? "-inf" : "inf");
  char text[64];
  for (int digits = 1; digits <= 17; digits++) {
    snprintf(text, sizeof text - 2, "%.*g", digits, f);
    if (strtod(text, NULL) == f)
      break;
  }
  if (!strpbrk(text, ".en"))
    memcpy(text + strlen(text), ".0", sizeof ".0");
  return intern_c(s, text);
}

// ---- text -------------------------------------------------------------------

// Clang's evaluation ends a text at its first NUL and has no length. The literal that it stands in
// has both, in its spelling: all that is no printable ASCII is three octal digits there.
typedef struct LiteralSearch {
  Walk *w;
  CXCursor found;
  unsigned n, depth;
} LiteralSearch;

static enum CXChildVisitResult literal_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  LiteralSearch *self = payload;
  const CxApi *fn = cx(self->w->s);
  enum { MOST_NAMES = 16 };  // of constants that are each another one's value
  if (c.kind == CXCursor_StringLiteral) {
    self->found = c;
    self->n++;
  } else if (c.kind == CXCursor_DeclRefExpr && self->depth < MOST_NAMES) {
    self->depth++;
    fn->visitChildren(fn->getCursorReferenced(c), literal_visit, self);
  } else {
    return CXChildVisit_Recurse;
  }
  return CXChildVisit_Continue;
}

// The bytes between the quotes of `"ab\000c"`.
static void literal_bytes(Buf *out, const char *p)
{
  static const char letters[] = "abfnrtv", bytes[] = "\a\b\f\n\r\t\v";
  p += strcspn(p, "\"");
  for (p++; *p && *p != '"'; p++) {
    if (*p != '\\') {
      buf_putc(out, *p);
    } else if (p[1] >= '0' && p[1] <= '7') {
      char *end;
      char digits[4] = {p[1], p[2], p[2] ? p[3] : 0, 0};
      buf_putc(out, (char)strtoul(digits, &end, 8));
      p += end - digits;
    } else {
      const char *letter = strchr(letters, *++p);
      buf_putc(out, letter ? bytes[letter - letters] : *p);
    }
  }
}

Value value_of_text(Session *s, const char *text, size_t len)
{
  if (!utf8_is_valid(text, len))
    return (Value){.why = intern_c(s, "text that is not UTF-8")};
  return (Value){.kind = VALUE_STRING, .text = intern(s, text, len)};
}

// The text of the constant c, of which clang says how it begins.
static Value value_text(Walk *w, CXCursor c, const char *begin)
{
  LiteralSearch search = {.w = w};
  Buf bytes = {0};
  cx(w->s)->visitChildren(c, literal_visit, &search);
  if (search.n == 1)
    literal_bytes(&bytes, str_c(cx_spelling(w->s, search.found)));
  size_t len = strlen(begin);
  if (bytes.len < len || memcmp(bytes.text, begin, len) != 0) {
    bytes.len = 0;
    buf_puts(&bytes, begin);
  }
  Value v = value_of_text(w->s, bytes.len ? bytes.text : "", bytes.len);
  buf_free(&bytes);
  return v;
}

static bool is_char(CXType t)
{
  return t.kind == CXType_Char_S || t.kind == CXType_Char_U;
}

bool cursor_is_text(Walk *w, CXCursor c)
{
  CXType t = cx(w->s)->getCanonicalType(cx(w->s)->getCursorType(c));
  CXType to = cx(w->s)->getPointeeType(t);
  return is_char(to.kind == CXType_Invalid ? cx(w->s)->getArrayElementType(t) : to);
}

// Whether what the variable c is at first it is always.
static bool cursor_is_constant(Walk *w, CXCursor c)
{
  const CxApi *fn = cx(w->s);
  CXType t = fn->getCanonicalType(fn->getCursorType(c));  // of an array: with its element's words
  return c.kind == CXCursor_VarDecl && fn->isConstQualifiedType(t) &&
         !fn->isVolatileQualifiedType(t);
}

static enum CXChildVisitResult last_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  *(CXCursor *)payload = c;
  return CXChildVisit_Continue;
}

// The literal that a constant is, in parentheses or by another constant's name; a null cursor for
// none.
static CXCursor literal_of(Walk *w, CXCursor c)
{
  const CxApi *fn = cx(w->s);
  enum { MOST_STEPS = 64 };
  for (int i = 0; i < MOST_STEPS; i++) {
    CXCursor next = fn->getNullCursor();
    switch ((int)c.kind) {
    case CXCursor_StringLiteral:
      return c;
    case CXCursor_DeclRefExpr:
    case CXCursor_MemberRefExpr:
      next = fn->getCursorReferenced(c);
      if (!cursor_is_text(w, next) || !cursor_is_constant(w, next))
        return fn->getNullCursor();
      break;
    case CXCursor_VarDecl: {
      CXCursor definition = fn->getCursorDefinition(c);
      fn->visitChildren(fn->Cursor_isNull(definition) ? c : definition, last_visit, &next);
      break;
    }
    case CXCursor_UnexposedExpr:
    case CXCursor_ParenExpr:
    case CXCursor_CStyleCastExpr:
    case CXCursor_CXXStaticCastExpr:
    case CXCursor_CXXConstCastExpr:
    case CXCursor_InitListExpr:
      fn->visitChildren(c, last_visit, &next);
      break;
    default:
      return fn->getNullCursor();
    }
    c = next;
  }
  return fn->getNullCursor();
}

static Value value_literal(Walk *w, CXCursor c)
{
  CXCursor literal = literal_of(w, c);
  if (cx(w->s)->Cursor_isNull(literal))
    return (Value){0};
  Buf bytes = {0};
  literal_bytes(&bytes, str_c(cx_spelling(w->s, literal)));
  Value v = value_of_text(w->s, bytes.len ? bytes.text : "", bytes.len);
  buf_free(&bytes);
  return v;
}

// ---- values -----------------------------------------------------------------

// letter: the builtin code whose value this is; 0 for text.
static Value value_read(Walk *w, CXCursor c, const char *letter)
{
  Session *s = w->s;
  const CxApi *fn = cx(s);
  Value v = {0};
  CXEvalResult r = fn->Cursor_Evaluate(c);
  if (!r)
    return letter ? v : value_literal(w, c);
  int kind = (int)fn->EvalResult_getKind(r);
  if (!letter) {
    const char *text = kind == CXEval_StrLiteral ? fn->EvalResult_getAsStr(r) : NULL;
    v = text ? value_text(w, c, text) : value_literal(w, c);
  } else if (kind == CXEval_Float && strchr("fde", *letter)) {
    v = (Value){.kind = VALUE_FLOAT, .f = fn->EvalResult_getAsDouble(r)};
    v.text = value_float_text(s, v.f);
  } else if (kind == CXEval_Int && !strchr("fdeno", *letter)) {
    bool is_unsigned = fn->EvalResult_isUnsignedInt(r);
    uint64_t u =
        is_unsigned ? fn->EvalResult_getAsUnsigned(r) : (uint64_t)fn->EvalResult_getAsLongLong(r);
    v.kind = *letter == 'b' ? VALUE_BOOL : is_unsigned ? VALUE_UINT : VALUE_INT;
    v.i = *letter == 'b' ? u != 0 : (int64_t)u;
    v.u = u;
  }
  fn->EvalResult_dispose(r);
  return v;
}

static bool is_list_type(const Type *t)
{
  return (t->kind == TYPE_POINTER || t->kind == TYPE_ARRAY) && t->to->kind == TYPE_BUILTIN;
}

bool type_is_text(const Type *t)
{
  return is_list_type(t) && str_is(t->to->code, "Kc");
}

static bool is_wide_text_type(const Type *t)
{
  static const char *const codes[] = {"Kw", "KDs", "KDi", "KDu"};
  for (size_t i = 0; is_list_type(t) && i < sizeof codes / sizeof *codes; i++)
    if (str_is(t->to->code, codes[i]))
      return true;
  return false;
}

static Value value_wide(Walk *w, const char *spelling)
{
  Str why = str_format(w->s->strings, "text of '%s'; constants are of 'char'", spelling);
  return (Value){.why = why};
}

Value value_of_cursor(Walk *w, CXCursor c, const Type *type)
{
  Value none = {0};
  if (cx(w->s)->isInvalidDeclaration(c))
    return none;
  if (type_is_text(type))
    return value_read(w, c, NULL);
  if (is_wide_text_type(type))
    return value_wide(w, str_c(type->to->spelling));
  const Type *t = type->kind == TYPE_ENUM ? ((Enum *)type->decl)->underlying : type;
  if (t->kind != TYPE_BUILTIN || !t->code)
    return none;
  Value v = value_read(w, c, t->code->text + strspn(t->code->text, "VK"));
  if (v.kind == VALUE_NONE)
    return v;
  Str code = type->code;
  size_t cv = strspn(str_c(code), "VK");
  v.code = code ? intern(w->s, code->text + cv, code->len - cv) : NULL;
  return v;
}

// The value of `constexpr auto x = MACRO;`. Types of the second unit are not the model's,
// so only their kinds and names are looked at.
Value value_of_macro(Walk *w, CXCursor c)
{
  Session *s = w->s;
  CXType t = cx(s)->getUnqualifiedType(cx(s)->getCanonicalType(cx(s)->getCursorType(c)));
  if (t.kind == CXType_Pointer) {
    CXType to = cx(s)->getPointeeType(t);
    if (is_char(to))
      return value_read(w, c, NULL);
    bool is_wide = to.kind == CXType_WChar || to.kind == CXType_Char16 || to.kind == CXType_Char32;
    return is_wide ? value_wide(w, str_c(cx_type_spelling(s, to))) : (Value){0};
  }
  if (t.kind == CXType_Enum) {
    Value v = value_read(w, c, "i");
    Str name = cx_full_name(s, t);
    v.code = v.kind != VALUE_NONE && name ? str_format(s->strings, "{%s}", name->text) : NULL;
    return v;
  }
  const char *code = t.kind == CXType_NullPtr ? NULL : builtin_code(t.kind);
  if (!code)
    return (Value){0};
  Value v = value_read(w, c, code);
  v.code = v.kind != VALUE_NONE ? intern_c(s, code) : NULL;
  return v;
}
