// Merging: the models of several archs become one.
//
// Each arch's model is complete when it comes here. A declaration of a later
// one finds its counterpart in the merged model by its USR and becomes part of
// it, or is adopted: its pointers are turned to the merged model's and it is
// listed where the header has it. Functions whose signatures differ are not
// counterparts, so each is a declaration of its own archs.
#include "merge.h"

#include <stdlib.h>

#include "canopy.h"

// Declarations of one key: overloads for host and device, or for different archs.
typedef struct Link {
  Decl *decl;
  struct Link *next;
} Link;

typedef VEC(Decl *) DeclVec;

Str canopy_archs(Session *s, uint64_t archs)
{
  Buf b = {0};
  for (size_t i = 0; i < s->options.archs.n; i++)
    if (archs >> i & 1)
      buf_printf(&b, "%s%s", b.len ? ", " : "", s->options.archs.items[i]->text);
  Str text = intern(s, b.text ? b.text : "", b.len);
  buf_free(&b);
  return text;
}

Merge *merge_new(Session *s)
{
  Merge *self = NEW(s->arena, Merge);
  self->s = s;
  return self;
}

static Decl *merge_decl(Merge *m, Decl *d)
{
  Decl *known = d ? map_get_ptr(&m->decls, d) : NULL;
  return known ? known : d;
}

// ---- types ------------------------------------------------------------------

// Records and enums are found by their declaration, other types by their text.
static uint64_t type_key(Merge *m, const Type *t)
{
  if (t->decl)
    return (uint64_t)(uintptr_t)t->decl + t->is_const + 2 * (uint64_t)t->is_volatile;
  return (uint64_t)(uintptr_t)str_format(m->s->strings, "%d %s", (int)t->kind, str_c(t->spelling));
}

// The merged model's type; a new one becomes part of it, since no model is frozen yet.
static const Type *merge_type(Merge *m, const Type *t)
{
  if (!t || t->kind == TYPE_DEPENDENT)
    return t;
  const Type *known = map_get_ptr(&m->types, t);
  if (known)
    return known;
  Type *self = (Type *)t;
  self->decl = merge_decl(m, self->decl);
  self->to = merge_type(m, self->to);
  for (uint32_t i = 0; i < self->nparams; i++)
    self->params[i] = merge_type(m, self->params[i]);
  uint64_t key = type_key(m, self);
  Type *found = map_get(&m->known_types, key);
  if (!found) {
    found = self;
    map_set(&m->known_types, key, self);
    vec_push(&m->all_types, self);
  }
  map_set_ptr(&m->types, t, found);
  return found;
}

// ---- counterparts -----------------------------------------------------------

static Str decl_key(Merge *m, const Decl *d)
{
  StrPool *strings = m->s->strings;
  if (d->kind == DECL_MACRO)
    return str_format(strings, "%d %s", (int)d->kind, d->name->text);
  if (d->usr)
    return str_format(strings, "%d %s", (int)d->kind, d->usr->text);
  return str_format(strings, "%d %s %s:%u", (int)d->kind, str_c(d->qualified), str_c(d->loc.file),
                    (unsigned)d->loc.offset);
}

// All that a row or its shim depends on.
static bool function_is_same(Merge *m, const Function *a, const Function *b)
{
  bool same = a->kind == b->kind && a->ctor == b->ctor && a->space == b->space &&
              a->nparams == b->nparams && a->ndefaults == b->ndefaults && a->ref == b->ref &&
              a->is_static == b->is_static && a->is_const == b->is_const &&
              a->is_volatile == b->is_volatile && a->is_virtual == b->is_virtual &&
              a->is_pure == b->is_pure && a->is_deleted == b->is_deleted &&
              a->is_defaulted == b->is_defaulted && a->is_explicit == b->is_explicit &&
              a->is_constexpr == b->is_constexpr && a->is_variadic == b->is_variadic &&
              a->is_friend == b->is_friend && a->d.access == b->d.access &&
              a->d.has_error == b->d.has_error && a->d.is_template_part == b->d.is_template_part;
  if (!same || merge_type(m, a->result) != merge_type(m, b->result))
    return false;
  for (uint32_t i = 0; i < a->nparams; i++)
    if (merge_type(m, a->params[i].type) != merge_type(m, b->params[i].type))
      return false;
  return true;
}

static bool decl_is_same(Merge *m, const Decl *a, const Decl *b)
{
  switch (a->kind) {
  case DECL_FUNCTION:
    return function_is_same(m, (const Function *)a, (const Function *)b);
  case DECL_TEMPLATE:
    return ((const Template *)a)->text == ((const Template *)b)->text;
  case DECL_USING:
    return ((const Using *)a)->target_name == ((const Using *)b)->target_name &&
           ((const Using *)a)->is_enum == ((const Using *)b)->is_enum;
  case DECL_NAMESPACE_ALIAS:
    return ((const NamespaceAlias *)a)->target_name == ((const NamespaceAlias *)b)->target_name;
  case DECL_OTHER:
    return ((const Other *)a)->what == ((const Other *)b)->what;
  case DECL_NAMESPACE:
  case DECL_RECORD:
  case DECL_ENUM:
  case DECL_VARIABLE:
  case DECL_ALIAS:
  case DECL_MACRO:
  case DECL_COUNT:
    break;
  }
  return true;
}

static void merge_match(Merge *m, Decl *d)
{
  Str key = decl_key(m, d);
  Decl *found = NULL;
  Link *last = NULL;
  for (Link *l = map_get_ptr(&m->by_key, key); l; last = l, l = l->next) {
    bool is_free = !map_get_ptr(&m->matched, l->decl);
    if ((is_free || !found) && decl_is_same(m, l->decl, d))
      found = l->decl;
    if (found && is_free)
      break;
  }
  if (!found) {
    Link *l = NEW(m->s->arena, Link);
    l->decl = found = d;
    if (last)
      last->next = l;
    else
      map_set_ptr(&m->by_key, key, l);
  }
  map_set_ptr(&m->decls, d, found);
  map_set_ptr(&m->matched, found, found);
}

// ---- contents ---------------------------------------------------------------

static void targs_rebind(Merge *m, TArg *args, uint32_t n)
{
  for (uint32_t i = 0; i < n; i++)
    args[i].type = merge_type(m, args[i].type);
}

static void function_rebind(Merge *m, Function *f)
{
  targs_rebind(m, f->targs, f->ntargs);
  f->result = merge_type(m, f->result);
  f->owner = (Record *)merge_decl(m, (Decl *)f->owner);
  for (uint32_t i = 0; i < f->nparams; i++)
    f->params[i].type = merge_type(m, f->params[i].type);
}

static void record_rebind(Merge *m, Record *r)
{
  targs_rebind(m, r->targs, r->ntargs);
  for (uint32_t i = 0; i < r->nfriends; i++)
    r->friends[i].decl = merge_decl(m, r->friends[i].decl);
  r->type = merge_type(m, r->type);
  for (uint32_t i = 0; i < r->nfields; i++) {
    r->fields[i].type = merge_type(m, r->fields[i].type);
    r->fields[i].anonymous = (Record *)merge_decl(m, (Decl *)r->fields[i].anonymous);
  }
  for (uint32_t i = 0; i < r->nbases; i++) {
    r->bases[i].type = merge_type(m, r->bases[i].type);
    r->bases[i].record = (Record *)merge_decl(m, (Decl *)r->bases[i].record);
  }
  for (uint32_t i = 0; i < r->nfunctions; i++)
    r->functions[i] = (Function *)merge_decl(m, (Decl *)r->functions[i]);
  for (uint32_t i = 0; i < r->nmembers; i++)
    r->members[i] = merge_decl(m, r->members[i]);
}

static void enum_rebind(Merge *m, Enum *e)
{
  e->type = merge_type(m, e->type);
  e->underlying = merge_type(m, e->underlying);
}

// Turns an adopted declaration's pointers to the merged model's.
static void decl_rebind(Merge *m, Decl *d)
{
  d->scope = merge_decl(m, d->scope);
  switch (d->kind) {
  case DECL_RECORD:
    record_rebind(m, (Record *)d);
    break;
  case DECL_ENUM:
    enum_rebind(m, (Enum *)d);
    break;
  case DECL_FUNCTION:
    function_rebind(m, (Function *)d);
    break;
  case DECL_VARIABLE:
    ((Variable *)d)->type = merge_type(m, ((Variable *)d)->type);
    break;
  case DECL_ALIAS:
    ((Alias *)d)->type = merge_type(m, ((Alias *)d)->type);
    break;
  case DECL_NAMESPACE_ALIAS:
    ((NamespaceAlias *)d)->target = merge_decl(m, ((NamespaceAlias *)d)->target);
    break;
  case DECL_USING:
    ((Using *)d)->holder = (Record *)merge_decl(m, (Decl *)((Using *)d)->holder);
    for (uint32_t i = 0; i < ((Using *)d)->ntargets; i++)
      ((Using *)d)->targets[i] = merge_decl(m, ((Using *)d)->targets[i]);
    break;
  case DECL_MACRO:
    ((Macro *)d)->type = merge_type(m, ((Macro *)d)->type);
    break;
  case DECL_NAMESPACE:
  case DECL_OTHER:
  case DECL_TEMPLATE:  // its pattern is among the declarations itself
  case DECL_COUNT:
    break;
  }
}

static bool decl_stands_before(Merge *m, const Decl *old, const Decl *d)
{
  return !map_get_ptr(&m->matched, old) && old->loc.file == d->loc.file &&
         old->loc.offset < d->loc.offset;
}

// Two lists as one, in the header's order; the new one's are not rebound yet.
static void list_merge(Merge *m, DeclVec *out, Decl **old, uint32_t nold, Decl **new, uint32_t nnew)
{
  Map place = {0};  // Decl -> its place in the old list, from 1; behind it when pushed already
  uint32_t next = 0;
  for (uint32_t i = 0; i < nold; i++)
    map_set_ptr(&place, old[i], (void *)(uintptr_t)(i + 1));
  for (uint32_t k = 0; k < nnew; k++) {
    Decl *d = merge_decl(m, new[k]);
    uintptr_t at = (uintptr_t)map_get_ptr(&place, d);
    while (next < nold && (next < at || (!at && decl_stands_before(m, old[next], d))))
      vec_push(out, old[next++]);
    if (!at)
      vec_push(out, d);
    map_set_ptr(&place, d, (void *)1);  // once
  }
  while (next < nold)
    vec_push(out, old[next++]);
  map_free(&place);
}

static void record_merge_lists(Merge *m, Record *b, const Record *d)
{
  Arena *a = m->s->arena;
  DeclVec lists[4] = {{0}}, out = {0}, members = {0};
  for (uint32_t i = 0; i < b->nfunctions; i++)
    vec_push(&lists[0], &b->functions[i]->d);
  for (uint32_t i = 0; i < d->nfunctions; i++)
    vec_push(&lists[1], &d->functions[i]->d);
  list_merge(m, &out, lists[0].items, b->nfunctions, lists[1].items, d->nfunctions);
  b->nfunctions = (uint32_t)out.n;
  b->functions = NEW_ARRAY(a, Function *, out.n);
  for (size_t i = 0; i < out.n; i++)
    b->functions[i] = (Function *)out.items[i];
  list_merge(m, &members, b->members, b->nmembers, d->members, d->nmembers);
  b->nmembers = (uint32_t)members.n;
  b->members = vec_freeze(&members, a, Decl *);
  vec_free(&lists[0]);
  vec_free(&lists[1]);
  vec_free(&out);
  vec_free(&members);
}

// Traits hold when they hold on every arch.
static void record_merge(Merge *m, Record *b, Record *d)
{
  if (d->is_complete && !b->is_complete) {
    Decl keep = b->d;
    *b = *d;
    b->d.scope = keep.scope;
    b->d.archs = m->arch;
    record_rebind(m, b);
    return;
  }
  if (b->is_complete && !d->is_complete)
    return;
  b->d.archs |= m->arch;
  b->is_trivially_copyable &= d->is_trivially_copyable;
  b->is_trivially_destructible &= d->is_trivially_destructible;
  b->is_copy_constructible &= d->is_copy_constructible;
  b->is_default_constructible &= d->is_default_constructible;
  b->is_trivially_copy_constructible &= d->is_trivially_copy_constructible;
  b->is_move_constructible &= d->is_move_constructible;
  b->is_copy_assignable &= d->is_copy_assignable;
  b->is_trivially_copy_assignable &= d->is_trivially_copy_assignable;
  b->is_trivially_default_constructible &= d->is_trivially_default_constructible;
  b->is_destructible &= d->is_destructible;
  b->is_aggregate &= d->is_aggregate;
  b->is_empty &= d->is_empty;
  b->is_standard_layout &= d->is_standard_layout;
  b->is_move_assignable &= d->is_move_assignable;
  initials_merge(m->s->arena, b, d);
  if (b->d.is_retained && d->d.is_retained && !b->d.is_template_part)
    record_merge_lists(m, b, d);
}

static void enum_merge(Merge *m, Enum *b, Enum *d)
{
  if (d->is_complete && !b->is_complete) {
    Decl keep = b->d;
    *b = *d;
    b->d.scope = keep.scope;
    b->d.archs = m->arch;
    enum_rebind(m, b);
    return;
  }
  if (b->is_complete && !d->is_complete)
    return;
  b->d.archs |= m->arch;
  VEC(Enumerator) all = {0};
  for (uint32_t i = 0; i < b->nenumerators; i++)
    vec_push(&all, b->enumerators[i]);
  for (uint32_t k = 0; k < d->nenumerators; k++) {
    bool known = false;
    for (uint32_t i = 0; i < b->nenumerators && !known; i++)
      known = b->enumerators[i].name == d->enumerators[k].name;
    if (!known)
      vec_push(&all, d->enumerators[k]);
  }
  if (all.n > b->nenumerators) {
    b->nenumerators = (uint32_t)all.n;
    b->enumerators = vec_freeze(&all, m->s->arena, Enumerator);
  }
  vec_free(&all);
}

static void function_merge_archs(Function *b, const Function *d)
{
  b->has_body |= d->has_body;
  b->is_inline &= d->is_inline;
  b->is_internal &= d->is_internal;
  for (uint32_t i = 0; i < b->nparams; i++)
    if (!b->params[i].name)
      b->params[i].name = d->params[i].name;
}

static void using_merge(Merge *m, Using *b, const Using *d)
{
  DeclVec all = {0};
  list_merge(m, &all, b->targets, b->ntargets, d->targets, d->ntargets);
  b->ntargets = (uint32_t)all.n;
  b->targets = vec_freeze(&all, m->s->arena, Decl *);
  vec_free(&all);
}

static void macro_merge(Macro *b, const Macro *d)
{
  b->is_function_like |= d->is_function_like;
  b->is_various |= b->body != d->body;
}

static void decl_merge(Merge *m, Decl *b, Decl *d)
{
  if (!b->comment)
    b->comment = d->comment;
  b->is_deprecated |= d->is_deprecated;
  b->has_error |= d->has_error;
  if (!b->error)
    b->error = d->error;
  if (d->kind == DECL_RECORD) {
    record_merge(m, (Record *)b, (Record *)d);
    return;
  }
  if (d->kind == DECL_ENUM) {
    enum_merge(m, (Enum *)b, (Enum *)d);
    return;
  }
  b->archs |= m->arch;
  if (d->kind == DECL_FUNCTION)
    function_merge_archs((Function *)b, (const Function *)d);
  else if (d->kind == DECL_USING)
    using_merge(m, (Using *)b, (const Using *)d);
  else if (d->kind == DECL_MACRO)
    macro_merge((Macro *)b, (const Macro *)d);
}

// ---- one model more ---------------------------------------------------------

static void others_merge(Merge *m, const Model *from)
{
  Model *to = m->model;
  VEC(File) all = {0};
  for (uint32_t i = 0; i < to->nothers; i++)
    vec_push(&all, to->others[i]);
  for (uint32_t k = 0; k < from->nothers; k++) {
    uint32_t i = 0;
    while (i < to->nothers && to->others[i].path != from->others[k].path)
      i++;
    if (i == to->nothers)
      vec_push(&all, from->others[k]);
  }
  to->nothers = (uint32_t)all.n;
  to->others = vec_freeze(&all, m->s->arena, File);
  vec_free(&all);
}

// A file's declarations name it as clang does, and the first arch's name counts.
static void files_merge(Merge *m, const Model *from)
{
  VEC(File) all = {0};
  for (uint32_t i = 0; i < m->model->nfiles; i++)
    vec_push(&all, m->model->files[i]);
  for (uint32_t k = 0; k < from->nfiles; k++) {
    const File *f = &from->files[k];
    uint32_t i = 0;
    while (i < m->model->nfiles &&
           (all.items[i].path != f->path || all.items[i].clang_name != f->clang_name))
      i++;
    if (i < m->model->nfiles)
      all.items[i].is_retained |= f->is_retained;
    else
      vec_push(&all, *f);
  }
  m->model->nfiles = (uint32_t)all.n;
  m->model->files = vec_freeze(&all, m->s->arena, File);
  vec_free(&all);
}

static void model_merge(Merge *m, const Model *from)
{
  Model *to = m->model;
  DeclVec decls = {0}, referenced = {0};
  list_merge(m, &decls, to->decls, to->ndecls, from->decls, from->ndecls);
  list_merge(m, &referenced, to->referenced, to->nreferenced, from->referenced, from->nreferenced);
  to->ndecls = (uint32_t)decls.n;
  to->decls = vec_freeze(&decls, m->s->arena, Decl *);
  to->nreferenced = (uint32_t)referenced.n;
  to->referenced = vec_freeze(&referenced, m->s->arena, Decl *);
  vec_free(&decls);
  vec_free(&referenced);
  files_merge(m, from);
  others_merge(m, from);
  if (to->digest != from->digest)
    to->digest =
        str_format(m->s->strings, "%016llx",
                   (unsigned long long)hash_bytes(hash_bytes(0, to->digest->text, to->digest->len),
                                                  from->digest->text, from->digest->len));
  if (from->text_size > to->text_size)
    to->text_size = from->text_size;
  if (!to->cuda_version)
    to->cuda_version = from->cuda_version;
}

static bool is_matched_late(const Decl *d)
{
  return d->kind == DECL_FUNCTION || d->kind == DECL_TEMPLATE || d->kind == DECL_USING ||
         d->kind == DECL_NAMESPACE_ALIAS;
}

// Declarations that types are made of find their counterparts first.
void merge_add(Merge *m, Walk *w)
{
  m->arch = w->arch;
  DeclVec all = {0};
  for (size_t i = 0; i < w->made.n; i++)
    vec_push(&all, w->made.items[i]);
  for (size_t i = 0; i < w->macros.n; i++)
    vec_push(&all, &w->macros.items[i]->d);
  for (int late = 0; late < 2; late++)
    for (size_t i = 0; i < all.n; i++)
      if (is_matched_late(all.items[i]) == late)
        merge_match(m, all.items[i]);
  for (size_t i = 0; i < all.n; i++) {
    Decl *d = all.items[i], *b = merge_decl(m, d);
    facts_note(m, b, d);
    if (b == d && d->kind == DECL_RECORD)
      vec_push(&m->records, (Record *)d);
    if (b == d)
      decl_rebind(m, d);
  }
  for (size_t i = 0; i < all.n; i++)
    if (merge_decl(m, all.items[i]) != all.items[i])
      decl_merge(m, merge_decl(m, all.items[i]), all.items[i]);
  for (size_t i = 0; i < w->types_made.n; i++)
    merge_type(m, w->types_made.items[i]);
  if (m->model)
    model_merge(m, w->model);
  else
    m->model = w->model;
  vec_free(&all);
  map_free(&m->decls);
  map_free(&m->matched);
  map_free(&m->types);
  m->decls = m->matched = m->types = (Map){0};
}

// ---- the end ----------------------------------------------------------------

Model *merge_finish(Merge *m)
{
  if (m->model)
    facts_mark_all(m);
  Map *maps[] = {&m->by_key, &m->known_types, &m->facts};
  for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
    map_free(maps[i]);
  vec_free(&m->all_facts);
  vec_free(&m->all_types);
  vec_free(&m->records);
  return m->model;
}
