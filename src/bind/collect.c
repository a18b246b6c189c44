// Collecting: every declaration of the model becomes an entry with policy's verdict.
//
// Two walks over the model. The first looks at everything at once: which of
// several declarations of one function stands for them, which names are
// overloaded, hidden or macros. The second makes the entries, in the header's
// order, and a row for each callable that policy lets pass.
#include <string.h>

#include "plan.h"

typedef VEC(Entry *) EntryVec;

typedef struct Collect {
  Session *s;
  Plan *p;
  EntryVec entries;
  RowVec candidates;
  VEC(const Template *) partials;
  Map best;         // signature -> the Function that stands for it
  Map comparisons;  // operator and operands -> the Function, for rewritten.c
} Collect;

// ---- a first look at everything ---------------------------------------------

// Redeclarations share one key, and so do the host's and the device's version of
// one signature.
static Str function_key(Session *s, const Function *fn)
{
  Buf b = {0};
  buf_printf(&b, "%s(", str_c(fn->d.qualified));
  for (uint32_t i = 0; i < fn->nparams; i++)
    buf_printf(&b, "%s,", str_c(fn->params[i].type->spelling));
  buf_printf(&b, ")%d%d%c%d", fn->is_const, fn->is_volatile, fn->ref ? fn->ref : ' ',
             fn->is_variadic);
  if (fn->kind == FN_CONVERSION)
    buf_puts(&b, str_c(fn->result->spelling));
  if (fn->d.in_anonymous)
    buf_puts(&b, "anonymous");
  if (fn->d.archs != archs_all(s->model))  // what another arch declares otherwise is another one
    buf_printf(&b, "%llx", (unsigned long long)fn->d.archs);
  Str key = intern(s, b.text, b.len);
  buf_free(&b);
  return key;
}

static bool function_is_better(const Function *a, const Function *b)
{
  bool da = a->space == SPACE_DEVICE || a->space == SPACE_HOST_DEVICE;
  bool db = b->space == SPACE_DEVICE || b->space == SPACE_HOST_DEVICE;
  if (da != db)
    return da;
  return !a->is_friend && b->is_friend;
}

static uint32_t overload_count(const Plan *p, Str qualified)
{
  return (uint32_t)(uintptr_t)map_get_ptr(&p->overloads, qualified);
}

static void overload_note(Plan *p, Str qualified)
{
  map_set_ptr(&p->overloads, qualified, (void *)(uintptr_t)(overload_count(p, qualified) + 1));
}

static void survey_function(Collect *c, const Function *fn)
{
  Str key = function_key(c->s, fn);
  const Function *best = map_get_ptr(&c->best, key);
  if (!best)
    overload_note(c->p, fn->d.qualified);
  if (!best || function_is_better(fn, best))
    map_set_ptr(&c->best, key, (void *)fn);
  rewritten_note(c->s, &c->comparisons, fn);
}

static void survey_decl(Collect *c, const Decl *d)
{
  switch (d->kind) {
  case DECL_FUNCTION:
    survey_function(c, (const Function *)d);
    break;
  case DECL_RECORD: {
    const Record *r = (const Record *)d;
    for (uint32_t i = 0; i < r->nmembers; i++)
      survey_decl(c, r->members[i]);
    for (uint32_t i = 0; i < r->nfunctions; i++)
      survey_function(c, r->functions[i]);
    FunctionVec used = {0};
    used_members(c->s, r, &used);
    for (size_t i = 0; i < used.n; i++)
      overload_note(c->p, used.items[i]->d.qualified);
    vec_free(&used);
    for (uint32_t i = 0; i < r->nused_aliases; i++)
      public_names_note(c->s, c->p, r->used_aliases[i]);
    break;
  }
  case DECL_TEMPLATE:
    overload_note(c->p, d->qualified);
    map_set_ptr(&c->p->template_names, d->qualified, (void *)d);
    break;
  case DECL_VARIABLE:
    overload_note(c->p, d->qualified);
    break;
  case DECL_MACRO:
    if (((const Macro *)d)->is_function_like)
      map_set_ptr(&c->p->macros, d->name, (void *)d);
    break;
  case DECL_ALIAS:
    public_names_note(c->s, c->p, (const Alias *)d);
    break;
  case DECL_NAMESPACE:
  case DECL_ENUM:
  case DECL_NAMESPACE_ALIAS:
  case DECL_USING:
  case DECL_OTHER:
  case DECL_COUNT:
    break;
  }
}

// A record or enum whose name a function or variable took: C++ says 'struct S' then.
static void survey_hidden(Collect *c, const Decl *d)
{
  if (d->kind != DECL_RECORD && d->kind != DECL_ENUM)
    return;
  const Record *r = d->kind == DECL_RECORD ? (const Record *)d : NULL;
  if (!(r && r->is_specialization) && overload_count(c->p, d->qualified))
    map_set_ptr(&c->p->hidden_types, d, (void *)d);
  for (uint32_t i = 0; r && i < r->nmembers; i++)
    survey_hidden(c, r->members[i]);
}

// ---- collect ----------------------------------------------------------------

static Entry *entry_add(Collect *c, const Decl *d, const char *what, Why why)
{
  Entry *e = NEW(c->s->arena, Entry);
  e->decl = d;
  e->what = what;
  e->policy_why = why;
  e->policy_fate = why.id == WHY_none ? FATE_BOUND : FATE_SKIPPED;
  e->is_hidden = why.id == WHY_detail;
  vec_push(&c->entries, e);
  if (!map_get_ptr(&c->p->by_decl, d))
    map_set_ptr(&c->p->by_decl, d, e);
  return e;
}

static Row *row_new(Collect *c, char kind, const Decl *d, const Record *owner)
{
  Row *row = NEW(c->s->arena, Row);
  row->kind = kind;
  row->decl = d;
  row->archs = d->archs;
  row->owner = owner;
  vec_push(&c->candidates, row);
  return row;
}

// An explicit specialization of a function template.
static void collect_specialization(Collect *c, const Function *fn)
{
  Why why = policy_named(c->s, &fn->d);
  if (why.id == WHY_none)
    why = (Why){WHY_template, intern_c(c->s, "specialization of a template: used through it")};
  entry_add(c, &fn->d, "function", why);
}

// The entry of a callable, and its row if policy lets it pass.
static Entry *collect_callable(Collect *c, const Function *fn)
{
  Session *s = c->s;
  Entry *e = entry_add(c, &fn->d, plan_callable_word(fn), policy_function(s, fn));
  if (e->policy_fate == FATE_SKIPPED)
    return e;
  char kind = function_row_kind(fn);
  Row *row = e->row = row_new(c, kind, &fn->d, strchr("fo", kind) ? NULL : fn->owner);
  row->fn = fn;
  row->qualified = fn->d.qualified;
  row->result = fn->kind == FN_CONSTRUCTOR ? fn->owner->type : fn->result;
  row->params = fn->params;
  row->nparams = fn->nparams;
  row->ndefaults = fn->ndefaults;
  if (row_is_postfix(row))
    row->ndefaults = 1;  // the shim gives the 0 that nobody writes
  row->is_cooperative = strs_have(&s->options.cooperative, fn->d.qualified);
  row->is_overloaded = overload_count(c->p, fn->d.qualified) > 1;
  return e;
}

// What the header does not write: entries that are no declared ones.
static void collect_made(Collect *c, FunctionVec *made)
{
  for (size_t i = 0; i < made->n; i++)
    collect_callable(c, made->items[i])->is_implicit = true;
  vec_free(made);
}

// What C++20 makes of a comparison.
static void collect_rewritten(Collect *c, const Function *fn)
{
  if (!std_rewrites_operators(c->s))
    return;
  FunctionVec made = {0};
  rewritten_operators(c->s, &c->comparisons, fn, &made);
  collect_made(c, &made);
}

static void collect_function(Collect *c, const Function *fn)
{
  Session *s = c->s;
  if (fn->d.is_template_part) {
    if (fn->kind == FN_FREE && !(fn->d.scope && fn->d.scope->is_template_part))
      collect_specialization(c, fn);
    return;
  }
  Str key = function_key(s, fn);
  const Function *best = map_get_ptr(&c->best, key);
  if (best != fn) {  // the entry of the best stands for this one
    Entry *known = map_get_ptr(&c->p->by_decl, best);
    if (known)
      map_set_ptr(&c->p->by_decl, fn, known);
    return;
  }
  Entry *e = collect_callable(c, fn);
  e->is_declared = function_is_declared(s, fn);
  e->needs_lvalue = function_needs_lvalue(s, fn);
  collect_rewritten(c, fn);
}

// What C++ supplies: constructors, and copying and destroying where that does something.
// Aggregate initialization is written out in C++: it is no conversion.
static void collect_implicit(Collect *c, const Record *r, Form form)
{
  static const struct {
    char kind;
    const char *what;
  } forms[] = {
      [FORM_DEFAULT] = {'c', "constructor"}, [FORM_AGGREGATE] = {'x', "constructor"},
      [FORM_COPY] = {'c', "constructor"},    [FORM_ASSIGN] = {'M', "operator"},
      [FORM_DESTROY] = {'d', "destructor"},
  };
  Entry *e = entry_add(c, &r->d, forms[form].what, (Why){WHY_none, NULL});
  e->is_implicit = true;
  Row *row = e->row = row_new(c, forms[form].kind, &r->d, r);
  row->form = form;
  row->qualified = str_format(c->s->strings, "%s::%s", str_c(r->d.qualified), str_c(r->d.name));
  row->result = r->type;
  if (form == FORM_ASSIGN || form == FORM_COPY) {
    row->nparams = 1;
    Param *one = NEW(c->s->arena, Param);
    one->type = type_reference(c->s, r->type, true);
    row->params = one;
  }
  if (form == FORM_ASSIGN) {
    row->qualified = str_format(c->s->strings, "%s::operator=", str_c(r->d.qualified));
    row->result = type_reference(c->s, r->type, false);
  } else if (form == FORM_DESTROY) {
    row->qualified = str_format(c->s->strings, "%s::~%s", str_c(r->d.qualified), str_c(r->d.name));
    Type *none = NEW(c->s->arena, Type);
    *none =
        (Type){.kind = TYPE_VOID, .spelling = intern_c(c->s, "void"), .code = intern_c(c->s, "v")};
    row->result = none;
  }
  if (form != FORM_AGGREGATE)
    return;
  row->nparams = record_nmade(c->s, r, &row->ndefaults);
  Param *params = NEW_ARRAY(c->s->arena, Param, row->nparams);
  for (uint32_t i = 0; i < row->nparams; i++) {
    const Field *f = &r->fields[i];
    params[i] = (Param){.name = f->name, .type = f->type, .wide = f->wide, .loc = f->loc};
  }
  row->params = params;
}

static bool record_declares(const Record *r, FnKind kind, CtorKind ctor, const char *symbol)
{
  for (uint32_t i = 0; i < r->nfunctions; i++) {
    const Function *fn = r->functions[i];
    if (fn->kind == kind && fn->ctor == ctor && (!symbol || str_is(fn->symbol, symbol)))
      return true;
  }
  return false;
}

// A declared one stands for itself. What clang refuses (deleted, private) is no row.
static void collect_copies(Collect *c, const Record *r)
{
  if (!r->is_complete || r->size < 0)
    return;
  if (r->is_copy_constructible && !r->is_trivially_copy_constructible && !r->is_abstract &&
      !record_declares(r, FN_CONSTRUCTOR, CTOR_COPY, NULL))
    collect_implicit(c, r, FORM_COPY);
  if (r->is_copy_assignable && !r->is_trivially_copy_assignable &&
      !record_declares(r, FN_METHOD, CTOR_NONE, "="))
    collect_implicit(c, r, FORM_ASSIGN);
  if (!r->is_trivially_destructible && !record_declares(r, FN_DESTRUCTOR, CTOR_NONE, NULL))
    collect_implicit(c, r, FORM_DESTROY);
}

static void collect_constructors(Collect *c, const Record *r)
{
  if (!r->is_complete || r->is_abstract || record_declares_constructor(r))
    return;
  if (r->is_default_constructible)
    collect_implicit(c, r, FORM_DEFAULT);
  uint32_t ndefaults = 0;
  if (record_nmade(c->s, r, &ndefaults))
    collect_implicit(c, r, FORM_AGGREGATE);
}

static void collect_decl(Collect *c, const Decl *d);

// Fields and enumerators have no declaration of their own in the model: those that
// are not there get one, to be named by.
static void collect_part(Collect *c, const Decl *owner, Decl d, const char *what, Why why)
{
  Session *s = c->s;
  Other *o = NEW(s->arena, Other);
  o->what = intern_c(s, what);
  o->d = d;
  o->d.kind = DECL_OTHER;
  o->d.qualified = o->d.spelled = d.name;
  if (owner && str_len(owner->qualified)) {
    o->d.qualified = str_format(s->strings, "%s::%s", str_c(owner->qualified), str_c(d.name));
    o->d.spelled = str_format(s->strings, "%s::%s", str_c(owner->spelled), str_c(d.name));
  }
  o->d.scope = (Decl *)owner;
  o->d.is_retained = true;
  entry_add(c, &o->d, what, why);
}

static void collect_fields(Collect *c, const Record *r, const Decl *owner);

// What is in a class that its scope's field alone names: the class itself is no entry.
static void collect_unnamed(Collect *c, const Record *r)
{
  for (uint32_t i = 0; i < r->nmembers; i++)
    collect_decl(c, r->members[i]);
  for (uint32_t i = 0; i < r->nfunctions; i++)
    collect_function(c, r->functions[i]);
  collect_fields(c, r, &r->d);
}

static void collect_fields(Collect *c, const Record *r, const Decl *owner)
{
  Session *s = c->s;
  for (uint32_t i = 0; i < r->nfields; i++) {
    const Field *f = &r->fields[i];
    if (f->access != ACCESS_PUBLIC)
      continue;
    const Record *held = record_of_field(f);
    if (f->anonymous)
      collect_fields(c, f->anonymous, owner);
    else if (held && held->d.scope == r->type->decl)
      collect_unnamed(c, held);
    if (!str_len(f->name) || policy_field(s, f).id == WHY_none)
      continue;
    Decl d = {.name = f->name, .loc = f->loc, .comment = f->comment, .archs = owner->archs};
    collect_part(c, owner, d, "field", policy_field(s, f));
  }
}

// Enumerators without one value for all archs. The rest of their enum is there.
static void collect_enum(Collect *c, const Enum *e)
{
  Session *s = c->s;
  Why why = policy_named(s, &e->d);
  entry_add(c, &e->d, "enum", why);
  for (uint32_t i = 0; i < e->nenumerators && why.id == WHY_none; i++) {
    const Enumerator *m = &e->enumerators[i];
    Decl d = {.name = m->name, .loc = m->loc, .comment = m->comment, .archs = e->d.archs};
    if (m->differs)
      collect_part(c, e->is_scoped ? &e->d : e->d.scope, d, "enumerator",
                   why_value_differs(s, m->differs));
  }
}

static void collect_record(Collect *c, const Record *r)
{
  if (r->d.is_template_part)
    return;
  bool has_name = !r->d.is_anonymous && str_len(r->d.name);
  Why why = policy_named(c->s, &r->d);
  if (has_name) {
    Entry *e = entry_add(c, &r->d, "record", why);
    if (why.id == WHY_none) {
      e->policy_why = policy_record(c->s, r);
      e->policy_fate = e->policy_why.id == WHY_none ? FATE_BOUND : FATE_OPAQUE;
    }
  }
  for (uint32_t i = 0; i < r->nmembers; i++)
    collect_decl(c, r->members[i]);
  for (uint32_t i = 0; i < r->nfunctions; i++)
    collect_function(c, r->functions[i]);
  if (has_name && why.id == WHY_none) {
    FunctionVec used = {0};
    used_members(c->s, r, &used);
    collect_made(c, &used);
    collect_fields(c, record_with_used(c->s, r), &r->d);
    collect_constructors(c, r);
    collect_copies(c, r);
  }
}

// A constant whose value only the device can make: a row without parameters, of kind 'k'.
static void collect_object(Collect *c, Entry *e, const Type *t, const Value *value)
{
  if (e->policy_fate == FATE_SKIPPED || value->kind != VALUE_NONE)
    return;
  Row *row = e->row = row_new(c, 'k', e->decl, NULL);
  row->form = FORM_OBJECT;
  row->qualified = e->decl->qualified;
  row->result = t;
}

static Why policy_alias(Session *s, const Alias *a)
{
  Why why = policy_named(s, &a->d);
  if (why.id != WHY_none)
    return why;
  const Type *t = a->type;
  if (!t || !t->code || t->kind == TYPE_FUNCTION || type_is_unnamed(t))
    return (Why){WHY_type, str_format(s->strings, "type '%s' has no counterpart",
                                      str_c(t ? t->spelling : a->underlying))};
  if (a->type->kind == TYPE_BUILTIN)
    return type_problem(s, a->type, true);
  return why;
}

static Why policy_other(Session *s, const Other *o)
{
  Why why = policy_named(s, &o->d);
  if (why.id != WHY_none)
    return why;
  if (str_is(o->what, "using namespace"))
    return (Why){WHY_elsewhere, intern_c(s, "its names are bound where they are declared")};
  return (Why){WHY_kind, str_format(s->strings, "%s: not bound yet", str_c(o->what))};
}

// ", auto x": what each parameter's own template parameter is written as.
static void put_auto_parameters(Buf *b, const Template *t)
{
  const char *comma = t->nparams ? ", " : "";
  for (uint32_t i = 0; t->function && i < t->function->nparams; i++) {
    const Param *p = &t->function->params[i];
    const char *type = str_c(p->written ? p->written : p->type->spelling);
    const char *word = strstr(type, "auto");
    bool is_word =
        word && (word == type || !is_identifier_char(word[-1])) && !is_identifier_char(word[4]);
    if (!is_word)
      continue;
    buf_printf(b, "%s%s%s%s", comma, type, p->name ? " " : "", str_c(p->name));
    comma = ", ";
  }
}

// "template: needs arguments (typename T, int N)"
static Why policy_template(Session *s, const Template *t)
{
  Why why = policy_named(s, &t->d);
  if (why.id != WHY_none)
    return why;
  Buf b = {0};
  buf_puts(&b, "template: needs arguments (");
  for (uint32_t i = 0; i < t->nparams; i++) {
    const TParam *q = &t->params[i];
    static const char *const kinds[] = {"typename", "", "template"};
    buf_printf(&b, "%s%s%s%s%s", i ? ", " : "",
               q->kind == TPARAM_VALUE ? str_c(q->type) : kinds[q->kind], q->is_pack ? "..." : "",
               q->name ? " " : "", str_c(q->name));
  }
  put_auto_parameters(&b, t);
  buf_putc(&b, ')');
  why = (Why){WHY_template, intern(s, b.text, b.len)};
  buf_free(&b);
  return why;
}

static void collect_template(Collect *c, const Template *t)
{
  if (t->d.scope && t->d.scope->is_template_part)
    return;
  if (t->kind == TEMPLATE_PARTIAL) {
    vec_push(&c->partials, t);
    return;
  }
  Why why = policy_template(c->s, t);
  entry_add(c, &t->d, "template", why);
  c->p->templates += why.id == WHY_template;
}

const Enum *decl_used_enum(const Decl *d)
{
  const Using *u = d->kind == DECL_USING ? (const Using *)d : NULL;
  return u && u->ntargets && (u->is_enum || u->enumerator) ? (const Enum *)u->targets[0] : NULL;
}

static void collect_decl(Collect *c, const Decl *d)
{
  Session *s = c->s;
  switch (d->kind) {
  case DECL_RECORD:
    collect_record(c, (const Record *)d);
    break;
  case DECL_ENUM:
    collect_enum(c, (const Enum *)d);
    break;
  case DECL_FUNCTION:
    collect_function(c, (const Function *)d);
    break;
  case DECL_VARIABLE:
    if (!d->is_template_part) {
      const Variable *v = (const Variable *)d;
      bool has_place = variable_has_place(v);
      Entry *e = entry_add(c, d, has_place ? "variable" : "constant", policy_variable(s, v));
      collect_object(c, e, has_place ? variable_pointer(s, v) : v->type, &v->value);
      if (e->row && has_place)
        e->row->variable = v;
    }
    break;
  case DECL_ALIAS:
    if (!d->is_template_part)
      entry_add(c, d, "alias", policy_alias(s, (const Alias *)d));
    break;
  case DECL_NAMESPACE_ALIAS:
    entry_add(c, d, "namespace alias", policy_named(s, d));
    break;
  case DECL_TEMPLATE:
    collect_template(c, (const Template *)d);
    break;
  case DECL_USING:
    if (d->is_template_part)
      break;
    // in a class what is not public hides the bases'
    if (!d->scope || d->scope->kind == DECL_NAMESPACE || using_is_name(d) ||
        d->access != ACCESS_PUBLIC)
      entry_add(c, d, "using", policy_named(s, d));
    break;
  case DECL_MACRO: {
    const Macro *m = (const Macro *)d;
    collect_object(c, entry_add(c, d, "macro", policy_macro(s, m)), m->type, &m->value);
    break;
  }
  case DECL_OTHER:
    if (!d->is_template_part)
      entry_add(c, d, str_c(((const Other *)d)->what), policy_other(s, (const Other *)d));
    break;
  case DECL_NAMESPACE:
  case DECL_COUNT:
    break;
  }
}

void plan_collect(Session *s, Plan *p)
{
  Collect c = {.s = s, .p = p};
  const Model *m = s->model;
  for (uint32_t i = 0; i < m->ndecls; i++)
    survey_decl(&c, m->decls[i]);
  for (uint32_t i = 0; i < m->ndecls; i++)
    survey_hidden(&c, m->decls[i]);
  for (uint32_t i = 0; i < m->ndecls; i++)
    collect_decl(&c, m->decls[i]);
  p->entries = vec_freeze(&c.entries, s->arena, Entry *);
  p->nentries = (uint32_t)c.entries.n;
  p->candidates = vec_freeze(&c.candidates, s->arena, Row *);
  p->npartials = (uint32_t)c.partials.n;
  p->partials = vec_freeze(&c.partials, s->arena, const Template *);
  p->ncandidates = (uint32_t)c.candidates.n;
  vec_free(&c.entries);
  vec_free(&c.candidates);
  vec_free(&c.partials);
  map_free(&c.best);
  map_free(&c.comparisons);
}
