// Mangled names: clang's own where it gives one, else made here.
//
// clang gives none to what is within a template. Where the signature does not
// depend on it the old tool had the plain function's name, so the Itanium rules
// stand here for the types that such signatures have. A signature that depends
// on a template is told in words instead.
#include <stdlib.h>
#include <string.h>

#include "../canopy/walk.h"
#include "lists.h"

typedef struct Mangler {
  Lists *l;
  Buf out;
  VEC(const void *) known;  // what may be told by "S_", in order of first sight
  bool failed;              // something that has no name outside its unit
} Mangler;

static void mangle_type(Mangler *m, CXType t);

// ---- substitutions ----------------------------------------------------------

static void put_sequence(Buf *b, size_t i)
{
  static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  buf_putc(b, 'S');
  if (i) {
    char text[16];
    size_t n = 0;
    for (i--; n == 0 || i; i /= 36)
      text[n++] = digits[i % 36];
    while (n)
      buf_putc(b, text[--n]);
  }
  buf_putc(b, '_');
}

static bool put_known(Mangler *m, const void *key)
{
  for (size_t i = 0; i < m->known.n; i++)
    if (m->known.items[i] == key) {
      put_sequence(&m->out, i);
      return true;
    }
  return false;
}

static void remember(Mangler *m, const void *key)
{
  vec_push(&m->known, key);
}

// ---- names ------------------------------------------------------------------

static const struct {
  const char *symbol, *one, *two;  // as a unary and a binary operator
} operators[] = {
    {"new", "nw", "nw"}, {"new[]", "na", "na"}, {"delete", "dl", "dl"}, {"delete[]", "da", "da"},
    {"~", "co", "co"},   {"+", "ps", "pl"},     {"-", "ng", "mi"},      {"*", "de", "ml"},
    {"/", "dv", "dv"},   {"%", "rm", "rm"},     {"&", "ad", "an"},      {"|", "or", "or"},
    {"^", "eo", "eo"},   {"=", "aS", "aS"},     {"+=", "pL", "pL"},     {"-=", "mI", "mI"},
    {"*=", "mL", "mL"},  {"/=", "dV", "dV"},    {"%=", "rM", "rM"},     {"&=", "aN", "aN"},
    {"|=", "oR", "oR"},  {"^=", "eO", "eO"},    {"<<", "ls", "ls"},     {">>", "rs", "rs"},
    {"<<=", "lS", "lS"}, {">>=", "rS", "rS"},   {"==", "eq", "eq"},     {"!=", "ne", "ne"},
    {"<", "lt", "lt"},   {">", "gt", "gt"},     {"<=", "le", "le"},     {">=", "ge", "ge"},
    {"<=>", "ss", "ss"}, {"!", "nt", "nt"},     {"&&", "aa", "aa"},     {"||", "oo", "oo"},
    {"++", "pp", "pp"},  {"--", "mm", "mm"},    {",", "cm", "cm"},      {"->*", "pm", "pm"},
    {"->", "pt", "pt"},  {"()", "cl", "cl"},    {"[]", "ix", "ix"},     {"co_await", "aw", "aw"},
};

static void put_source_name(Mangler *m, Str name)
{
  if (!name || name->text[0] == '(') {
    m->failed = true;
    return;
  }
  buf_printf(&m->out, "%u%s", (unsigned)name->len, name->text);
}

// operands: those of a member count its object.
static bool put_operator(Mangler *m, const char *name, int operands)
{
  static const char word[] = "operator";
  size_t n = sizeof word - 1;
  if (strncmp(name, word, n) || !name[n] || is_identifier_char(name[n]))
    return false;
  const char *symbol = name + n + (name[n] == ' ');
  if (!strncmp(symbol, "\"\"", 2)) {
    symbol += 2 + (symbol[2] == ' ');
    buf_printf(&m->out, "li%zu%s", strlen(symbol), symbol);
    return true;
  }
  for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
    if (!strcmp(symbol, operators[i].symbol)) {
      buf_puts(&m->out, operands == 1 ? operators[i].one : operators[i].two);
      return true;
    }
  return false;
}

static bool is_std(Lists *l, CXCursor c)
{
  if (c.kind != CXCursor_Namespace || !str_is(raw_spelling(l, c), "std"))
    return false;
  return l->fn->getCursorSemanticParent(c).kind == CXCursor_TranslationUnit;
}

typedef struct ParamTypes {
  Lists *l;
  CXType items[32];
  unsigned n;
} ParamTypes;

static enum CXChildVisitResult param_types_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  ParamTypes *p = payload;
  bool is_param = c.kind == CXCursor_TemplateTypeParameter ||
                  c.kind == CXCursor_NonTypeTemplateParameter ||
                  c.kind == CXCursor_TemplateTemplateParameter;
  if (is_param && p->n < 32)
    p->items[p->n++] = p->l->fn->getCursorType(c);
  return CXChildVisit_Continue;
}

static bool is_unsigned_type(Lists *l, CXType type)
{
  const char *code = builtin_code(l->fn->getCanonicalType(type).kind);
  return code && strchr("bhtjmyoD", *code);
}

// Whether the parameter behind an instance's argument is of an unsigned type, or bool.
bool is_unsigned_argument(Lists *l, CXCursor c, unsigned i)
{
  ParamTypes params = {.l = l};
  l->fn->visitChildren(primary_template(l, c), param_types_visit, &params);
  return i < params.n && is_unsigned_type(l, params.items[i]);
}

static void mangle_integral(Mangler *m, CXCursor c, unsigned i, CXType type)
{
  long long value = m->l->fn->Cursor_getTemplateArgumentValue(c, i);
  buf_putc(&m->out, 'L');
  mangle_type(m, m->l->fn->getCanonicalType(type));
  if (is_unsigned_type(m->l, type))
    buf_printf(&m->out, "%llu", m->l->fn->Cursor_getTemplateArgumentUnsignedValue(c, i));
  else if (value < 0)
    buf_printf(&m->out, "n%llu", 0ull - (unsigned long long)value);
  else
    buf_printf(&m->out, "%lld", value);
  buf_putc(&m->out, 'E');
}

static void mangle_arguments(Mangler *m, CXCursor c)
{
  const CxApi *fn = m->l->fn;
  ParamTypes params = {.l = m->l};
  fn->visitChildren(primary_template(m->l, c), param_types_visit, &params);
  int n = fn->Cursor_getNumTemplateArguments(c);
  buf_putc(&m->out, 'I');
  for (int i = 0; i < n; i++) {
    unsigned k = (unsigned)i;
    switch ((int)fn->Cursor_getTemplateArgumentKind(c, k)) {
    case CXTemplateArgumentKind_Type:
      mangle_type(m, fn->getCanonicalType(fn->Cursor_getTemplateArgumentType(c, k)));
      break;
    case CXTemplateArgumentKind_Integral:
      if (k < params.n && !is_dependent_type(m->l, params.items[k])) {
        mangle_integral(m, c, k, params.items[k]);
        break;
      }
      m->failed = true;
      break;
    default:
      m->failed = true;
      break;
    }
  }
  buf_putc(&m->out, 'E');
}

// A namespace or record with what it stands in, as in front of another name.
static void mangle_prefix(Mangler *m, CXCursor c)
{
  const CxApi *fn = m->l->fn;
  if (fn->Cursor_isNull(c) || c.kind == CXCursor_TranslationUnit)
    return;
  if (is_std(m->l, c)) {
    buf_puts(&m->out, "St");
    return;
  }
  const void *key = cx_identity(m->l->s, c);
  if (put_known(m, key))
    return;
  if (c.kind != CXCursor_Namespace && !is_record_kind(c.kind) && c.kind != CXCursor_EnumDecl) {
    m->failed = true;  // of a function
    return;
  }
  CXCursor pattern = fn->getSpecializedCursorTemplate(c);
  bool is_instance = !fn->Cursor_isNull(pattern) && fn->Cursor_getNumTemplateArguments(c) > 0;
  const void *template_key = is_instance ? cx_identity(m->l->s, primary_template(m->l, c)) : NULL;
  if (!is_instance || !put_known(m, template_key)) {
    mangle_prefix(m, fn->getCursorSemanticParent(c));
    Str name = raw_spelling(m->l, c);
    bool is_nameless = c.kind == CXCursor_Namespace && (!name || name->text[0] == '(');
    put_source_name(m, is_nameless ? intern_c(m->l->s, "_GLOBAL__N_1") : name);
    if (is_instance)
      remember(m, template_key);
  }
  if (is_instance)
    mangle_arguments(m, c);
  remember(m, key);
}

// A record or enum as a type.
static void mangle_named(Mangler *m, CXCursor c)
{
  const CxApi *fn = m->l->fn;
  const void *key = cx_identity(m->l->s, c);
  if (put_known(m, key))
    return;
  CXCursor parent = fn->getCursorSemanticParent(c);
  bool is_nested = parent.kind != CXCursor_TranslationUnit && !is_std(m->l, parent);
  if (is_nested)
    buf_putc(&m->out, 'N');
  mangle_prefix(m, c);
  if (is_nested)
    buf_putc(&m->out, 'E');
}

// ---- types ------------------------------------------------------------------

static void mangle_function_type(Mangler *m, CXType t)
{
  const CxApi *fn = m->l->fn;
  int except = fn->getExceptionSpecificationType(t);
  if (except == CXCursor_ExceptionSpecificationKind_BasicNoexcept)
    buf_puts(&m->out, "Do");
  buf_putc(&m->out, 'F');
  mangle_type(m, fn->getResultType(t));
  int n = fn->getNumArgTypes(t);
  for (int i = 0; i < n; i++)
    mangle_type(m, fn->getArgType(t, (unsigned)i));
  if (fn->isFunctionTypeVariadic(t))
    buf_putc(&m->out, 'z');
  else if (!n)
    buf_putc(&m->out, 'v');
  buf_putc(&m->out, 'E');
}

static void mangle_compound(Mangler *m, CXType t)
{
  const CxApi *fn = m->l->fn;
  switch ((int)t.kind) {
  case CXType_Pointer:
    buf_putc(&m->out, 'P');
    mangle_type(m, fn->getPointeeType(t));
    return;
  case CXType_LValueReference:
    buf_putc(&m->out, 'R');
    mangle_type(m, fn->getPointeeType(t));
    return;
  case CXType_RValueReference:
    buf_putc(&m->out, 'O');
    mangle_type(m, fn->getPointeeType(t));
    return;
  case CXType_MemberPointer:
    buf_putc(&m->out, 'M');
    mangle_type(m, fn->getCanonicalType(fn->Type_getClassType(t)));
    mangle_type(m, fn->getPointeeType(t));
    return;
  case CXType_ConstantArray:
    buf_printf(&m->out, "A%lld_", fn->getArraySize(t));
    mangle_type(m, fn->getArrayElementType(t));
    return;
  case CXType_IncompleteArray:
    buf_puts(&m->out, "A_");
    mangle_type(m, fn->getArrayElementType(t));
    return;
  case CXType_FunctionProto:
    mangle_function_type(m, t);
    return;
  default:
    m->failed = true;
  }
}

static bool mangle_builtin(Mangler *m, CXType t)
{
  const char *code = t.kind == CXType_Void ? "v" : builtin_code(t.kind);
  if (!code)
    return false;
  buf_puts(&m->out, t.kind == CXType_NullPtr ? "Dn" : code);
  return true;
}

static void mangle_type(Mangler *m, CXType t)
{
  const CxApi *fn = m->l->fn;
  t = fn->getCanonicalType(t);
  bool is_const = fn->isConstQualifiedType(t), is_volatile = fn->isVolatileQualifiedType(t);
  bool is_array = t.kind == CXType_ConstantArray || t.kind == CXType_IncompleteArray;
  if (is_array && (is_const || is_volatile)) {  // the element's
    const void *key = t.data[0];
    if (put_known(m, key))
      return;
    if (t.kind == CXType_ConstantArray)
      buf_printf(&m->out, "A%lld_", fn->getArraySize(t));
    else
      buf_puts(&m->out, "A_");
    mangle_type(m, cx_add_qualifiers(fn->getArrayElementType(t), is_const, is_volatile));
    remember(m, key);
    return;
  }
  bool is_restrict = fn->isRestrictQualifiedType(t);
  bool is_named = t.kind == CXType_Record || t.kind == CXType_Enum;
  if (is_const || is_volatile || is_restrict) {
    if (put_known(m, t.data[0]))
      return;
    buf_puts(&m->out, is_restrict ? "r" : "");
    buf_puts(&m->out, is_volatile ? "V" : "");
    buf_puts(&m->out, is_const ? "K" : "");
    mangle_type(m, fn->getUnqualifiedType(t));
    remember(m, t.data[0]);
    return;
  }
  if (mangle_builtin(m, t))
    return;
  if (is_named) {
    mangle_named(m, fn->getTypeDeclaration(t));
    return;
  }
  if (put_known(m, t.data[0]))
    return;
  mangle_compound(m, t);
  remember(m, t.data[0]);
}

// ---- functions --------------------------------------------------------------

static void mangle_own_name(Mangler *m, CXCursor c, CXType type, int kind, bool is_member)
{
  const CxApi *fn = m->l->fn;
  Str name = raw_spelling(m->l, c);
  int operands = fn->getNumArgTypes(type) + (is_member && !fn->CXXMethod_isStatic(c) ? 1 : 0);
  if (kind == CXCursor_Constructor) {
    buf_puts(&m->out, "C1");
  } else if (kind == CXCursor_Destructor) {
    buf_puts(&m->out, "D1");
  } else if (kind == CXCursor_ConversionFunction) {
    buf_puts(&m->out, "cv");
    mangle_type(m, fn->getResultType(type));
  } else if (!name || !put_operator(m, name->text, operands)) {
    Str print = cx_str(m->l->s, fn->getCursorPrettyPrinted(c, m->l->s->cx->now->terse));
    bool is_internal = !is_member && has_specifier(print, name, "static");
    buf_puts(&m->out, is_internal ? "L" : "");
    put_source_name(m, name);
  }
}

// NULL when a part of it has no name outside its unit.
static Str mangle_function(Lists *l, CXCursor c, int kind)
{
  const CxApi *fn = l->fn;
  Mangler m = {.l = l};
  CXCursor parent = fn->getCursorSemanticParent(c);
  CXType type = fn->getCanonicalType(fn->getCursorType(c));
  bool is_nested = parent.kind != CXCursor_TranslationUnit && !is_std(l, parent);
  bool is_member = is_record_kind(parent.kind);
  buf_puts(&m.out, "_Z");
  if (is_nested) {
    int ref = (int)fn->Type_getCXXRefQualifier(type);
    buf_puts(&m.out, is_member && fn->CXXMethod_isConst(c) ? "NK" : "N");
    buf_puts(&m.out, ref == CXRefQualifier_LValue ? "R" : ref == CXRefQualifier_RValue ? "O" : "");
  }
  mangle_prefix(&m, parent);
  mangle_own_name(&m, c, type, kind, is_member);
  if (is_nested)
    buf_putc(&m.out, 'E');
  int n = fn->getNumArgTypes(type);
  for (int i = 0; i < n; i++)
    mangle_type(&m, fn->getArgType(type, (unsigned)i));
  if (fn->isFunctionTypeVariadic(type))
    buf_putc(&m.out, 'z');
  else if (n <= 0)
    buf_putc(&m.out, 'v');
  Str text = m.failed ? NULL : intern(l->s, m.out.text, m.out.len);
  buf_free(&m.out);
  vec_free(&m.known);
  return text;
}

// ---- what depends on a template ---------------------------------------------

static void put_encoded(Buf *b, Str text)
{
  for (const char *p = str_c(text); *p; p++) {
    bool keep = *p != '_' && is_identifier_char(*p);
    if (keep)
      buf_putc(b, *p);
    else
      buf_printf(b, "_x%02X", (unsigned)(unsigned char)*p);
  }
}

typedef struct Words {
  Lists *l;
  Buf *b;
  CXType type;
  unsigned n;
} Words;

static enum CXChildVisitResult words_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  Words *w = payload;
  if (c.kind != CXCursor_ParmDecl)
    return CXChildVisit_Continue;
  const CxApi *fn = w->l->fn;
  CXType t = fn->getCursorType(c), canonical = fn->getCanonicalType(t);
  bool decays =
      canonical.kind >= CXType_ConstantArray && canonical.kind <= CXType_DependentSizedArray;
  if (decays || canonical.kind == CXType_FunctionProto)
    t = fn->getArgType(fn->getCanonicalType(w->type), w->n);
  buf_puts(w->b, w->n++ ? "__" : "");
  put_encoded(w->b, raw_type(w->l, t));
  return CXChildVisit_Continue;
}

static Str signature_in_words(Lists *l, CXCursor c)
{
  const CxApi *fn = l->fn;
  CXType type = fn->getCursorType(c);
  Buf b = {0};
  put_encoded(&b, qualified_name(l, c));
  buf_puts(&b, "__dependent_signature__returns__");
  put_encoded(&b, raw_type(l, fn->getResultType(type)));
  buf_puts(&b, "__params__");
  Words words = {l, &b, type, 0};
  fn->visitChildren(c, words_visit, &words);
  if (!words.n)
    buf_puts(&b, "void");
  if (is_method_kind(l, c) && fn->CXXMethod_isConst(c))
    buf_puts(&b, "__quals__const");
  int ref = (int)fn->Type_getCXXRefQualifier(type);
  if (ref != CXRefQualifier_None)
    buf_puts(&b, ref == CXRefQualifier_LValue ? "__ref__lvalue" : "__ref__rvalue");
  Str text = intern(l->s, b.text, b.len);
  buf_free(&b);
  return text;
}

// Whether a declaration stands in a class template, or a function template's body.
bool is_in_template(Lists *l, CXCursor c)
{
  const CxApi *fn = l->fn;
  for (CXCursor p = fn->getCursorSemanticParent(c);
       !fn->Cursor_isNull(p) && p.kind != CXCursor_TranslationUnit;
       p = fn->getCursorSemanticParent(p)) {
    int kind = (int)p.kind;
    if (kind == CXCursor_ClassTemplate || kind == CXCursor_FunctionTemplate ||
        kind == CXCursor_ClassTemplatePartialSpecialization)
      return true;
    if (kind >= 70 && kind < 600)
      return false;
  }
  return false;
}

Str mangled_name(Lists *l, CXCursor c)
{
  const CxApi *fn = l->fn;
  Str name = raw_spelling(l, c);
  Str text = cx_str(l->s, fn->Cursor_getMangling(c));
  if (text && text->text[0] == '_' && text->text[1] == 'Z' && text != name)
    return text;
  if (text) {  // C's linkage
    bool is_static = fn->Cursor_getStorageClass(c) == CX_SC_Static;
    return str_format(l->s->strings, "_Z%s%u%s", is_static ? "L" : "", (unsigned)str_len(name),
                      str_c(name));
  }
  if (is_dependent_type(l, fn->getCursorType(c)) || is_in_template(l, c))
    return signature_in_words(l, c);
  int kind = c.kind == CXCursor_FunctionTemplate ? (int)fn->getTemplateCursorKind(c) : (int)c.kind;
  Str made = mangle_function(l, c, kind);
  return made ? made : signature_in_words(l, c);
}
