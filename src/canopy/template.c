// Templates: parameters as clang prints them, and the pattern behind.
//
// libclang has no query for a parameter's default, for packs or for constraints;
// its print of the parameter or declaration has them.
#include <stdlib.h>
#include <string.h>

#include "walk.h"

typedef struct TemplateWalk {
  Walk *w;
  VEC(TParam) params;
  bool has_expression;
} TemplateWalk;

// Where the text up to a "," or the closing bracket ends; p stands behind an opening one.
static const char *tparam_end(const char *p)
{
  for (int depth = 0; *p; p++) {
    if (!depth && (*p == ',' || *p == '>'))
      break;
    depth += *p == '<' || *p == '(' || *p == '[' || *p == '{';
    depth -= *p == '>' || *p == ')' || *p == ']' || *p == '}';
  }
  return p;
}

// Behind the head "template <...> " of a template or template parameter; p itself when there is
// none.
static const char *template_head_end(const char *p)
{
  static const char word[] = "template <";
  if (strncmp(p, word, sizeof word - 1))
    return p;
  const char *end = p + sizeof word - 1;
  while (*(end = tparam_end(end)) == ',')
    end++;
  return *end ? end + 1 + (end[1] == ' ') : p;
}

// "class ...T", "int ..."; what a fold expression within the type says is none.
static bool tparam_is_pack(Str head)
{
  size_t n = head->len;
  while (n && is_identifier_char(head->text[n - 1]))
    n--;
  while (n && head->text[n - 1] == ' ')
    n--;
  return n >= 3 && !memcmp(head->text + n - 3, "...", 3);
}

// "Concept " of "Concept T" and "ns::Concept<int> ...Ts".
static Str tparam_constraint(Session *s, Str head)
{
  const char *p = head->text;
  if (!strncmp(p, "class ", 6) || !strncmp(p, "typename ", 9) || str_is(head, "class") ||
      str_is(head, "typename"))
    return NULL;
  size_t n = head->len;
  while (n && is_identifier_char(p[n - 1]))
    n--;
  while (n && (p[n - 1] == ' ' || p[n - 1] == '.'))
    n--;
  return n ? intern(s, p, n) : head;
}

static void tparam_read_text(Walk *w, TParam *p, Str print)
{
  if (!print)
    return;
  const char *inner = p->kind == TPARAM_TEMPLATE ? template_head_end(print->text) : print->text;
  const char *eq = strstr(inner, " = ");
  if (eq)
    p->default_text = intern_c(w->s, eq + 3);
  Str head = intern(w->s, inner, eq ? (size_t)(eq - inner) : strlen(inner));
  p->is_pack = tparam_is_pack(head);
  if (p->kind == TPARAM_TYPE)
    p->constraint = tparam_constraint(w->s, head);
  else if (p->kind == TPARAM_TEMPLATE && inner > print->text)
    p->type = intern(w->s, print->text, (size_t)(inner - print->text) - (inner[-1] == ' '));
}

static void tparam_add(TemplateWalk *tw, CXCursor c, TParamKind kind)
{
  Session *s = tw->w->s;
  TParam p = {.name = cx_spelling(s, c), .kind = kind};
  tparam_read_text(tw->w, &p, cx_pretty(s, c));
  if (kind == TPARAM_VALUE)
    p.type = cx_type_spelling(s, cx(s)->getCursorType(c));
  vec_push(&tw->params, p);
}

static enum CXChildVisitResult template_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  if (c.kind == CXCursor_TemplateTypeParameter)
    tparam_add(payload, c, TPARAM_TYPE);
  else if (c.kind == CXCursor_NonTypeTemplateParameter)
    tparam_add(payload, c, TPARAM_VALUE);
  else if (c.kind == CXCursor_TemplateTemplateParameter)
    tparam_add(payload, c, TPARAM_TEMPLATE);
  TemplateWalk *tw = payload;
  tw->has_expression |= c.kind >= CXCursor_FirstExpr && c.kind < CXCursor_FirstExpr + 100;
  return CXChildVisit_Continue;
}

// ---- parameters of variable templates ---------------------------------------

// libclang shows no children of a variable template: its parameters are read from clang's print,
// `template <class T, int N = 3> constexpr T v`.

static enum CXChildVisitResult concept_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  Walk *w = payload;
  if (c.kind == CXCursor_Namespace || c.kind == CXCursor_LinkageSpec)
    return CXChildVisit_Recurse;
  Str name = c.kind == CXCursor_ConceptDecl ? cx_spelling(w->s, c) : NULL;
  if (name)
    map_set_ptr(&w->concepts, name, w);
  return CXChildVisit_Continue;
}

// Whether "ns::Name<int>" in a parameter's place names a concept: no print tells it from a type.
static bool is_concept(Walk *w, const char *text, size_t n)
{
  int depth = 0;
  while (n && (depth || text[n - 1] == '>') && (text[n - 1] != '<' || depth > 1)) {
    n--;
    depth += (text[n] == '>') - (text[n] == '<');
  }
  n -= depth && n;  // the "<"
  size_t start = n;
  while (start && is_identifier_char(text[start - 1]))
    start--;
  if (start == n)
    return false;
  if (!w->has_concepts)
    cx(w->s)->visitChildren(cx(w->s)->getTranslationUnitCursor(w->s->cx->now->unit), concept_visit,
                            w);
  w->has_concepts = true;
  return map_get_ptr(&w->concepts, intern(w->s, text + start, n - start));
}

// Whether nothing but "...", a name or both stand between two places.
static bool is_name_part(const char *p, const char *end)
{
  p += p < end && *p == ' ';
  p += end - p >= 3 && !strncmp(p, "...", 3) ? 3 : 0;
  while (p < end && is_identifier_char(*p))
    p++;
  return p == end;
}

// "class T" and "Concept ...Ts" are types, "typename T::type N" and "Concept auto N" values.
static TParamKind tparam_kind(Walk *w, const char *p, const char *end)
{
  if (!strncmp(p, "template ", 9))
    return TPARAM_TEMPLATE;
  size_t word = !strncmp(p, "class", 5) ? 5 : !strncmp(p, "typename", 8) ? 8 : 0;
  if (word && !is_identifier_char(p[word]))
    return is_name_part(p + word, end) ? TPARAM_TYPE : TPARAM_VALUE;
  const char *head = end;
  while (head > p && is_identifier_char(head[-1]))
    head--;
  head -= head - p > 3 && !strncmp(head - 3, "...", 3) ? 3 : 0;
  head -= head > p && head[-1] == ' ';
  if (head > p && is_concept(w, p, (size_t)(head - p)))
    return TPARAM_TYPE;
  return head == p && is_concept(w, p, (size_t)(end - p)) ? TPARAM_TYPE : TPARAM_VALUE;
}

// The name is the last word; "class" and "int" alone have none.
static void tparam_split(Session *s, TParam *p, const char *text, size_t len)
{
  size_t start = len;
  while (start && is_identifier_char(text[start - 1]))
    start--;
  size_t head = start;
  while (head && text[head - 1] == ' ')
    head--;
  if (!head && len)
    start = head = len;
  p->name = start < len ? intern(s, text + start, len - start) : NULL;
  if (p->kind == TPARAM_TEMPLATE && (str_is(p->name, "class") || str_is(p->name, "typename")))
    p->name = NULL;
  if (p->kind == TPARAM_VALUE)
    p->type = intern(s, text, p->is_pack && head > 3 ? head - 3 : head);
}

static void tparams_read_print(TemplateWalk *tw, Str print)
{
  Session *s = tw->w->s;
  const char *p = print->text + strlen("template <");
  while (*p && *p != '>') {
    const char *end = tparam_end(p);
    Str text = intern(s, p, (size_t)(end - p));
    const char *words = str_c(text), *eq = strstr(template_head_end(words), " = ");
    size_t len = eq ? (size_t)(eq - words) : str_len(text);
    TParam t = {.kind = tparam_kind(tw->w, words, words + len)};
    tparam_read_text(tw->w, &t, text);
    tparam_split(s, &t, words, len);
    vec_push(&tw->params, t);
    p = *end == ',' ? end + 1 + (end[1] == ' ') : end;
  }
}

// ---- constraints ------------------------------------------------------------

// Behind one operand of a constraint: "(...)", "!x", "ns::C<T>", "requires (T t) {...}".
static const char *operand_end(const char *p)
{
  int depth = 0, angles = 0;  // brackets of templates count outside of others alone
  for (bool is_requires = !strncmp(p, "requires", 8); *p; p++) {
    bool closes = *p == ')' || *p == '}' || *p == ']';
    depth += (*p == '(' || *p == '{' || *p == '[') - closes;
    angles += !depth && *p == '<';
    angles -= !depth && *p == '>';
    closes |= *p == '>';
    if (depth < 0 || angles < 0)
      return p;
    if (depth || angles)
      continue;
    if (closes && (*p != ')' || !is_requires) && strncmp(p + 1, "::", 2))
      return p + 1;
    if (*p == ' ' && !is_requires)
      return p;
  }
  return p;
}

// The whole of it: operands with && and || between them.
static const char *constraint_end(const char *p)
{
  for (;;) {
    p = operand_end(p);
    if (strncmp(p, " && ", 4) && strncmp(p, " || ", 4))
      return p;
    p += 4;
  }
}

Str constraint_behind(Session *s, Str print)
{
  static const char word[] = " requires ";
  const char *close = NULL;
  int depth = 0;
  for (const char *p = print ? template_head_end(print->text) : ""; *p; p++) {
    depth += *p == '(' || *p == '{' || *p == '[';
    depth -= *p == ')' || *p == '}' || *p == ']';
    close = *p == ')' && !depth ? p : close;
    if (!depth && close && !strncmp(p, word, sizeof word - 1)) {
      const char *start = p + sizeof word - 1;
      return intern(s, start, (size_t)(constraint_end(start) - start));
    }
  }
  return NULL;
}

// "requires" between the parameters and what is declared, or a concept's expression.
static Str template_constraint(Session *s, const Template *t)
{
  const char *p = t->text ? template_head_end(t->text->text) : "";
  const char *eq = t->kind == TEMPLATE_CONCEPT ? strstr(p, " = ") : NULL;
  if (eq)
    return intern_c(s, eq + 3);
  if (strncmp(p, "requires ", 9))
    return t->kind == TEMPLATE_FUNCTION ? constraint_behind(s, t->text) : NULL;
  return intern(s, p + 9, (size_t)(constraint_end(p + 9) - (p + 9)));
}

// "<T *, 4>" of "template <class T> struct S<T *, 4> {}".
static Str partial_arguments(Session *s, const Template *t)
{
  const char *p = t->text ? template_head_end(t->text->text) : "";
  if (!strncmp(p, "requires ", 9))
    p = constraint_end(p + 9);
  const char *start = strchr(p, '<');
  if (!start)
    return NULL;
  const char *end = start + 1;
  while (*(end = tparam_end(end)) == ',')
    end++;
  return *end ? intern(s, start, (size_t)(end + 1 - start)) : NULL;
}

// ---- arguments --------------------------------------------------------------

typedef VEC(TArg) TArgVec;

// The texts of "<int, 128>", one an argument.
static void targs_split(Session *s, Str list, TArgVec *out)
{
  const char *p = list ? list->text + 1 : "", *start = p;
  for (int depth = 0; *p; p++) {
    if (*p == '\'' || *p == '"') {
      char quote = *p;
      for (p++; *p && *p != quote; p++)
        p += *p == '\\' && p[1];
      if (!*p)
        break;
    } else if (!depth && (*p == ',' || *p == '>')) {
      if (p > start)
        vec_push(out, (TArg){.kind = TARG_OTHER, .text = intern(s, start, (size_t)(p - start))});
      start = p + 1 + (p[1] == ' ');
    }
    depth += *p == '<' || *p == '(' || *p == '[' || *p == '{';
    depth -= *p == '>' || *p == ')' || *p == ']' || *p == '}';
  }
}

void targs_texts(Session *s, Str list, StrVec *out)
{
  TArgVec parts = {0};
  targs_split(s, list, &parts);
  for (size_t i = 0; i < parts.n; i++)
    vec_push(out, parts.items[i].text);
  vec_free(&parts);
}

static void targ_read_type(Walk *w, TArg *a, CXType t)
{
  if (t.kind == CXType_Invalid)
    return;
  a->kind = TARG_TYPE;
  a->type = type_get(w, t);
}

typedef struct ParamFind {
  Walk *w;
  Str name;  // a type parameter; NULL: the one at `at`
  int at;
  CXCursor found;
} ParamFind;

static enum CXChildVisitResult tparam_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  ParamFind *find = payload;
  if (c.kind != CXCursor_TemplateTypeParameter && c.kind != CXCursor_NonTypeTemplateParameter &&
      c.kind != CXCursor_TemplateTemplateParameter)
    return CXChildVisit_Continue;
  if (find->name ? cx_spelling(find->w->s, c) != find->name : find->at > 0) {
    find->at += find->name ? 1 : -1;
    return CXChildVisit_Continue;
  }
  find->found = c;
  return CXChildVisit_Break;
}

static bool ctype_is_unsigned(const CxApi *fn, CXType t)
{
  t = fn->getCanonicalType(t);
  if (t.kind == CXType_Enum)
    t = fn->getCanonicalType(fn->getEnumDeclIntegerType(fn->getTypeDeclaration(t)));
  return cx_is_unsigned(t.kind);
}

// libclang tells bits, extended by the sign or not, and not which of these is meant: the
// parameter's type says it, or that of the argument which it names (template <class T, T V>).
static bool targ_is_unsigned(Walk *w, CXCursor c, int i)
{
  const CxApi *fn = cx(w->s);
  CXCursor pattern = c, up = c;
  while (!fn->Cursor_isNull(up = fn->getSpecializedCursorTemplate(up)))
    pattern = up;  // of a partial specialization the primary template
  ParamFind find = {.w = w, .at = i, .found = fn->getNullCursor()};
  fn->visitChildren(pattern, tparam_visit, &find);
  if (find.found.kind != CXCursor_NonTypeTemplateParameter)
    return false;
  CXType t = fn->getCursorType(find.found);
  if (ctype_is_unsigned(fn, t))
    return true;
  find = (ParamFind){.w = w, .name = cx_type_spelling(w->s, t), .found = fn->getNullCursor()};
  fn->visitChildren(pattern, tparam_visit, &find);
  return find.found.kind == CXCursor_TemplateTypeParameter &&
         ctype_is_unsigned(fn, fn->Cursor_getTemplateArgumentType(c, (unsigned)find.at));
}

static void targ_read_value(Walk *w, TArg *a, CXCursor c, int i)
{
  const CxApi *fn = cx(w->s);
  a->kind = TARG_VALUE;
  a->is_unsigned = targ_is_unsigned(w, c, i);
  a->value = a->is_unsigned ? (int64_t)fn->Cursor_getTemplateArgumentUnsignedValue(c, (unsigned)i)
                            : fn->Cursor_getTemplateArgumentValue(c, (unsigned)i);
  if (!a->text)
    a->text = str_format(w->s->strings, a->is_unsigned ? "%llu" : "%lld", (long long)a->value);
}

// Clang prints the arguments of what is written out as they stand there, where names need no
// qualification.
Str arguments_canonical(Walk *w, CXCursor c, Str args)
{
  const CxApi *fn = cx(w->s);
  TArgVec parts = {0};
  Buf b = {0};
  targs_split(w->s, args, &parts);
  bool is_flat = fn->Cursor_getNumTemplateArguments(c) == (int)parts.n;
  for (uint32_t i = 0; is_flat && i < parts.n; i++) {
    enum CXTemplateArgumentKind kind = fn->Cursor_getTemplateArgumentKind(c, i);
    is_flat = kind != CXTemplateArgumentKind_Pack;
    bool is_type = kind == CXTemplateArgumentKind_Type;
    const Type *t = is_type ? type_get(w, fn->Cursor_getTemplateArgumentType(c, i)) : NULL;
    buf_printf(&b, "%s%s", i ? ", " : "<",
               str_c(t && t->kind != TYPE_DEPENDENT ? t->spelling : parts.items[i].text));
  }
  buf_putc(&b, '>');
  Str text = is_flat ? intern(w->s, b.text, b.len) : args;
  buf_free(&b);
  vec_free(&parts);
  return text;
}

// Clang's print of an instance has its arguments, those of a pack one by one, but may leave out
// defaults at the end; the type's list is as flat and has all; the cursor's has the values, a pack
// being one.
TArg *targs_of_record(Walk *w, CXCursor c, CXType t, Str list, uint32_t *n)
{
  const CxApi *fn = cx(w->s);
  TArgVec out = {0};
  targs_split(w->s, list, &out);
  int ntypes = fn->Type_getNumTemplateArguments(t), nvalues = fn->Cursor_getNumTemplateArguments(c);
  for (int i = 0; i < ntypes; i++) {
    if ((size_t)i == out.n)
      vec_push(&out, (TArg){.kind = TARG_OTHER});
    TArg *a = &out.items[i];
    targ_read_type(w, a, fn->Type_getTemplateArgumentAsType(t, (unsigned)i));
    if (!a->text && a->type)
      a->text = a->type->spelling;
  }
  for (int i = 0; i < nvalues && (size_t)i < out.n; i++) {
    enum CXTemplateArgumentKind kind = fn->Cursor_getTemplateArgumentKind(c, (unsigned)i);
    if (kind == CXTemplateArgumentKind_Pack)
      break;
    if (kind == CXTemplateArgumentKind_Integral)
      targ_read_value(w, &out.items[i], c, i);
  }
  *n = (uint32_t)out.n;
  TArg *args = vec_freeze(&out, w->s->arena, TArg);
  vec_free(&out);
  return args;
}

TArg *targs_of_function(Walk *w, CXCursor c, uint32_t *n)
{
  const CxApi *fn = cx(w->s);
  int count = fn->Cursor_getNumTemplateArguments(c);
  *n = count > 0 ? (uint32_t)count : 0;
  TArg *args = NEW_ARRAY(w->s->arena, TArg, *n);
  for (uint32_t i = 0; i < *n; i++) {
    enum CXTemplateArgumentKind kind = fn->Cursor_getTemplateArgumentKind(c, i);
    args[i].kind = TARG_OTHER;
    if (kind == CXTemplateArgumentKind_Type) {
      targ_read_type(w, &args[i], fn->Cursor_getTemplateArgumentType(c, i));
      args[i].text = args[i].type ? args[i].type->spelling : NULL;
    } else if (kind == CXTemplateArgumentKind_Integral)
      targ_read_value(w, &args[i], c, (int)i);
  }
  return args;
}

// ---- templates --------------------------------------------------------------

static TemplateKind template_kind(CXCursor c)
{
  switch ((int)c.kind) {
  case CXCursor_FunctionTemplate:
    return TEMPLATE_FUNCTION;
  case CXCursor_ClassTemplatePartialSpecialization:
    return TEMPLATE_PARTIAL;
  case CXCursor_TypeAliasTemplateDecl:
    return TEMPLATE_ALIAS;
  case CXCursor_ConceptDecl:
    return TEMPLATE_CONCEPT;
  case CXCursor_UnexposedDecl:
    return TEMPLATE_VARIABLE;
  default:
    return TEMPLATE_CLASS;
  }
}

typedef struct AliasWalk {
  Walk *w;
  Template *t;
  Decl *scope;
} AliasWalk;

static enum CXChildVisitResult alias_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  AliasWalk *a = payload;
  bool is_new = false;
  if (c.kind != CXCursor_TypeAliasDecl)
    return CXChildVisit_Continue;
  a->t->alias = alias_get(a->w, c, a->scope, &is_new);
  a->t->alias->d.is_template_part = true;
  return CXChildVisit_Break;
}

static void template_read_pattern(Walk *w, Template *t, CXCursor c, Decl *scope)
{
  if (t->kind == TEMPLATE_FUNCTION)
    t->function = function_new(w, c, scope);
  else if (t->kind == TEMPLATE_CLASS || t->kind == TEMPLATE_PARTIAL)
    t->record = record_pattern(w, c, scope);
  if (t->function)
    t->function->d.is_template_part = true;
  if (t->kind == TEMPLATE_ALIAS)
    cx(w->s)->visitChildren(c, alias_visit, &(AliasWalk){w, t, scope});
  if (t->kind == TEMPLATE_PARTIAL) {
    t->arguments = partial_arguments(w->s, t);
    t->pattern = t->d.qualified;
  }
}

// A forward declaration's parameters have the defaults, the definition the members.
static void template_merge(Walk *w, Template *t, CXCursor c, TemplateWalk *tw)
{
  for (uint32_t i = 0; i < t->nparams && i < tw->params.n; i++) {
    TParam *old = &t->params[i], *new = &tw->params.items[i];
    if (!old->default_text)
      old->default_text = new->default_text;
    if (!old->name)
      old->name = new->name;
  }
  bool is_class = t->kind == TEMPLATE_CLASS || t->kind == TEMPLATE_PARTIAL;
  if (is_class && !t->record->is_complete && cx(w->s)->isCursorDefinition(c))
    t->record = record_pattern(w, c, t->d.scope);
  if (t->function)
    t->function->has_body |= function_has_body(w, c);
}

Template *template_get(Walk *w, CXCursor c, Decl *scope, bool *is_new)
{
  const void *id = cx_identity(w->s, c);
  Template *t = map_get_ptr(&w->decls, id);
  *is_new = !t;
  TemplateWalk tw = {.w = w};
  if (template_kind(c) == TEMPLATE_VARIABLE)
    tparams_read_print(&tw, cx_pretty(w->s, c));
  else
    cx(w->s)->visitChildren(c, template_visit, &tw);
  if (t) {
    template_merge(w, t, c, &tw);
    vec_free(&tw.params);
    return t;
  }
  t = NEW(w->s->arena, Template);
  map_set_ptr(&w->decls, id, t);
  t->kind = template_kind(c);
  scope = scope ? scope : scope_of(w, c);
  decl_init(w, &t->d, DECL_TEMPLATE, c, scope);
  t->d.is_template_part = true;
  t->nparams = (uint32_t)tw.params.n;
  t->params = vec_freeze(&tw.params, w->s->arena, TParam);
  vec_free(&tw.params);
  // Clang prints a concept without a look at whether its expression could be read.
  Str print = t->kind == TEMPLATE_CONCEPT && !tw.has_expression ? NULL : cx_pretty(w->s, c);
  t->text = print ? text_one_line(w->s, print->text, print->text + print->len) : NULL;
  t->constraint = template_constraint(w->s, t);
  Level outer = w->level;
  w->level = LEVEL_LAYOUT;  // a pattern's types matter when it is instantiated
  template_read_pattern(w, t, c, scope);
  w->level = outer;
  return t;
}

// The argument list at the end of an instance's full name.
Str template_arguments(Walk *w, CXType t)
{
  Str name = cx_full_name(w->s, t);
  if (!name || name->text[name->len - 1] != '>')
    return NULL;
  int depth = 0;
  for (size_t i = name->len; i-- > 0;) {
    depth += name->text[i] == '>';
    depth -= name->text[i] == '<';
    if (!depth)
      return intern_c(w->s, name->text + i);
  }
  return NULL;
}
