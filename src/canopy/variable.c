// Variables, aliases, namespace aliases and using declarations.
#include <stdlib.h>
#include <string.h>

#include "walk.h"

// ---- variables --------------------------------------------------------------

static char attributes_memory(const Attributes *a)
{
  return a->managed ? 'm' : a->constant ? 'c' : a->shared ? 's' : a->device ? 'd' : 0;
}

// As written, else (a macro writes it) as clang prints it; NULL for none.
static Str variable_initial(Walk *w, const Variable *v, CXCursor c, Str print)
{
  Str text = text_initial(w, c);
  const char *name = str_c(v->d.name), *eq = strstr(str_c(print), " = ");
  if (text || eq)
    return text ? text : intern_c(w->s, eq + 3);
  for (const char *p = str_c(print); *name && (p = strstr(p, name)); p++)
    if (strchr("({", p[strlen(name)]) && p[strlen(name)])
      return intern_c(w->s, p + strlen(name));
  return NULL;
}

// What may stand at one declaration and not at another.
static void variable_merge(Walk *w, Variable *v, CXCursor c)
{
  const CxApi *fn = cx(w->s);
  Attributes a = {0};
  attributes_read(w, &a, c);
  if (!v->memory)
    v->memory = attributes_memory(&a);
  if (a.names.n > v->nattributes)
    v->attributes = attributes_freeze(w, &a, &v->nattributes);
  vec_free(&a.names);
  Str print = cx_pretty(w->s, c);
  enum CX_StorageClass storage = fn->Cursor_getStorageClass(c);
  enum CXLinkageKind linkage = fn->getCursorLinkage(c);
  if (!v->initial)
    v->initial = variable_initial(w, v, c, print);
  v->is_constexpr |= is_word_in(print, "constexpr");
  v->is_const |= v->type->is_const || v->is_constexpr;
  v->is_inline |= is_word_in(print, "inline");
  v->is_static |= storage == CX_SC_Static;
  v->is_extern |= storage == CX_SC_Extern;
  v->is_internal |= linkage == CXLinkage_Internal || linkage == CXLinkage_UniqueExternal;
  v->is_thread_local |= fn->getCursorTLSKind(c) != CXTLS_None;
}

Variable *variable_get(Walk *w, CXCursor c, Decl *scope, bool *is_new)
{
  const CxApi *fn = cx(w->s);
  const void *id = cx_identity(w->s, c);
  Variable *v = map_get_ptr(&w->decls, id);
  *is_new = !v;
  if (v && v->d.kind != DECL_VARIABLE)
    return NULL;
  if (!v) {
    v = NEW(w->s->arena, Variable);
    map_set_ptr(&w->decls, id, v);
    decl_init(w, &v->d, DECL_VARIABLE, c, scope ? scope : scope_of(w, c));
    v->type = type_get(w, fn->getCursorType(c));
    v->written = cx_type_spelling(w->s, fn->getCursorType(c));
    v->mangled = cx_str(w->s, fn->Cursor_getMangling(c));
  }
  variable_merge(w, v, c);
  bool is_text = v->type->kind == TYPE_ARRAY && type_is_text(v->type) && !v->memory;
  bool has_value =
      (v->is_const || is_text) && v->type->kind != TYPE_DEPENDENT && !v->type->is_volatile;
  if (has_value && v->value.kind == VALUE_NONE)
    v->value = value_of_cursor(w, c, v->type);
  if (has_value && v->value.kind == VALUE_NONE) {
    CXCursor definition = fn->getCursorDefinition(c);  // may stand behind a class's body
    if (!fn->Cursor_isNull(definition))
      v->value = value_of_cursor(w, definition, v->type);
  }
  return v;
}

// ---- aliases ----------------------------------------------------------------

Alias *alias_get(Walk *w, CXCursor c, Decl *scope, bool *is_new)
{
  const void *id = cx_identity(w->s, c);
  Alias *a = map_get_ptr(&w->decls, id);
  *is_new = !a;
  if (a)
    return a;
  a = NEW(w->s->arena, Alias);
  map_set_ptr(&w->decls, id, a);
  decl_init(w, &a->d, DECL_ALIAS, c, scope ? scope : scope_of(w, c));
  CXType under = cx(w->s)->getTypedefDeclUnderlyingType(c);
  a->type = type_get(w, under);
  a->underlying = cx_type_spelling(w->s, under);
  return a;
}

// ---- names for other names --------------------------------------------------

typedef struct TargetWalk {
  Walk *w;
  CXCursor found;
} TargetWalk;

static enum CXChildVisitResult target_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  TargetWalk *t = payload;
  t->found = c;  // the last reference is the name itself, those before qualify it
  return CXChildVisit_Continue;
}

NamespaceAlias *namespace_alias_get(Walk *w, CXCursor c, Decl *scope)
{
  NamespaceAlias *a = NEW(w->s->arena, NamespaceAlias);
  decl_init(w, &a->d, DECL_NAMESPACE_ALIAS, c, scope ? scope : scope_of(w, c));
  TargetWalk t = {.w = w};
  cx(w->s)->visitChildren(c, target_visit, &t);
  CXCursor target = cx(w->s)->getCursorReferenced(t.found);
  if (target.kind == CXCursor_NamespaceAlias) {
    t.found = (CXCursor){0};
    cx(w->s)->visitChildren(target, target_visit, &t);
    target = cx(w->s)->getCursorReferenced(t.found);
  }
  if (target.kind == CXCursor_Namespace)
    a->target = namespace_get(w, target);
  a->target_name = a->target ? a->target->qualified : cx_spelling(w->s, t.found);
  return a;
}

static void using_add(Walk *w, Using *u, CXCursor target, uint32_t at)
{
  Decl *d = map_get_ptr(&w->decls, cx_identity(w->s, target));
  switch ((int)target.kind) {
  case CXCursor_StructDecl:
  case CXCursor_ClassDecl:
  case CXCursor_UnionDecl:
    d = &record_get(w, target)->d;
    break;
  case CXCursor_EnumDecl:
    d = &enum_get(w, target, NULL)->d;
    break;
  case CXCursor_EnumConstantDecl:
    d = &enum_get(w, cx(w->s)->getCursorSemanticParent(target), NULL)->d;
    u->enumerator = cx_spelling(w->s, target);
    break;
  case CXCursor_FieldDecl:
  case CXCursor_UnexposedDecl: {  // a field of an anonymous member
    CXCursor holder = cx(w->s)->getCursorSemanticParent(target);
    bool is_record = holder.kind == CXCursor_StructDecl || holder.kind == CXCursor_ClassDecl ||
                     holder.kind == CXCursor_UnionDecl;
    u->holder = is_record ? record_get(w, holder) : NULL;
    u->field = is_record ? cx_spelling(w->s, target) : NULL;
    break;
  }
  default:
    break;
  }
  if (d)
    u->targets[u->ntargets++] = d;
  if (at)
    return;
  if (d && u->enumerator) {
    const Decl *around = ((const Enum *)d)->is_scoped ? d : d->scope;
    u->target_name = decl_join(w, around ? around->qualified : NULL, u->enumerator);
    return;
  }
  Decl *scope = d ? d->scope : scope_of(w, target);
  Str name = d ? d->name : cx_spelling(w->s, target);
  u->target_name = decl_join(w, scope ? scope->qualified : NULL, name);
}

Using *using_enum_new(Walk *w, CXCursor c, CXCursor target, Decl *scope)
{
  Using *u = NEW(w->s->arena, Using);
  decl_init(w, &u->d, DECL_USING, c, scope ? scope : scope_of(w, c));
  u->is_enum = true;
  u->targets = NEW_ARRAY(w->s->arena, Decl *, 1);
  using_add(w, u, target, 0);
  return u;
}

Using *using_get(Walk *w, CXCursor c, Decl *scope)
{
  const CxApi *fn = cx(w->s);
  Using *u = NEW(w->s->arena, Using);
  decl_init(w, &u->d, DECL_USING, c, scope ? scope : scope_of(w, c));
  TargetWalk t = {.w = w};
  fn->visitChildren(c, target_visit, &t);
  if (t.found.kind == CXCursor_OverloadedDeclRef) {
    uint32_t n = fn->getNumOverloadedDecls(t.found);
    u->targets = NEW_ARRAY(w->s->arena, Decl *, n ? n : 1);
    for (uint32_t i = 0; i < n; i++)
      using_add(w, u, fn->getOverloadedDecl(t.found, i), i);
  } else {
    u->targets = NEW_ARRAY(w->s->arena, Decl *, 1);
    using_add(w, u, fn->getCursorReferenced(t.found), 0);
  }
  return u;
}
