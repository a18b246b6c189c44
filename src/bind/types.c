// Types: which records and enums the table describes, and how they lie.
//
// Every retained one is there. Others only if something that is bound leads to
// them, through a parameter, a result, a field or a base. Nothing is computed
// here: sizes and offsets are clang's.
#include <string.h>

#include "identity.h"
#include "plan.h"

typedef VEC(TypeEntry *) TypeVec;

typedef struct Reach {
  Session *s;
  Plan *p;
  TypeVec types;
} Reach;

static void reach_type(Reach *w, const Type *t);

static void reach_record(Reach *w, const Record *r)
{
  r = record_with_used(w->s, r);
  for (uint32_t i = 0; i < r->nbases; i++)
    reach_type(w, r->bases[i].type);
  for (uint32_t i = 0; i < r->nfields; i++) {
    const Field *f = &r->fields[i];
    if (f->anonymous)
      reach_record(w, f->anonymous);
    else if (field_is_plain(f))
      reach_type(w, f->type);
  }
}

static void reach_named(Reach *w, const Type *t)
{
  Str spelling = type_name(w->s, t);
  bool is_bare = t->decl && t->decl->is_anonymous && type_is_unnamed(t);
  if (!t->code || is_bare || map_get_ptr(&w->p->by_type, spelling))
    return;
  TypeEntry *e = NEW(w->s->arena, TypeEntry);
  e->spelling = spelling;
  e->decl = t->decl;
  e->record = type_record(t);
  if (t->decl && t->decl->kind == DECL_ENUM)
    e->enumeration = (const Enum *)t->decl;
  map_set_ptr(&w->p->by_type, spelling, e);
  vec_push(&w->types, e);
  if (e->record)
    reach_record(w, e->record);
}

static void reach_type(Reach *w, const Type *t)
{
  switch (t->kind) {
  case TYPE_POINTER:
  case TYPE_LREF:
  case TYPE_RREF:
  case TYPE_ARRAY:
    reach_type(w, t->to);
    break;
  case TYPE_RECORD:
  case TYPE_ENUM:
    reach_named(w, t);
    break;
  case TYPE_FUNCTION:  // opaque: only its spelling is used
  case TYPE_VOID:
  case TYPE_BUILTIN:
  case TYPE_MEMBER_POINTER:
  case TYPE_DEPENDENT:
  case TYPE_OTHER:
  case TYPE_COUNT:
    break;
  }
}

static void reach_row(Reach *w, const Row *row)
{
  if (row->owner)
    reach_type(w, row->owner->type);
  reach_type(w, row->result);
  for (uint32_t i = 0; i < row->nparams; i++)
    reach_type(w, row->params[i].type);
}

static void reach_entry(Reach *w, const Entry *e)
{
  if (e->fate == FATE_SKIPPED || e->is_implicit)
    return;
  if (e->decl->kind == DECL_RECORD)
    reach_type(w, ((const Record *)e->decl)->type);
  else if (e->decl->kind == DECL_ENUM && !e->decl->is_anonymous)
    reach_type(w, ((const Enum *)e->decl)->type);
  else if (decl_used_enum(e->decl) && !decl_used_enum(e->decl)->d.is_anonymous)
    reach_type(w, decl_used_enum(e->decl)->type);
  else if (e->decl->kind == DECL_ALIAS)
    reach_type(w, ((const Alias *)e->decl)->type);
  else if (e->decl->kind == DECL_VARIABLE)
    reach_type(w, ((const Variable *)e->decl)->type);
}

// ---- flags and digest -------------------------------------------------------

// Is there a part that changes though the object is const: a mutable member, its
// own, a base's or that of what it holds?
static bool record_has_mutable(const Record *r)
{
  for (uint32_t i = 0; i < r->nbases; i++)
    if (r->bases[i].record && record_has_mutable(r->bases[i].record))
      return true;
  for (uint32_t i = 0; i < r->nfields; i++) {
    const Field *f = &r->fields[i];
    const Type *t = f->type;
    while (t && t->kind == TYPE_ARRAY)
      t = t->to;
    const Record *held = f->anonymous ? f->anonymous : t ? type_record(t) : NULL;
    if (f->is_mutable || (held && record_has_mutable(held)))
      return true;
  }
  return false;
}

static void type_flags(Session *s, TypeEntry *e)
{
  const Record *r = e->record;
  bool shows_fields = !record_is_excluded(s, r);
  const struct {
    char letter;
    bool holds;
  } flags[] = {
      {'t', record_copies_bytes(r)},
      {'d', r->is_trivially_destructible},
      {'p', shows_fields && policy_record(s, r).id == WHY_none},
      {'u', r->kind == RECORD_UNION},
      {'a', r->is_abstract},
      {'c', r->is_copy_constructible},
      {'k', r->is_packed},
      {'C', r->is_trivially_copy_constructible},
      {'m', r->is_move_constructible},
      {'s', r->is_copy_assignable},
      {'S', r->is_trivially_copy_assignable},
      {'i', r->is_default_constructible},
      {'I', r->is_trivially_default_constructible},
      {'D', r->is_destructible},
      {'e', r->is_empty},
      {'v', r->has_vptr},
      {'g', shows_fields && record_is_made_of_fields(r)},
      {'w', record_has_mutable(r)},
      {'n', r->has_no_conversions},
  };
  char *p = e->flags;
  for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
    if (flags[i].holds)
      *p++ = flags[i].letter;
}

// Two libraries mean the same type when name and digest are the same. Of a
// vendor's class methods don't count: a library may see a newer header that has
// one more. Of the user's own all text does (identity.h).
static void digest_record(Buf *b, const Record *r);

// A type without a name is what it holds: clang would name it by its place.
static void digest_field_type(Buf *b, const Type *t)
{
  const Type *of = t;
  while (of->to && of->kind != TYPE_FUNCTION)
    of = of->to;
  if (!type_is_unnamed(t) && !(of->decl && of->decl->is_anonymous)) {
    buf_puts(b, str_c(t->spelling));
    return;
  }
  for (; t->to && t->kind != TYPE_FUNCTION; t = t->to)
    buf_printf(b, "%d.%lld ", (int)t->kind, (long long)t->count);
  if (type_record(t))
    digest_record(b, type_record(t));
}

static void digest_record(Buf *b, const Record *r)
{
  buf_printf(b, "%d %lld %lld %d\n", (int)r->kind, (long long)r->size, (long long)r->align,
             r->is_packed);
  for (uint32_t i = 0; i < r->nbases; i++)
    buf_printf(b, "b %s %lld %d\n", str_c(r->bases[i].type->spelling),
               (long long)r->bases[i].offset, r->bases[i].is_virtual);
  for (uint32_t i = 0; i < r->nfields; i++) {
    const Field *f = &r->fields[i];
    buf_printf(b, "f %s %lld %d %d ", str_c(f->name), (long long)f->offset, (int)f->width,
               (int)f->access);
    digest_field_type(b, f->type);
    buf_puts(b, f->is_mutable ? " m\n" : "\n");
  }
}

static void type_digest(Session *s, TypeEntry *e, Identity *identity)
{
  Buf b = {0};
  buf_printf(&b, "%s\n", str_c(e->spelling));
  digest_record(&b, record_with_used(s, e->record));
  uint64_t text = identity_text(identity, e->decl);
  if (text)
    buf_printf(&b, "t %016llx\n", (unsigned long long)text);
  e->digest = str_format(s->strings, "%016llx", (unsigned long long)hash_bytes(0, b.text, b.len));
  buf_free(&b);
}

void types_plan(Session *s, Plan *p)
{
  Reach w = {.s = s, .p = p};
  for (uint32_t i = 0; i < p->nentries; i++)
    reach_entry(&w, p->entries[i]);
  for (uint32_t i = 0; i < p->nrows; i++)
    reach_row(&w, p->rows[i]);
  Identity *identity = identity_new(s);
  for (size_t i = 0; i < w.types.n; i++) {
    TypeEntry *e = w.types.items[i];
    if (!e->record || !e->record->is_complete || e->record->size < 0)
      continue;
    type_flags(s, e);
    type_digest(s, e, identity);
  }
  identity_free(identity);
  for (uint32_t i = 0; i < p->nrows; i++) {
    Row *row = p->rows[i];
    TypeEntry *e = row->owner ? map_get_ptr(&p->by_type, type_name(s, row->owner->type)) : NULL;
    if (e)
      vec_push(&e->rows, row);
  }
  p->types = vec_freeze(&w.types, s->arena, TypeEntry *);
  p->ntypes = (uint32_t)w.types.n;
  vec_free(&w.types);
}
