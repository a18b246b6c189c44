// Enums: the underlying type and every enumerator's value, as clang gives them.
#include <stdlib.h>

#include "walk.h"

typedef struct EnumWalk {
  Walk *w;
  bool is_unsigned, is_retained;
  VEC(Enumerator) out;
  Attributes attributes;
} EnumWalk;

static enum CXChildVisitResult enum_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  EnumWalk *e = payload;
  if (c.kind >= CXCursor_FirstAttr && c.kind < CXCursor_FirstAttr + 100)
    attribute_add(e->w, &e->attributes, c);
  if (c.kind != CXCursor_EnumConstantDecl)
    return CXChildVisit_Continue;
  Session *s = e->w->s;
  Enumerator item = {.name = cx_spelling(s, c), .loc = loc_at(e->w, cx_place(s, c))};
  item.value = e->is_unsigned ? (int64_t)cx(s)->getEnumConstantDeclUnsignedValue(c)
                              : cx(s)->getEnumConstantDeclValue(c);
  item.comment = cx_str(s, cx(s)->Cursor_getRawCommentText(c));
  if (!item.comment && e->is_retained)
    item.plain = comment_plain(e->w, c);
  vec_push(&e->out, item);
  return CXChildVisit_Continue;
}

typedef struct UsedEnum {
  const void *used;
  CXCursor found;
} UsedEnum;

static enum CXChildVisitResult used_enum_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  UsedEnum *self = payload;
  switch ((int)c.kind) {
  case CXCursor_EnumDecl:
    if (c.data[0] != self->used)
      return CXChildVisit_Continue;
    self->found = c;
    return CXChildVisit_Break;
  case CXCursor_Namespace:
  case CXCursor_LinkageSpec:
  case CXCursor_StructDecl:
  case CXCursor_ClassDecl:
  case CXCursor_UnionDecl:
    return CXChildVisit_Recurse;
  default:
    return CXChildVisit_Continue;
  }
}

// All that libclang tells of a cursor of `using enum E` is that its definition is none of an
// enum's. E may be in a file that does not count, so the whole unit is searched.
Decl *enum_declared(Walk *w, CXCursor c, Decl *scope)
{
  CXCursor def = cx(w->s)->getCursorDefinition(c);
  if (cx(w->s)->Cursor_isNull(def) || def.kind == CXCursor_EnumDecl)
    return &enum_get(w, c, scope)->d;
  UsedEnum search = {.used = cx_used_enum(w->s, c)};
  CXCursor unit = cx(w->s)->getTranslationUnitCursor(w->s->cx->now->unit);
  if (search.used)
    cx(w->s)->visitChildren(unit, used_enum_visit, &search);
  if (search.found.kind != CXCursor_EnumDecl)
    return &other_new(w, c, scope, "using enum")->d;
  return &using_enum_new(w, c, search.found, scope)->d;
}

static void enumerators_qualify(Walk *w, Enum *e)
{
  const Decl *at = e->is_scoped ? &e->d : e->d.scope;
  for (uint32_t i = 0; i < e->nenumerators; i++) {
    Enumerator *m = &e->enumerators[i];
    bool is_root = !at || !str_len(at->qualified);
    m->qualified = is_root
                       ? m->name
                       : str_format(w->s->strings, "%s::%s", at->qualified->text, str_c(m->name));
  }
}

Enum *enum_get(Walk *w, CXCursor c, Decl *scope)
{
  const void *id = cx_identity(w->s, c);
  Enum *e = map_get_ptr(&w->decls, id);
  if (e)
    return e;
  CXCursor def = cx(w->s)->getCursorDefinition(c);
  bool is_complete = !cx(w->s)->Cursor_isNull(def);
  if (!is_complete)
    def = c;
  e = NEW(w->s->arena, Enum);
  map_set_ptr(&w->decls, id, e);
  decl_init(w, &e->d, DECL_ENUM, def, scope ? scope : scope_of(w, def));
  e->is_scoped = cx(w->s)->EnumDecl_isScoped(def);
  e->is_complete = is_complete;
  e->underlying = type_get(w, cx(w->s)->getEnumDeclIntegerType(def));
  e->is_unsigned = is_unsigned_code(e->underlying->code);
  e->type = type_get(w, cx(w->s)->getCursorType(def));
  EnumWalk walk = {.w = w, .is_unsigned = e->is_unsigned, .is_retained = e->d.is_retained};
  cx(w->s)->visitChildren(def, enum_visit, &walk);
  trailing_look(w, def);
  e->nenumerators = (uint32_t)walk.out.n;
  e->enumerators = vec_freeze(&walk.out, w->s->arena, Enumerator);
  vec_free(&walk.out);
  enumerators_qualify(w, e);
  e->attributes = attributes_freeze(w, &walk.attributes, &e->nattributes);
  return e;
}
