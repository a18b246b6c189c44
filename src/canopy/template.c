// Templates: parameters as clang prints them, and the pattern behind.
//
// libclang has no query for a parameter's default or for packs; its print of
// the parameter has both.
#include <stdlib.h>
#include <string.h>

#include "walk.h"

typedef struct TemplateWalk {
  Walk *w;
  VEC(TParam) params;
} TemplateWalk;

static void tparam_read_text(Walk *w, TParam *p, Str print)
{
  const char *eq = print ? strstr(print->text, " = ") : NULL;
  if (eq)
    p->default_text = intern_c(w->s, eq + 3);
  size_t n = eq ? (size_t)(eq - print->text) : str_len(print);
  Str head = print ? intern(w->s, print->text, n) : NULL;
  p->is_pack = head && strstr(head->text, "...");
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
  return CXChildVisit_Continue;
}

// ---- parameters of variable templates ---------------------------------------

// libclang shows no children of a variable template: its parameters are read from clang's print,
// `template <class T, int N = 3> constexpr T v`. p stands behind an opening bracket; returns where
// the text up to a "," or the closing bracket ends.
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
  if (p->kind == TPARAM_VALUE)
    p->type = intern(s, text, p->is_pack && head > 3 ? head - 3 : head);
}

static void tparams_read_print(TemplateWalk *tw, Str print)
{
  Session *s = tw->w->s;
  const char *p = print->text + strlen("template <");
  while (*p && *p != '>') {
    const char *end = tparam_end(p);
    TParam t = {.kind = TPARAM_VALUE};
    if (!strncmp(p, "template ", 9))
      t.kind = TPARAM_TEMPLATE;
    else if (!strncmp(p, "class ", 6) || !strncmp(p, "typename ", 9))
      t.kind = TPARAM_TYPE;
    Str text = intern(s, p, (size_t)(end - p));
    tparam_read_text(tw->w, &t, text);
    const char *eq = strstr(text->text, " = ");
    tparam_split(s, &t, text->text, eq ? (size_t)(eq - text->text) : text->len);
    vec_push(&tw->params, t);
    p = *end == ',' ? end + 1 + (end[1] == ' ') : end;
  }
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

static void template_read_pattern(Walk *w, Template *t, CXCursor c, Decl *scope)
{
  if (t->kind == TEMPLATE_FUNCTION)
    t->function = function_new(w, c, scope);
  else if (t->kind == TEMPLATE_CLASS || t->kind == TEMPLATE_PARTIAL)
    t->record = record_pattern(w, c, scope);
  if (t->function)
    t->function->d.is_template_part = true;
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
  Str print = cx_pretty(w->s, c);
  t->text = print ? text_one_line(w->s, print->text, print->text + print->len) : NULL;
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
