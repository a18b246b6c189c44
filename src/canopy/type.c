// Types: canonical, one object for each, with their codes and C++ spellings.
//
// A type is found by clang's own canonical pointer. The spelling is built here
// from the parts, since clang's leaves out what it thinks redundant (inline
// namespaces, scopes within template arguments) and must be pasteable C++.
#include <stdlib.h>
#include <string.h>

#include "walk.h"

static const struct {
  enum CXTypeKind kind;
  const char *code, *spelling;
} builtins[] = {
#define BUILTIN(kind, code, spelling, python, problem) {kind, code, spelling},
#include "builtins.def"
#undef BUILTIN
};

// The row of a kind; -1 for void, which is a kind of type of its own, and what is no builtin.
static int builtin_row(enum CXTypeKind kind)
{
  for (size_t i = 0; kind > CXType_Void && i < sizeof builtins / sizeof *builtins; i++)
    if (builtins[i].kind == kind)
      return (int)i;
  return -1;
}

const char *builtin_code(enum CXTypeKind kind)
{
  int row = builtin_row(kind);
  return row < 0 ? NULL : builtins[row].code;
}

bool is_unsigned_code(Str code)
{
  static const char *const codes[] = {"b", "h", "t", "j", "m", "y", "o", "Du", "Ds", "Di"};
  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
    if (str_is(code, codes[i]))
      return true;
  return false;
}

// ---- spelling ---------------------------------------------------------------

static Str type_declare_params(Walk *w, const Type *t, const char *inner)
{
  Buf b = {0};
  buf_puts(&b, inner);
  buf_putc(&b, '(');
  for (uint32_t i = 0; i < t->nparams; i++)
    buf_printf(&b, "%s%s", i ? ", " : "", str_c(t->params[i]->spelling));
  if (t->is_variadic)
    buf_puts(&b, t->nparams ? ", ..." : "...");
  buf_puts(&b, t->is_noexcept ? ") noexcept" : ")");
  Str text = intern(w->s, b.text, b.len);
  buf_free(&b);
  return text;
}

// "*", "*const" and the like in front of what stands inside.
static Str type_declare_pointer(Walk *w, const Type *t, const char *inner)
{
  const char *mark = t->kind == TYPE_LREF ? "&" : t->kind == TYPE_RREF ? "&&" : "*";
  const char *cv = t->is_const      ? t->is_volatile ? "const volatile" : "const"
                   : t->is_volatile ? "volatile"
                                    : "";
  bool wrap = t->to->kind == TYPE_ARRAY || t->to->kind == TYPE_FUNCTION;
  return str_format(w->s->strings, "%s%s%s%s%s%s", wrap ? "(" : "", mark, cv,
                    *cv && *inner && *inner != ')' ? " " : "", inner, wrap ? ")" : "");
}

// The C++ text that declares something of type t: inner is what stands in the
// declarator's middle, as `int (*x)[4]` has `x`.
Str type_declare(Walk *w, const Type *t, const char *inner)
{
  StrPool *strings = w->s->strings;
  switch (t->kind) {
  case TYPE_POINTER:
  case TYPE_LREF:
  case TYPE_RREF:
    return type_declare(w, t->to, type_declare_pointer(w, t, inner)->text);
  case TYPE_ARRAY:
    if (t->count < 0)
      return type_declare(w, t->to, str_format(strings, "%s[]", inner)->text);
    return type_declare(w, t->to,
                        str_format(strings, "%s[%lld]", inner, (long long)t->count)->text);
  case TYPE_FUNCTION:
    return type_declare(w, t->to, type_declare_params(w, t, inner)->text);
  case TYPE_VOID:
  case TYPE_BUILTIN:
  case TYPE_RECORD:
  case TYPE_ENUM:
  case TYPE_MEMBER_POINTER:
  case TYPE_DEPENDENT:
  case TYPE_OTHER:
  case TYPE_COUNT:
    break;
  }
  return str_format(strings, "%s%s%s", str_c(t->spelling), *inner && *inner != '[' ? " " : "",
                    inner);
}

// ---- codes ------------------------------------------------------------------

// A class without a name has the one that C++ can say of a field's type, an enum is its number.
static Str type_code_named(Walk *w, const Decl *d)
{
  if (!d || !d->spelled)
    return NULL;
  if (d->kind == DECL_ENUM && !d->name->len)
    return ((const Enum *)d)->underlying->code;
  bool has_name = d->name->len || (d->kind == DECL_RECORD && ((const Record *)d)->field);
  return has_name ? str_format(w->s->strings, "{%s}", d->spelled->text) : NULL;
}

static Str type_code_bare(Walk *w, const Type *t, const char *letter)
{
  StrPool *strings = w->s->strings;
  Str to = t->to ? t->to->code : NULL;
  switch (t->kind) {
  case TYPE_VOID:
    return str_from(strings, "v");
  case TYPE_BUILTIN:
    return str_from(strings, letter);
  case TYPE_POINTER:
    return to ? str_format(strings, "P%s", to->text) : NULL;
  case TYPE_LREF:
    return to ? str_format(strings, "R%s", to->text) : NULL;
  case TYPE_RREF:
    return to ? str_format(strings, "O%s", to->text) : NULL;
  case TYPE_ARRAY:
    if (!to)
      return NULL;
    return t->count < 0 ? str_format(strings, "A_%s", to->text)
                        : str_format(strings, "A%lld_%s", (long long)t->count, to->text);
  case TYPE_RECORD:
  case TYPE_ENUM:
    return type_code_named(w, t->decl);
  case TYPE_FUNCTION:
    return t->spelling ? str_format(strings, "F{%s}", t->spelling->text) : NULL;
  case TYPE_MEMBER_POINTER:
  case TYPE_DEPENDENT:
  case TYPE_OTHER:
  case TYPE_COUNT:
    break;
  }
  return NULL;
}

static void type_finish(Walk *w, Type *t, const char *letter)
{
  StrPool *strings = w->s->strings;
  if (!t->spelling || t->kind == TYPE_POINTER)
    t->spelling = type_declare(w, t, "");
  bool is_named = t->kind == TYPE_VOID || t->kind == TYPE_BUILTIN || t->kind == TYPE_RECORD ||
                  t->kind == TYPE_ENUM;
  if (is_named && (t->is_const || t->is_volatile))
    t->spelling = str_format(strings, "%s%s%s", t->is_const ? "const " : "",
                             t->is_volatile ? "volatile " : "", t->spelling->text);
  t->code = type_code_bare(w, t, letter);
  if (t->code && (t->is_const || t->is_volatile) && t->kind != TYPE_ARRAY)
    t->code = str_format(strings, "%s%s%s", t->is_volatile ? "V" : "", t->is_const ? "K" : "",
                         t->code->text);
}

// ---- kinds ------------------------------------------------------------------

static bool type_read_builtin(Walk *w, Type *t, CXType c, const char **letter)
{
  int row = builtin_row(c.kind);
  if (row >= 0) {
    t->kind = TYPE_BUILTIN;
    t->spelling = intern_c(w->s, builtins[row].spelling);
    *letter = builtins[row].code;
    return true;
  }
  Str text = c.kind == CXType_Unexposed ? cx_type_spelling(w->s, cx(w->s)->getUnqualifiedType(c))
                                        : NULL;  // libclang has no kind for it
  if (!str_is(text, "char8_t"))
    return false;
  t->kind = TYPE_BUILTIN;
  t->spelling = text;
  *letter = "Du";
  return true;
}

static void type_read_function(Walk *w, Type *t, CXType c)
{
  int n = cx(w->s)->getNumArgTypes(c);
  t->kind = TYPE_FUNCTION;
  t->to = type_get(w, cx(w->s)->getResultType(c));
  t->nparams = n > 0 ? (uint32_t)n : 0;
  t->params = NEW_ARRAY(w->s->arena, const Type *, t->nparams);
  for (uint32_t i = 0; i < t->nparams; i++)
    t->params[i] = type_get(w, cx(w->s)->getArgType(c, i));
  t->is_variadic = cx(w->s)->isFunctionTypeVariadic(c);
  t->is_noexcept = cx(w->s)->getExceptionSpecificationType(c) ==
                   CXCursor_ExceptionSpecificationKind_BasicNoexcept;
}

static void type_read_named(Walk *w, Type *t, CXType c)
{
  CXCursor d = cx(w->s)->getTypeDeclaration(c);
  if (c.kind == CXType_Enum) {
    t->kind = TYPE_ENUM;
    t->decl = &enum_get(w, d, NULL)->d;
  } else {
    t->kind = TYPE_RECORD;
    t->decl = &record_get(w, d)->d;
  }
  t->spelling = t->decl->name->len ? t->decl->spelled
                                   : cx_type_spelling(w->s, cx(w->s)->getUnqualifiedType(c));
  if (!map_get_ptr(&w->listed, &t->decl->spelled)) {  // a second key of the same declaration
    map_set_ptr(&w->listed, &t->decl->spelled, t->decl);
    vec_push(&w->mentioned, t->decl);
  }
}

static void type_read_array(Walk *w, Type *t, CXType c)
{
  const CxApi *fn = cx(w->s);
  CXType to = fn->getArrayElementType(c);
  t->kind = TYPE_ARRAY;
  t->to = type_get(
      w, cx_add_qualifiers(to, fn->isConstQualifiedType(c), fn->isVolatileQualifiedType(c)));
  t->count = c.kind == CXType_ConstantArray ? cx(w->s)->getArraySize(c) : -1;
}

static bool type_is_dependent(Walk *w, CXType c)
{
  if (c.kind == CXType_Dependent || c.kind == CXType_DependentSizedArray)
    return true;
  if (c.kind == CXType_IncompleteArray || c.kind == CXType_VariableArray)
    return type_is_dependent(w, cx(w->s)->getArrayElementType(c));
  if (c.kind == CXType_FunctionProto) {
    bool found = type_is_dependent(w, cx(w->s)->getResultType(c));
    for (int i = 0, n = cx(w->s)->getNumArgTypes(c); !found && i < n; i++)
      found = type_is_dependent(w, cx(w->s)->getArgType(c, (unsigned)i));
    return found;
  }
  if (c.kind == CXType_Pointer || c.kind == CXType_LValueReference ||
      c.kind == CXType_RValueReference)
    return type_is_dependent(w, cx(w->s)->getPointeeType(c));
  return cx(w->s)->Type_getSizeOf(c) == -3;
}

static void type_read(Walk *w, Type *t, CXType c, const char **letter)
{
  const CxApi *fn = cx(w->s);
  if (type_read_builtin(w, t, c, letter))
    return;
  switch ((int)c.kind) {
  case CXType_Void:
    t->kind = TYPE_VOID;
    t->spelling = intern_c(w->s, "void");
    return;
  case CXType_Pointer:
  case CXType_LValueReference:
  case CXType_RValueReference:
    t->kind = c.kind == CXType_Pointer           ? TYPE_POINTER
              : c.kind == CXType_LValueReference ? TYPE_LREF
                                                 : TYPE_RREF;
    t->to = type_get(w, fn->getPointeeType(c));
    return;
  case CXType_ConstantArray:
  case CXType_IncompleteArray:
    type_read_array(w, t, c);
    return;
  case CXType_FunctionProto:
  case CXType_FunctionNoProto:
    type_read_function(w, t, c);
    return;
  case CXType_Record:
  case CXType_Enum:
    type_read_named(w, t, c);
    return;
  default:
    break;
  }
  t->kind = c.kind == CXType_MemberPointer ? TYPE_MEMBER_POINTER : TYPE_OTHER;
  t->spelling = cx_full_name(w->s, c);
}

// A type that mentions a template parameter keeps the header's own words.
static const Type *type_get_dependent(Walk *w, CXType written)
{
  Type *t = map_get_ptr(&w->types, written.data[0]);
  if (t)
    return t;
  t = NEW(w->s->arena, Type);
  t->kind = TYPE_DEPENDENT;
  t->size = t->align = t->count = -1;
  t->spelling = cx_type_spelling(w->s, written);
  map_set_ptr(&w->types, written.data[0], t);
  return t;
}

const Type *type_get(Walk *w, CXType written)
{
  CXType c = cx(w->s)->getCanonicalType(written);
  Type *t = c.data[0] ? map_get_ptr(&w->types, c.data[0]) : NULL;
  if (t && t->kind != TYPE_DEPENDENT)
    return t;
  if (t || type_is_dependent(w, c))
    return type_get_dependent(w, written);
  t = NEW(w->s->arena, Type);
  *t = (Type){.kind = TYPE_OTHER, .count = -1};
  vec_push(&w->types_made, t);
  if (c.data[0])
    map_set_ptr(&w->types, c.data[0], t);
  long long size = cx(w->s)->Type_getSizeOf(c), align = cx(w->s)->Type_getAlignOf(c);
  bool sized = size >= 0 && c.kind != CXType_FunctionProto && c.kind != CXType_Void;
  t->size = sized ? size : -1;
  t->align = sized && align > 0 ? align : -1;
  bool is_array = c.kind == CXType_ConstantArray || c.kind == CXType_IncompleteArray;
  t->is_const = !is_array && cx(w->s)->isConstQualifiedType(c);
  t->is_volatile = !is_array && cx(w->s)->isVolatileQualifiedType(c);
  const char *letter = NULL;
  type_read(w, t, c, &letter);
  type_finish(w, t, letter);
  return t;
}

// Types of other units must not enter the map: clang may use their addresses again.
const Type *type_get_builtin(Walk *w, CXType written)
{
  CXType c = cx(w->s)->getUnqualifiedType(cx(w->s)->getCanonicalType(written));
  Type *t = NEW(w->s->arena, Type);
  *t = (Type){
      .count = -1, .size = cx(w->s)->Type_getSizeOf(c), .align = cx(w->s)->Type_getAlignOf(c)};
  const char *letter = NULL;
  if (!type_read_builtin(w, t, c, &letter))
    return NULL;
  type_finish(w, t, letter);
  return t;
}
