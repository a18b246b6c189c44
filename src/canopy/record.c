// Records: bases, fields with their places, functions and members in order.
//
// Layout is never computed here: sizes and offsets come from clang. A record
// is made empty when it is first mentioned and filled from a queue, so a type
// may mention itself. Instances of class templates are read through clang's
// type visitors, since its cursor visitor does not enter them.
#include <stdlib.h>
#include <string.h>

#include "walk.h"

// Lists of one record while it is read.
typedef struct RecordWalk {
  Walk *w;
  RecordEntry *entry;
  Record *r;
  Decl *scope;
  bool is_pattern, layout_only;
  VEC(Field) fields;
  VEC(Base) bases;
  VEC(Function *) functions;
  VEC(Decl *) members;
  VEC(Friend) friends;
  VEC(Alias *) used_aliases;
  Attributes attributes;
} RecordWalk;

// ---- making -----------------------------------------------------------------

static void record_enqueue(Walk *w, RecordEntry *e, Level level)
{
  if (e->is_filled || level >= e->level)
    return;
  e->level = level;
  vec_push(&w->queues[level], e);
}

// `template struct S<int>;` and `extern template ...`: no `<` follows the word.
static bool is_instantiation(Walk *w, CXCursor c)
{
  static const char word[] = "template";
  CxPlace start, stop;
  cx_extent(w->s, c, &start, &stop);
  size_t size = 0;
  const char *text = cx_file_text(w->s, start.file, &size);
  if (!text || start.file != stop.file || stop.offset > size || start.offset > stop.offset)
    return false;
  Str own = text_one_line(w->s, text + start.offset, text + stop.offset);
  const char *p = own ? strstr(own->text, word) : NULL;
  if (!p || (p > own->text && !str_starts(own, "extern ")))
    return false;
  p += sizeof word - 1;
  return p[strspn(p, " ")] != '<';
}

static void record_name_instance(Walk *w, RecordEntry *e, CXCursor pattern)
{
  Record *r = &e->record;
  StrPool *strings = w->s->strings;
  CxPlace place = cx_place(w->s, e->cursor);
  e->pattern = cx_place(w->s, pattern);
  bool is_there = e->pattern.file == place.file && e->pattern.offset == place.offset;
  Str args = template_arguments(w, e->ctype), wide = NULL;
  if (args && !is_there) {
    Str written = args;
    args = arguments_canonical(w, e->cursor, args);
    wide = arguments_wide(w, e->cursor, written, args);
  }
  e->args = args;
  r->is_specialization = args != NULL;  // a class inside an instance is one of no template
  r->pattern = args ? r->d.qualified : NULL;
  r->wide = wide ? str_format(strings, "%s%s", r->d.spelled->text, str_c(wide)) : NULL;
  r->d.name = str_format(strings, "%s%s", r->d.name->text, str_c(args));
  r->d.qualified = str_format(strings, "%s%s", r->d.qualified->text, str_c(args));
  r->d.spelled = str_format(strings, "%s%s", r->d.spelled->text, str_c(args));
  r->is_instance = is_there || is_instantiation(w, e->cursor);
  r->d.is_retained &= !is_there;
}

typedef struct FieldSearch {
  Walk *w;
  const void *sought;  // identity of a record
  Str found;
} FieldSearch;

static enum CXVisitorResult field_search_visit(CXCursor c, CXClientData payload)
{
  FieldSearch *self = payload;
  Session *s = self->w->s;
  CXType type = cx(s)->getCursorType(c);
  Str name = cx_spelling(s, c);
  for (; type.kind == CXType_ConstantArray; type = cx(s)->getArrayElementType(type))
    name = str_format(s->strings, "%s[0]", str_c(name));
  if (cx_identity(s, cx(s)->getTypeDeclaration(type)) == self->sought && str_len(name))
    self->found = name;
  return self->found ? CXVisit_Break : CXVisit_Continue;
}

// What has no name is named by the field that it is the type of: `struct { int a; } x;`.
static void record_name_by_field(Walk *w, RecordEntry *e)
{
  Record *r = &e->record;
  bool is_member = cx(w->s)->Cursor_isAnonymousRecordDecl(e->cursor);
  if (!r->d.is_anonymous || is_member || !r->d.scope || r->d.scope->kind != DECL_RECORD)
    return;
  CXCursor parent = cx(w->s)->getCursorSemanticParent(e->cursor);
  FieldSearch search = {w, cx_identity(w->s, e->cursor), NULL};
  cx(w->s)->Type_visitFields(cx(w->s)->getCursorType(parent), field_search_visit, &search);
  r->field = search.found;
  if (r->field)
    r->d.spelled =
        str_format(w->s->strings, "decltype(%s::%s)", r->d.scope->spelled->text, r->field->text);
}

Record *record_get(Walk *w, CXCursor c)
{
  const CxApi *fn = cx(w->s);
  const void *id = cx_identity(w->s, c);
  RecordEntry *e = map_get_ptr(&w->decls, id);
  if (!e) {
    e = NEW(w->s->arena, RecordEntry);
    map_set_ptr(&w->decls, id, e);
    CXCursor def = fn->getCursorDefinition(c);
    Record *r = &e->record;
    r->is_complete = !fn->Cursor_isNull(def);
    e->cursor = r->is_complete ? def : c;
    e->ctype = fn->getCursorType(e->cursor);
    e->level = LEVEL_COUNT;
    r->kind = e->cursor.kind == CXCursor_UnionDecl   ? RECORD_UNION
              : e->cursor.kind == CXCursor_ClassDecl ? RECORD_CLASS
                                                     : RECORD_STRUCT;
    decl_init(w, &r->d, DECL_RECORD, e->cursor, scope_of(w, e->cursor));
    record_name_by_field(w, e);
    CXCursor pattern = fn->getSpecializedCursorTemplate(e->cursor);
    if (!fn->Cursor_isNull(pattern))
      record_name_instance(w, e, pattern);
    long long size = fn->Type_getSizeOf(e->ctype), align = fn->Type_getAlignOf(e->ctype);
    r->size = size >= 0 ? size : -1;
    r->align = size >= 0 && align > 0 ? align : -1;
    r->is_complete &= size >= 0;
    r->is_pod = r->is_complete && fn->isPODType(e->ctype);
  }
  record_enqueue(w, e, e->record.d.is_retained ? LEVEL_RETAINED : w->level);
  return &e->record;
}

// ---- fields and bases -------------------------------------------------------

static void record_add_field(RecordWalk *rw, CXCursor c)
{
  Walk *w = rw->w;
  const CxApi *fn = cx(w->s);
  Field f = {.name = cx_spelling(w->s, c), .access = access_of(w, c), .width = -1, .offset = -1};
  CXType type = fn->getCursorType(c);
  f.type = type_get(w, type);
  f.written = cx_type_spelling(w->s, type);
  f.wide = type_wide(w, f.type, type);
  f.loc = loc_at(w, cx_place(w->s, c));
  f.comment = cx_str(w->s, fn->Cursor_getRawCommentText(c));
  if (rw->r->d.is_retained) {
    f.plain = f.comment ? NULL : comment_plain(w, c);
    f.initial = text_initial(w, c);
  }
  f.is_mutable = fn->CXXField_isMutable(c);
  if (fn->Cursor_isBitField(c))
    f.width = fn->getFieldDeclBitWidth(c);
  if (!rw->is_pattern) {
    f.offset = fn->Cursor_getOffsetOfField(c);
    f.reads_object = rw->entry->args || field_reads_object(w, c);  // of an instance it isn't there
    f.constant = f.initial ? field_constant(w, c, &f) : NULL;
  }
  CXCursor inner = fn->getTypeDeclaration(type);
  if (f.type->kind == TYPE_RECORD && fn->Cursor_isAnonymousRecordDecl(inner)) {
    f.anonymous = (Record *)f.type->decl;
    f.name = NULL;
  }
  vec_push(&rw->fields, f);
}

static enum CXVisitorResult record_visit_field(CXCursor c, CXClientData payload)
{
  record_add_field(payload, c);
  return CXVisit_Continue;
}

static void record_add_base(RecordWalk *rw, CXCursor c)
{
  Walk *w = rw->w;
  const CxApi *fn = cx(w->s);
  Base b = {.type = type_get(w, fn->getCursorType(c)), .access = access_of(w, c), .offset = -1};
  b.written = cx_type_spelling(w->s, fn->getCursorType(c));
  b.is_virtual = fn->isVirtualBase(c);
  if (b.type->kind == TYPE_RECORD)
    b.record = (Record *)b.type->decl;
  if (!rw->is_pattern && !b.is_virtual)
    b.offset = fn->getOffsetOfBase(rw->entry->cursor, c);
  vec_push(&rw->bases, b);
}

static enum CXVisitorResult record_visit_base(CXCursor c, CXClientData payload)
{
  record_add_base(payload, c);
  return CXVisit_Continue;
}

// ---- functions and members --------------------------------------------------

static void record_add_function(RecordWalk *rw, CXCursor c, bool is_friend)
{
  bool is_new = false;
  Function *f = rw->is_pattern ? function_new(rw->w, c, rw->scope)
                               : function_get(rw->w, c, is_friend ? NULL : rw->scope, &is_new);
  if (!rw->is_pattern && (!is_new || !f))
    return;
  f->owner = rw->r;
  f->is_friend = is_friend;
  if (!is_friend)
    f->d.access = access_of(rw->w, c);
  vec_push(&rw->functions, f);
}

// The visitor shows no alias of an instance: those that its methods' parameters are written with.
static void record_note_aliases(RecordWalk *rw, CXCursor method)
{
  const CxApi *fn = cx(rw->w->s);
  CXType type = fn->getCursorType(method);
  for (int i = 0; i < fn->getNumArgTypes(type); i++) {
    CXType t = fn->getArgType(type, (unsigned)i);
    for (CXType to = t; to.kind != CXType_Invalid; to = fn->getPointeeType(to))
      t = to;
    CXCursor c = fn->getTypeDeclaration(t);
    if (c.kind != CXCursor_TypedefDecl && c.kind != CXCursor_TypeAliasDecl)
      continue;
    CXCursor owner = fn->getCursorSemanticParent(c);
    bool is_new = false;
    if (owner.kind == CXCursor_StructDecl || owner.kind == CXCursor_ClassDecl)
      vec_push(&rw->used_aliases, alias_get(rw->w, c, NULL, &is_new));
  }
}

static enum CXVisitorResult record_visit_method(CXCursor c, CXClientData payload)
{
  RecordWalk *rw = payload;
  CxPlace a = cx_place(rw->w->s, c), b = cx_place(rw->w->s, rw->entry->cursor);
  CxPlace p = rw->entry->pattern;
  bool is_implicit = (a.file == b.file && a.offset == b.offset) ||
                     (a.file == p.file && a.offset == p.offset);  // clang puts them at the name
  if (!is_implicit) {
    record_add_function(rw, c, false);
    record_note_aliases(rw, c);
  }
  return CXVisit_Continue;
}

static void record_add_member(RecordWalk *rw, Decl *d)
{
  if (!d || map_get_ptr(&rw->w->listed, d))
    return;
  map_set_ptr(&rw->w->listed, d, d);
  vec_push(&rw->members, d);
}

static void record_add_record(RecordWalk *rw, CXCursor c)
{
  Record *r = rw->is_pattern ? record_pattern(rw->w, c, rw->scope) : record_get(rw->w, c);
  if (r->d.is_anonymous) {
    map_set_ptr(&rw->w->listed, &r->d, &r->d);  // found through its field
    return;
  }
  record_add_member(rw, &r->d);
}

// Only what is defined within the class is a function or member of it.
static enum CXChildVisitResult record_visit_friend(CXCursor c, CXCursor parent,
                                                   CXClientData payload)
{
  (void)parent;
  RecordWalk *rw = payload;
  Walk *w = rw->w;
  bool is_new = false;
  CXCursor named = c;
  if (c.kind == CXCursor_FunctionDecl && function_has_body(w, c))
    record_add_function(rw, c, true);
  else if (c.kind == CXCursor_FunctionTemplate && function_has_body(w, c))
    record_add_member(rw, (Decl *)template_get(w, c, rw->scope, &is_new));
  else if (c.kind == CXCursor_TypeRef)
    named = cx(w->s)->getCursorReferenced(c);
  if (c.kind == CXCursor_NamespaceRef || c.kind == CXCursor_TemplateRef)
    return CXChildVisit_Continue;
  FriendEntry e = {rw->r, (uint32_t)rw->friends.n - 1, cx_identity(w->s, named)};
  vec_push(&w->friends, e);
  return CXChildVisit_Break;
}

void friends_resolve(Walk *w)
{
  for (size_t i = 0; i < w->friends.n; i++) {
    const FriendEntry *e = &w->friends.items[i];
    e->record->friends[e->index].decl = map_get_ptr(&w->decls, e->named);
  }
}

static void record_add_friend(RecordWalk *rw, CXCursor c)
{
  Session *s = rw->w->s;
  Str print = cx_pretty(s, c);
  Friend f = {.loc = loc_at(rw->w, cx_place(s, c))};
  f.text = print ? text_one_line(s, print->text, print->text + print->len) : NULL;
  vec_push(&rw->friends, f);
  cx(s)->visitChildren(c, record_visit_friend, rw);
}

static void record_visit_decl(RecordWalk *rw, CXCursor c)
{
  Walk *w = rw->w;
  bool is_new = false;
  switch ((int)c.kind) {
  case CXCursor_CXXMethod:
  case CXCursor_Constructor:
  case CXCursor_Destructor:
  case CXCursor_ConversionFunction:
    record_add_function(rw, c, false);
    break;
  case CXCursor_FriendDecl:
    record_add_friend(rw, c);
    break;
  case CXCursor_StructDecl:
  case CXCursor_ClassDecl:
  case CXCursor_UnionDecl:
    record_add_record(rw, c);
    break;
  case CXCursor_EnumDecl:
    record_add_member(rw, enum_declared(w, c, rw->scope));
    break;
  case CXCursor_TypedefDecl:
  case CXCursor_TypeAliasDecl:
    record_add_member(rw, (Decl *)alias_get(w, c, rw->scope, &is_new));
    break;
  case CXCursor_VarDecl:
    record_add_member(rw, (Decl *)variable_get(w, c, rw->scope, &is_new));
    break;
  case CXCursor_FunctionTemplate:
  case CXCursor_ClassTemplate:
  case CXCursor_ClassTemplatePartialSpecialization:
  case CXCursor_TypeAliasTemplateDecl:
    record_add_member(rw, (Decl *)template_get(w, c, rw->scope, &is_new));
    break;
  case CXCursor_UsingDeclaration:
    record_add_member(rw, (Decl *)using_get(w, c, rw->scope));
    break;
  case CXCursor_UnexposedDecl:
    record_add_member(rw, unexposed_get(w, c, rw->scope));
    break;
  default:
    break;  // access specifiers, references, static_assert
  }
}

static void record_add_attribute(RecordWalk *rw, CXCursor c)
{
  rw->r->is_packed |= c.kind == CXCursor_PackedAttr;
  rw->r->is_final |= c.kind == CXCursor_CXXFinalAttr;
  attribute_add(rw->w, &rw->attributes, c);
}

static enum CXChildVisitResult record_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  RecordWalk *rw = payload;
  if (rw->is_pattern && c.kind == CXCursor_FieldDecl)
    record_add_field(rw, c);
  else if (rw->is_pattern && c.kind == CXCursor_CXXBaseSpecifier)
    record_add_base(rw, c);
  else if (c.kind >= CXCursor_FirstAttr && c.kind < CXCursor_FirstAttr + 100)
    record_add_attribute(rw, c);
  else if (!rw->layout_only)
    record_visit_decl(rw, c);
  return CXChildVisit_Continue;
}

// ---- filling ----------------------------------------------------------------

static void record_freeze(RecordWalk *rw)
{
  Record *r = rw->r;
  Arena *a = rw->w->s->arena;
  r->nfields = (uint32_t)rw->fields.n;
  r->fields = vec_freeze(&rw->fields, a, Field);
  r->nbases = (uint32_t)rw->bases.n;
  r->bases = vec_freeze(&rw->bases, a, Base);
  r->nfunctions = (uint32_t)rw->functions.n;
  r->functions = vec_freeze(&rw->functions, a, Function *);
  r->nmembers = (uint32_t)rw->members.n;
  r->members = vec_freeze(&rw->members, a, Decl *);
  vec_free(&rw->fields);
  vec_free(&rw->bases);
  vec_free(&rw->functions);
  vec_free(&rw->members);
  r->nfriends = (uint32_t)rw->friends.n;
  r->friends = vec_freeze(&rw->friends, a, Friend);
  vec_free(&rw->friends);
  r->nused_aliases = (uint32_t)rw->used_aliases.n;
  r->used_aliases = vec_freeze(&rw->used_aliases, a, Alias *);
  vec_free(&rw->used_aliases);
  r->attributes = attributes_freeze(rw->w, &rw->attributes, &r->nattributes);
}

// A field that stands closer than its type's alignment: #pragma pack leaves no attribute.
static bool record_is_packed(const Record *r)
{
  for (uint32_t i = 0; i < r->nfields; i++) {
    const Field *f = &r->fields[i];
    if (f->width < 0 && f->type->align > r->align && r->align > 0)
      return true;
  }
  return false;
}

static bool record_is_polymorphic(const Record *r)
{
  for (uint32_t i = 0; i < r->nfunctions; i++)
    if (r->functions[i]->is_virtual)
      return true;
  for (uint32_t i = 0; i < r->nbases; i++)
    if (r->bases[i].record && r->bases[i].record->is_polymorphic)
      return true;
  return false;
}

static bool record_has_virtual_base(const Record *r)
{
  for (uint32_t i = 0; i < r->nbases; i++)
    if (r->bases[i].is_virtual || (r->bases[i].record && r->bases[i].record->has_vptr))
      return true;
  return false;
}

static enum CXChildVisitResult record_visit_conversion(CXCursor c, CXCursor parent,
                                                       CXClientData payload)
{
  (void)parent;
  RecordWalk *rw = payload;
  int kind = c.kind == CXCursor_FunctionTemplate ? (int)cx(rw->w->s)->getTemplateCursorKind(c)
                                                 : (int)c.kind;
  rw->r->has_no_conversions &= kind != CXCursor_ConversionFunction;
  return CXChildVisit_Continue;
}

// Of a class that answers mention its functions aren't read, and kernels ask what objects convert
// to. An instance has its template's.
static void record_look_for_conversions(RecordWalk *rw)
{
  const CxApi *fn = cx(rw->w->s);
  Record *r = rw->r;
  r->has_no_conversions = true;
  for (size_t i = 0; i < rw->bases.n; i++) {
    const Record *base = rw->bases.items[i].record;
    r->has_no_conversions &= base && base->has_no_conversions;
  }
  CXCursor c = rw->entry->cursor;
  for (; !fn->Cursor_isNull(c); c = fn->getSpecializedCursorTemplate(c))
    fn->visitChildren(c, record_visit_conversion, rw);
}

static void record_fill(Walk *w, RecordEntry *e);

static void record_fill_bases_first(RecordWalk *rw)
{
  for (size_t i = 0; i < rw->bases.n; i++)
    if (rw->bases.items[i].record)
      record_fill(rw->w, (RecordEntry *)rw->bases.items[i].record);
}

static void record_fill(Walk *w, RecordEntry *e)
{
  if (e->is_filled)
    return;
  e->is_filled = true;
  const CxApi *fn = cx(w->s);
  Record *r = &e->record;
  r->type = type_get(w, e->ctype);
  if (r->is_specialization)
    r->targs = targs_of_record(w, e->cursor, e->ctype, e->args, &r->ntargs);
  if (!r->is_complete)
    return;
  RecordWalk rw = {.w = w, .entry = e, .r = r, .scope = &r->d};
  rw.layout_only = e->level == LEVEL_LAYOUT;
  Level outer = w->level;
  w->level = e->level == LEVEL_LAYOUT ? LEVEL_LAYOUT : LEVEL_MENTIONED;
  fn->visitCXXBaseClasses(e->ctype, record_visit_base, &rw);
  record_fill_bases_first(&rw);
  fn->Type_visitFields(e->ctype, record_visit_field, &rw);
  w->level = e->level == LEVEL_RETAINED ? LEVEL_MENTIONED : LEVEL_LAYOUT;
  fn->visitChildren(e->cursor, record_visit, &rw);
  trailing_look(w, e->cursor);
  // The visitor enters no instance, explicit ones neither; in what is written out this finds no
  // more.
  if (r->is_specialization && !rw.functions.n && !rw.layout_only)
    fn->visitCXXMethods(e->ctype, record_visit_method, &rw);
  w->level = outer;
  if (w->asks)
    record_look_for_conversions(&rw);
  record_freeze(&rw);
  r->is_abstract = fn->CXXRecord_isAbstract(e->cursor);
  r->is_polymorphic = record_is_polymorphic(r);
  r->has_vptr = r->is_polymorphic || record_has_virtual_base(r);
  r->is_packed |= record_is_packed(r);
}

// Records needed most go first: what they say of others is deeper than what others say.
void records_fill(Walk *w)
{
  for (int level = 0; level < LEVEL_COUNT;) {
    RecordQueue *q = &w->queues[level];
    if (!q->n) {
      level++;
      continue;
    }
    RecordQueue now = *q;
    *q = (RecordQueue){0};
    for (size_t i = 0; i < now.n; i++)
      record_fill(w, now.items[i]);
    vec_free(&now);
    level = 0;
  }
}

Record *record_pattern(Walk *w, CXCursor c, Decl *scope)
{
  RecordEntry *e = NEW(w->s->arena, RecordEntry);
  Record *r = &e->record;
  e->cursor = c;
  int kind =
      c.kind == CXCursor_ClassTemplate || c.kind == CXCursor_ClassTemplatePartialSpecialization
          ? (int)cx(w->s)->getTemplateCursorKind(c)
          : (int)c.kind;
  r->kind = kind == CXCursor_UnionDecl   ? RECORD_UNION
            : kind == CXCursor_ClassDecl ? RECORD_CLASS
                                         : RECORD_STRUCT;
  decl_init(w, &r->d, DECL_RECORD, c, scope);
  r->d.is_template_part = true;
  r->size = r->align = -1;
  r->is_complete = cx(w->s)->isCursorDefinition(c);
  e->is_filled = true;
  Type *t = NEW(w->s->arena, Type);
  *t = (Type){
      .kind = TYPE_DEPENDENT, .spelling = r->d.spelled, .size = -1, .align = -1, .count = -1};
  r->type = t;
  RecordWalk rw = {.w = w, .entry = e, .r = r, .scope = &r->d, .is_pattern = true};
  cx(w->s)->visitChildren(c, record_visit, &rw);
  trailing_look(w, c);
  record_freeze(&rw);
  return r;
}
