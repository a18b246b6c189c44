// Functions: signatures from the canonical type, what only the text tells from
// clang's own print of the declaration.
//
// Redeclarations are one function: default arguments and names are collected
// from all of them. Host and device overloads of one signature are different
// functions to clang, and stay so here.
#include <stdlib.h>
#include <string.h>

#include "walk.h"

// ---- default arguments ------------------------------------------------------

// The next place to look at behind a comment or literal that begins at p.
static const char *text_skip(const char *p, const char *end)
{
  if (p + 1 < end && p[0] == '/' && p[1] == '/') {
    const char *stop = memchr(p, '\n', (size_t)(end - p));
    return stop ? stop : end;
  }
  if (p + 1 < end && p[0] == '/' && p[1] == '*') {
    for (p += 2; p + 1 < end && (p[0] != '*' || p[1] != '/'); p++)
      ;
    return p + 2 < end ? p + 2 : end;
  }
  if (*p == '"' || *p == '\'') {
    char quote = *p;
    for (p++; p < end && *p != quote; p++)
      p += *p == '\\';
    return p < end ? p + 1 : end;
  }
  return p + 1;
}

static bool is_blank(char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// A text in one line: comments go, a run of blanks is one.
Str text_one_line(Session *s, const char *p, const char *end)
{
  Buf b = {0};
  while (p < end) {
    const char *next = text_skip(p, end);
    bool is_comment = *p == '/' && next > p + 1;
    if (is_blank(*p) || is_comment) {
      if (b.len && b.text[b.len - 1] != ' ')
        buf_putc(&b, ' ');
    } else {
      buf_put(&b, p, (size_t)(next - p));
    }
    p = next;
  }
  while (b.len && b.text[b.len - 1] == ' ')
    b.len--;
  Str text = b.len ? intern(s, b.text, b.len) : NULL;
  buf_free(&b);
  return text;
}

// What stands behind the "=" of a parameter; NULL when the text has none.
static Str default_from_text(Walk *w, CXCursor c)
{
  CxPlace start, stop;
  cx_extent(w->s, c, &start, &stop);
  size_t size = 0;
  const char *text =
      start.file == stop.file && start.file ? cx_file_text(w->s, start.file, &size) : NULL;
  if (!text || stop.offset > size || start.offset > stop.offset)
    return NULL;
  int depth = 0;
  const char *end = text + stop.offset;
  CxPlace name = cx_place(w->s, c);  // behind the type, which may hold a "=" of its own
  bool is_named = name.file == start.file && name.offset >= start.offset;
  const char *begin = text + (is_named ? name.offset : start.offset);
  for (const char *p = begin; p < end; p = text_skip(p, end)) {
    depth += *p == '(' || *p == '[' || *p == '{';
    depth -= *p == ')' || *p == ']' || *p == '}';
    if (*p == '=' && !depth)
      return text_one_line(w->s, p + 1, end);
  }
  return NULL;
}

// A field's default initialiser: behind "=", or in braces.
Str text_initial(Walk *w, CXCursor c)
{
  Str text = default_from_text(w, c);
  CxPlace start, stop, name = cx_place(w->s, c);
  if (text)
    return text;
  cx_extent(w->s, c, &start, &stop);
  size_t size = 0;
  const char *p = cx_file_text(w->s, stop.file, &size);
  if (!p || stop.file != name.file || stop.offset > size || name.offset >= stop.offset ||
      p[stop.offset - 1] != '}')
    return NULL;
  const char *brace = memchr(p + name.offset, '{', stop.offset - name.offset);
  return brace ? text_one_line(w->s, brace, p + stop.offset) : NULL;
}

// As written, else (a macro writes it) as clang prints it; NULL if none.
static Str param_default(Walk *w, CXCursor c)
{
  Str text = default_from_text(w, c);
  if (text)
    return text;
  Str print = cx_pretty(w->s, c);
  const char *eq = print ? strstr(print->text, " = ") : NULL;
  return eq ? intern_c(w->s, eq + 3) : NULL;
}

// ---- one declaration --------------------------------------------------------

typedef struct FunctionWalk {
  Walk *w;
  Function *f;
  uint32_t nparams;   // met so far
  bool has_defaults;  // some parameter has one
  Attributes attributes;
} FunctionWalk;

static void param_merge(FunctionWalk *fw, CXCursor c)
{
  Session *s = fw->w->s;
  uint32_t i = fw->nparams++;
  if (i >= fw->f->nparams)
    return;
  Param *p = &fw->f->params[i];
  if (!p->name)
    p->name = cx_spelling(s, c);
  if (!p->loc.file)
    p->loc = loc_at(fw->w, cx_place(s, c));
  if (fw->has_defaults && !p->default_text)
    p->default_text = param_default(fw->w, c);
}

static enum CXChildVisitResult function_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  FunctionWalk *fw = payload;
  if (c.kind == CXCursor_ParmDecl)
    param_merge(fw, c);
  else if (c.kind >= CXCursor_FirstAttr && c.kind < CXCursor_FirstAttr + 100)
    attribute_add(fw->w, &fw->attributes, c);
  return CXChildVisit_Continue;
}

static void function_merge_attributes(Walk *w, Function *f, Attributes *a)
{
  ExecSpace space = attributes_space(a);
  if (space != SPACE_NONE)
    f->space = space;
  for (size_t i = 0; i < a->names.n; i++) {
    f->is_override |= str_is(a->names.items[i], "override");
    f->is_final |= str_is(a->names.items[i], "final");
  }
  if (!a->names.n)
    return;
  StrVec all = {0};
  for (uint32_t i = 0; i < f->nattributes; i++)
    vec_push(&all, f->attributes[i]);
  for (size_t k = 0; k < a->names.n; k++) {
    bool known = false;
    for (uint32_t i = 0; i < f->nattributes; i++)
      known |= f->attributes[i] == a->names.items[k];
    if (!known)
      vec_push(&all, a->names.items[k]);
  }
  f->nattributes = (uint32_t)all.n;
  f->attributes = vec_freeze(&all, w->s->arena, Str);
  vec_free(&all);
}

// clang shows an instance's default arguments where the template has them.
static void function_merge_defaults(Walk *w, Function *f, CXCursor c)
{
  const CxApi *fn = cx(w->s);
  CXCursor pattern = fn->getSpecializedCursorTemplate(c);
  if (!f->owner || !f->nparams || fn->Cursor_isNull(pattern))
    return;
  FunctionWalk fw = {.w = w, .f = f};
  Str print = cx_pretty(w->s, pattern);
  fw.has_defaults = print && strstr(print->text, " = ");
  if (fw.has_defaults)
    fn->visitChildren(pattern, function_visit, &fw);
  for (uint32_t i = 0; i < f->nparams && fw.has_defaults && fw.nparams != f->nparams; i++)
    f->params[i].default_text = NULL;  // a pack was expanded
  vec_free(&fw.attributes.names);
}

// What may differ from one redeclaration to the next.
static void function_merge(Walk *w, Function *f, CXCursor c, Str print)
{
  const CxApi *fn = cx(w->s);
  FunctionWalk fw = {.w = w, .f = f};
  fw.has_defaults = print && strstr(print->text, " = ");
  fn->visitChildren(c, function_visit, &fw);
  if (!fw.has_defaults)
    function_merge_defaults(w, f, c);
  function_merge_attributes(w, f, &fw.attributes);
  vec_free(&fw.attributes.names);
  f->ndefaults = 0;
  for (uint32_t i = f->is_asked ? 0 : f->nparams; i && f->params[i - 1].default_text; i--)
    f->ndefaults++;
  f->has_body |= function_has_body(w, c);
  f->is_inline |= fn->Cursor_isFunctionInlined(c) != 0;
  f->is_consteval |= is_word_in(print, "consteval");
  f->is_constexpr |= f->is_consteval || is_word_in(print, "constexpr");
  decl_take_errors(w, &f->d, c);
  f->d.is_deprecated |= fn->getCursorAvailability(c) == CXAvailability_Deprecated;
  if (!f->d.comment) {
    f->d.comment = cx_str(w->s, fn->Cursor_getRawCommentText(c));
    if (f->d.comment)
      f->d.brief = cx_str(w->s, fn->Cursor_getBriefCommentText(c));
  }
}

// A declaration that is one macro's use, `DECL(f)`: whether the macro has a body for it.
static bool macro_has_body(Walk *w, const char *p, const char *end)
{
  size_t n = 0;
  while (p + n < end && is_identifier_char(p[n]))
    n++;
  Macro *m = n ? map_get_ptr(&w->macro_by_name, intern(w->s, p, n)) : NULL;
  return m && m->is_function_like && strchr(m->body->text, '{');
}

// Bodies are skipped, so clang sees no definition: what follows the declaration tells.
bool function_has_body(Walk *w, CXCursor c)
{
  if (cx(w->s)->isCursorDefinition(c))
    return true;
  CxPlace start, stop;
  cx_extent(w->s, c, &start, &stop);
  size_t size = 0;
  const char *text = cx_file_text(w->s, stop.file, &size);
  if (!text || start.file != stop.file || stop.offset >= size)
    return false;
  const char *p = text + stop.offset, *end = text + size;
  while (p < end && (is_blank(*p) || *p == '\\' || (*p == '/' && text_skip(p, end) > p + 1)))
    p = text_skip(p, end);
  return (p < end && (*p == '{' || *p == ':')) || (end - p > 3 && !memcmp(p, "try", 3)) ||
         macro_has_body(w, text + start.offset, text + stop.offset);
}

// ---- making -----------------------------------------------------------------

static FnKind function_kind(Walk *w, CXCursor c)
{
  int kind =
      c.kind == CXCursor_FunctionTemplate ? (int)cx(w->s)->getTemplateCursorKind(c) : (int)c.kind;
  switch (kind) {
  case CXCursor_CXXMethod:
    return FN_METHOD;
  case CXCursor_Constructor:
    return FN_CONSTRUCTOR;
  case CXCursor_Destructor:
    return FN_DESTRUCTOR;
  case CXCursor_ConversionFunction:
    return FN_CONVERSION;
  default:
    return FN_FREE;
  }
}

static CtorKind function_ctor(Walk *w, CXCursor c)
{
  const CxApi *fn = cx(w->s);
  return fn->CXXConstructor_isDefaultConstructor(c)      ? CTOR_DEFAULT
         : fn->CXXConstructor_isCopyConstructor(c)       ? CTOR_COPY
         : fn->CXXConstructor_isMoveConstructor(c)       ? CTOR_MOVE
         : fn->CXXConstructor_isConvertingConstructor(c) ? CTOR_CONVERTING
                                                         : CTOR_OTHER;
}

// "+" of "operator+", "new[]" of "operator new[]"; NULL for a name that is no operator's.
static Str operator_symbol(Session *s, Str name)
{
  static const char word[] = "operator";
  size_t n = sizeof word - 1;
  if (!str_starts(name, word) || name->len == n || is_identifier_char(name->text[n]))
    return NULL;
  const char *p = name->text + n;
  return intern_c(s, *p == ' ' ? p + 1 : p);
}

static bool function_is_noexcept(Walk *w, CXCursor c, Str print)
{
  switch (cx(w->s)->getCursorExceptionSpecificationType(c)) {
  case CXCursor_ExceptionSpecificationKind_DynamicNone:
  case CXCursor_ExceptionSpecificationKind_BasicNoexcept:
  case CXCursor_ExceptionSpecificationKind_NoThrow:
    return true;
  case CXCursor_ExceptionSpecificationKind_ComputedNoexcept:
    return !print || !strstr(print->text, "noexcept(false)");
  default:
    return false;
  }
}

// A template's own name for its parts: "S<T>" is called S.
static Str name_without_arguments(Session *s, Str name)
{
  const char *cut = name ? strchr(name->text, '<') : NULL;
  return cut && cut > name->text ? intern(s, name->text, (size_t)(cut - name->text)) : name;
}

static void function_rename(Walk *w, Function *f)
{
  bool is_special = f->kind == FN_CONSTRUCTOR || f->kind == FN_DESTRUCTOR;
  Str name = is_special ? name_without_arguments(w->s, f->d.name) : f->d.name;
  if (name == f->d.name)
    return;
  StrPool *strings = w->s->strings;
  size_t cut = f->d.name->len;
  f->d.qualified = str_format(strings, "%.*s%s", (int)(f->d.qualified->len - cut),
                              f->d.qualified->text, name->text);
  f->d.spelled =
      str_format(strings, "%.*s%s", (int)(f->d.spelled->len - cut), f->d.spelled->text, name->text);
  f->d.name = name;
}

static void function_read_method(Walk *w, Function *f, CXCursor c, CXType type, Str print)
{
  const CxApi *fn = cx(w->s);
  f->ctor = f->kind == FN_CONSTRUCTOR ? function_ctor(w, c) : CTOR_NONE;
  f->is_static = fn->CXXMethod_isStatic(c);
  f->is_const = fn->CXXMethod_isConst(c);
  f->is_virtual = fn->CXXMethod_isVirtual(c);
  f->is_pure = fn->CXXMethod_isPureVirtual(c);
  f->is_defaulted = fn->CXXMethod_isDefaulted(c);
  f->is_explicit = fn->CXXMethod_isExplicit(c);
  f->is_copy_assignment = fn->CXXMethod_isCopyAssignmentOperator(c);
  f->is_move_assignment = fn->CXXMethod_isMoveAssignmentOperator(c);
  enum CXRefQualifierKind ref = fn->Type_getCXXRefQualifier(type);
  f->ref = ref == CXRefQualifier_LValue ? '&' : ref == CXRefQualifier_RValue ? 'R' : 0;
  const char *close = print ? strrchr(print->text, ')') : NULL;
  f->is_volatile = close && strstr(close, " volatile");
}

static void function_read_signature(Walk *w, Function *f, CXType type)
{
  const CxApi *fn = cx(w->s);
  CXType canonical = fn->getCanonicalType(type);
  bool is_void = f->kind == FN_CONSTRUCTOR || f->kind == FN_DESTRUCTOR;
  CXType result = is_void ? fn->getResultType(canonical) : fn->getResultType(type);
  f->result = type_get(w, result);
  f->written_result = cx_type_spelling(w->s, result);
  f->wide_result = type_wide(w, f->result, result);
  int n = fn->getNumArgTypes(canonical), written = fn->getNumArgTypes(type);
  f->nparams = n > 0 ? (uint32_t)n : 0;
  f->params = NEW_ARRAY(w->s->arena, Param, f->nparams);
  for (uint32_t i = 0; i < f->nparams; i++) {
    const Type *t = type_get(w, fn->getArgType(canonical, i));
    if (t->kind == TYPE_DEPENDENT && n == written)
      t = type_get(w, fn->getArgType(type, i));  // in the header's words
    f->params[i].type = t;
    CXType header = fn->getArgType(n == written ? type : canonical, i);
    f->params[i].written = cx_type_spelling(w->s, header);
    f->params[i].wide = type_wide(w, t, header);
  }
  f->is_variadic = fn->isFunctionTypeVariadic(canonical);
}

// Of a free function template libclang doesn't say it: its text ends so, or with why.
static bool function_is_deleted(const CxApi *fn, CXCursor c, Str print)
{
  if (c.kind != CXCursor_FunctionTemplate || !print)
    return fn->CXXMethod_isDeleted(c) ||
           fn->getCursorAvailability(c) == CXAvailability_NotAvailable;
  const char *last = strrchr(print->text, '=');
  bool is_said = last && (!strcmp(last, "= delete") || !strncmp(last, "= delete(", 9));
  return is_said || fn->CXXMethod_isDeleted(c);
}

// An explicit one; instances have no cursor that is visited.
static void function_read_specialization(Walk *w, Function *f, CXCursor c)
{
  const CxApi *fn = cx(w->s);
  if (c.kind == CXCursor_FunctionTemplate || fn->Cursor_isNull(fn->getSpecializedCursorTemplate(c)))
    return;
  if (c.kind == CXCursor_FunctionDecl)
    f->d.is_template_part = true;
  f->targs = targs_of_function(w, c, &f->ntargs);
  f->pattern = f->ntargs ? f->d.qualified : NULL;  // a member of an instance has none of its own
}

Function *function_new(Walk *w, CXCursor c, Decl *scope)
{
  const CxApi *fn = cx(w->s);
  Function *f = NEW(w->s->arena, Function);
  f->kind = function_kind(w, c);
  decl_init(w, &f->d, DECL_FUNCTION, c, scope);
  function_rename(w, f);
  Str print = cx_pretty(w->s, c);
  CXType type = fn->getCursorType(c);
  function_read_signature(w, f, type);
  if (f->kind != FN_FREE)
    function_read_method(w, f, c, type, print);
  f->is_deleted = function_is_deleted(fn, c, print);
  f->is_noexcept = function_is_noexcept(w, c, print);
  f->symbol = f->kind == FN_CONVERSION ? NULL : operator_symbol(w->s, f->d.name);
  f->is_operator = f->symbol != NULL;
  f->mangled = cx_str(w->s, fn->Cursor_getMangling(c));
  f->is_extern_c = f->kind == FN_FREE && f->mangled && f->mangled == f->d.name;
  f->is_internal = f->kind == FN_FREE && fn->Cursor_getStorageClass(c) == CX_SC_Static;
  if (f->kind != FN_FREE && scope && scope->kind == DECL_RECORD)
    f->owner = (Record *)scope;
  function_read_specialization(w, f, c);
  f->constraint = print && strstr(print->text, "requires") ? constraint_behind(w->s, print) : NULL;
  function_merge(w, f, c, print);
  return f;
}

Function *function_get(Walk *w, CXCursor c, Decl *scope, bool *is_new)
{
  const void *id = cx_identity(w->s, c);
  Function *f = map_get_ptr(&w->decls, id);
  *is_new = !f;
  if (f && f->d.kind != DECL_FUNCTION)
    return NULL;
  if (f) {
    function_merge(w, f, c, cx_pretty(w->s, c));
    return f;
  }
  f = function_new(w, c, scope ? scope : scope_of(w, c));
  map_set_ptr(&w->decls, id, f);
  return f;
}
