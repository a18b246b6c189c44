// The planner: every declaration gets its fate.
//
// Passes, in order:
//   collect   entries in the header's order, each with policy's verdict
//   intents   the options that concern parameters
//   verify    clang compiles every shim; what it refuses is skipped
//   finish    names, rows, types, prefix, units
//
// After --reject options only `finish` runs again, so a refusal by NVRTC costs
// no second parse.
#include "plan.h"

#include <string.h>

#include "bind.h"

typedef VEC(Entry *) EntryVec;

typedef struct Collect {
  Session *s;
  Plan *p;
  EntryVec entries;
  RowVec candidates;
  Map best;  // signature -> the Function that stands for it
} Collect;

// ---- small questions --------------------------------------------------------

Str plan_option(const PairVec *pairs, Str key)
{
  for (size_t i = pairs->n; i-- > 0;)
    if (pairs->items[i].key == key)
      return pairs->items[i].value;
  return NULL;
}

static bool strs_have(const StrVec *list, Str item)
{
  for (size_t i = 0; i < list->n; i++)
    if (list->items[i] == item)
      return true;
  return false;
}

Str plan_file(Session *s, Loc loc)
{
  for (uint32_t i = 0; i < s->model->nfiles; i++)
    if (s->model->files[i].path == loc.file)
      return s->model->files[i].name;
  const char *slash = strrchr(str_c(loc.file), '/');
  return slash ? intern_c(s, slash + 1) : loc.file;
}

const char *plan_callable_word(const Function *fn)
{
  switch (fn->kind) {
  case FN_CONSTRUCTOR:
    return "constructor";
  case FN_DESTRUCTOR:
    return "destructor";
  case FN_CONVERSION:
    return "conversion";
  case FN_METHOD:
    if (fn->is_static)
      return "static method";
    return fn->is_operator ? "operator" : "method";
  case FN_FREE:
    break;
  }
  return fn->is_operator ? "operator" : "function";
}

// C++ as a reader would write it, for messages; parameters of implicit constructors included.
Str plan_signature(Session *s, const Row *row, const Function *fn)
{
  Buf b = {0};
  const Param *params = row ? row->params : fn->params;
  uint32_t n = row ? row->nparams : fn->nparams;
  bool has_result = fn && (fn->kind == FN_FREE || fn->kind == FN_METHOD);
  if (fn && fn->is_static)
    buf_puts(&b, "static ");
  if (fn && fn->is_explicit)
    buf_puts(&b, "explicit ");
  if (has_result)
    buf_printf(&b, "%s ", str_c(fn->result->spelling));
  buf_printf(&b, "%s(", str_c(row ? row->qualified : fn->d.qualified));
  for (uint32_t i = 0; i < n; i++) {
    buf_printf(&b, "%s%s", i ? ", " : "", str_c(params[i].type->spelling));
    if (params[i].name)
      buf_printf(&b, " %s", str_c(params[i].name));
    if (params[i].default_text)
      buf_printf(&b, " = %s", str_c(params[i].default_text));
  }
  if (fn && fn->is_variadic)
    buf_puts(&b, n ? ", ..." : "...");
  buf_puts(&b, fn && fn->is_const ? ") const" : ")");
  Str text = intern(s, b.text, b.len);
  buf_free(&b);
  return text;
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

static Row *row_new(Collect *c, char kind, const Decl *d, const Record *owner)
{
  Row *row = NEW(c->s->arena, Row);
  row->kind = kind;
  row->decl = d;
  row->owner = owner;
  vec_push(&c->candidates, row);
  return row;
}

static uint32_t overload_count(const Plan *p, Str qualified)
{
  return (uint32_t)(uintptr_t)map_get_ptr(&p->overloads, qualified);
}

static void overload_note(Plan *p, Str qualified)
{
  map_set_ptr(&p->overloads, qualified, (void *)(uintptr_t)(overload_count(p, qualified) + 1));
}

static void collect_function(Collect *c, const Function *fn)
{
  Session *s = c->s;
  if (fn->is_implicit || fn->d.is_template_part)
    return;
  Str key = function_key(s, fn);
  const Function *best = map_get_ptr(&c->best, key);
  if (best != fn) {  // the entry of the best stands for this one
    Entry *known = map_get_ptr(&c->p->by_decl, best);
    if (known)
      map_set_ptr(&c->p->by_decl, fn, known);
    return;
  }
  Entry *e = entry_add(c, &fn->d, plan_callable_word(fn), policy_function(s, fn));
  e->is_declared = function_is_declared(s, fn);
  e->needs_lvalue = function_needs_lvalue(fn);
  if (e->policy_fate == FATE_SKIPPED)
    return;
  char kind = function_row_kind(fn);
  Row *row = e->row = row_new(c, kind, &fn->d, strchr("fo", kind) ? NULL : fn->owner);
  row->fn = fn;
  row->qualified = fn->d.qualified;
  row->result = fn->kind == FN_CONSTRUCTOR ? fn->owner->type : fn->result;
  row->params = fn->params;
  row->nparams = fn->nparams;
  row->ndefaults = fn->ndefaults;
  row->is_cooperative = strs_have(&s->options.cooperative, fn->d.qualified);
  row->is_overloaded = overload_count(c->p, fn->d.qualified) > 1;
}

// A constructor that C++ supplies.
static void collect_implicit(Collect *c, const Record *r, Form form)
{
  Entry *e = entry_add(c, &r->d, "constructor", (Why){WHY_none, NULL});
  e->is_implicit = true;
  Row *row = e->row = row_new(c, 'c', &r->d, r);
  row->form = form;
  row->qualified = str_format(c->s->strings, "%s::%s", str_c(r->d.qualified), str_c(r->d.name));
  row->result = r->type;
  if (form != FORM_AGGREGATE)
    return;
  Param *params = NEW_ARRAY(c->s->arena, Param, r->nfields);
  for (uint32_t i = 0; i < r->nfields; i++)
    params[i] =
        (Param){.name = r->fields[i].name, .type = r->fields[i].type, .loc = r->fields[i].loc};
  row->params = params;
  row->nparams = r->nfields;
}

static bool record_declares_constructor(const Record *r)
{
  for (uint32_t i = 0; i < r->nfunctions; i++)
    if (r->functions[i]->kind == FN_CONSTRUCTOR && !r->functions[i]->is_implicit)
      return true;
  for (uint32_t i = 0; i < r->nmembers; i++) {
    const Template *t = (const Template *)r->members[i];
    if (t->d.kind == DECL_TEMPLATE && t->function && t->function->kind == FN_CONSTRUCTOR)
      return true;
  }
  return false;
}

static bool aggregate_is_possible(Session *s, const Record *r)
{
  if (!record_is_aggregate(r))
    return false;
  for (uint32_t i = 0; i < r->nfields; i++)
    if (type_problem(s, r->fields[i].type, false).id != WHY_none)
      return false;
  return true;
}

static void collect_constructors(Collect *c, const Record *r)
{
  if (!r->is_complete || r->is_abstract || record_declares_constructor(r))
    return;
  if (r->is_default_constructible)
    collect_implicit(c, r, FORM_DEFAULT);
  if (aggregate_is_possible(c->s, r))
    collect_implicit(c, r, FORM_AGGREGATE);
}

static Why policy_named(Session *s, const Decl *d)
{
  if (decl_is_detail(d))
    return (Why){WHY_detail, NULL};
  Str excluded = plan_option(&s->options.exclude, d->qualified);
  if (excluded)
    return (Why){WHY_excluded, str_format(s->strings, "excluded: %s", excluded->text)};
  for (const Decl *up = d; up; up = up->scope)
    if (up->access != ACCESS_PUBLIC)
      return (Why){WHY_access, intern_c(s, up->access == ACCESS_PRIVATE ? "private" : "protected")};
  return d->has_error ? policy_error(s, d) : (Why){WHY_none, NULL};
}

static void collect_decl(Collect *c, const Decl *d);

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
  if (has_name && why.id == WHY_none)
    collect_constructors(c, r);
}

static Why policy_variable(Session *s, const Variable *v)
{
  Why why = policy_named(s, &v->d);
  if (why.id != WHY_none)
    return why;
  if (!v->is_const && !v->is_constexpr)
    return (Why){WHY_value, intern_c(s, "a variable, not a constant")};
  if (v->value.kind == VALUE_NONE)
    return (Why){WHY_value, NULL};
  return why;
}

static Why policy_macro(Session *s, const Macro *m)
{
  Why why = policy_named(s, &m->d);
  if (why.id != WHY_none)
    return why;
  if (m->is_function_like)
    return (Why){WHY_macro, NULL};
  return (Why){m->value.kind == VALUE_NONE ? WHY_value : WHY_none, NULL};
}

static Why policy_alias(Session *s, const Alias *a)
{
  Why why = policy_named(s, &a->d);
  if (why.id != WHY_none)
    return why;
  if (!a->type || !a->type->code || a->type->kind == TYPE_FUNCTION)
    return (Why){WHY_type, str_format(s->strings, "type '%s' has no counterpart",
                                      str_c(a->type ? a->type->spelling : a->underlying))};
  if (a->type->kind == TYPE_BUILTIN)
    return type_problem(s, a->type, true);
  return why;
}

// "template: not bound yet (typename T, int N)"
static Why policy_template(Session *s, const Template *t)
{
  Why why = policy_named(s, &t->d);
  if (why.id != WHY_none)
    return why;
  Buf b = {0};
  buf_puts(&b, "template: not bound yet (");
  for (uint32_t i = 0; i < t->nparams; i++) {
    const TParam *q = &t->params[i];
    static const char *const kinds[] = {"typename", "", "template"};
    buf_printf(&b, "%s%s%s%s%s", i ? ", " : "",
               q->kind == TPARAM_VALUE ? str_c(q->type) : kinds[q->kind], q->is_pack ? "..." : "",
               q->name ? " " : "", str_c(q->name));
  }
  buf_putc(&b, ')');
  why = (Why){WHY_template, intern(s, b.text, b.len)};
  buf_free(&b);
  return why;
}

static void collect_template(Collect *c, const Template *t)
{
  if (t->kind == TEMPLATE_PARTIAL || (t->d.scope && t->d.scope->is_template_part))
    return;
  Why why = policy_template(c->s, t);
  entry_add(c, &t->d, "template", why);
  c->p->templates += why.id == WHY_template;
}

static void collect_decl(Collect *c, const Decl *d)
{
  Session *s = c->s;
  switch (d->kind) {
  case DECL_RECORD:
    collect_record(c, (const Record *)d);
    break;
  case DECL_ENUM:
    entry_add(c, d, "enum", policy_named(s, d));
    break;
  case DECL_FUNCTION:
    collect_function(c, (const Function *)d);
    break;
  case DECL_VARIABLE:
    if (!d->is_template_part)
      entry_add(c, d, "constant", policy_variable(s, (const Variable *)d));
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
    if (!d->scope || d->scope->kind == DECL_NAMESPACE)
      entry_add(c, d, "using", policy_named(s, d));
    break;
  case DECL_MACRO:
    entry_add(c, d, "macro", policy_macro(s, (const Macro *)d));
    break;
  case DECL_NAMESPACE:
  case DECL_COUNT:
    break;
  }
}

// ---- a first look at everything ---------------------------------------------

static void survey_function(Collect *c, const Function *fn)
{
  if (fn->is_implicit)
    return;
  Str key = function_key(c->s, fn);
  const Function *best = map_get_ptr(&c->best, key);
  if (!best)
    overload_note(c->p, fn->d.qualified);
  if (!best || function_is_better(fn, best))
    map_set_ptr(&c->best, key, (void *)fn);
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
  case DECL_NAMESPACE:
  case DECL_ENUM:
  case DECL_ALIAS:
  case DECL_NAMESPACE_ALIAS:
  case DECL_USING:
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

static void plan_collect(Session *s, Plan *p)
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
  p->ncandidates = (uint32_t)c.candidates.n;
  vec_free(&c.entries);
  vec_free(&c.candidates);
  map_free(&c.best);
}

// ---- intents ----------------------------------------------------------------

static int intent_param(const Row *row, const char *name)
{
  if (*name >= '0' && *name <= '9') {
    uint32_t i = (uint32_t)strtoul(name, NULL, 10);
    return i < row->nparams ? (int)i : -1;
  }
  for (uint32_t i = 0; i < row->nparams; i++)
    if (str_is(row->params[i].name, name))
      return (int)i;
  return -1;
}

static bool intent_fits(const Type *t, char letter)
{
  if (letter == 'i')
    return true;
  return type_pass(t) == PASS_POINTEE || (t->kind == TYPE_POINTER && !t->to->is_const &&
                                          t->to->kind != TYPE_VOID && t->to->kind != TYPE_FUNCTION);
}

static CnpStatus intent_apply(Session *s, Plan *p, const Pair *intent)
{
  const char *key = str_c(intent->key), *colon = strrchr(key, ':');
  if (!colon || colon == key)
    return session_fail(s, CNP_ERROR_USAGE,
                        "intent '%s' names no parameter: write NAME:PARAM=in, out or inout", key);
  Str name = intern(s, key, (size_t)(colon - key));
  char letter = str_is(intent->value, "in") ? 'i' : str_is(intent->value, "out") ? 'o' : 'b';
  bool has_name = false, has_param = false, fits = false;
  Str type = NULL;
  for (uint32_t i = 0; i < p->ncandidates; i++) {
    Row *row = p->candidates[i];
    if (row->qualified != name)
      continue;
    has_name = true;
    int at = intent_param(row, colon + 1);
    if (at < 0)
      continue;
    has_param = true;
    type = row->params[at].type->spelling;
    if (!intent_fits(row->params[at].type, letter))
      continue;
    fits = true;
    if (!row->intents)
      row->intents = NEW_ARRAY(s->arena, char, row->nparams);
    row->intents[at] = letter;
  }
  if (fits)
    return CNP_OK;
  const char *value = str_c(intent->value);
  if (!has_name)
    return session_fail(s, CNP_ERROR_USAGE, "intent '%s=%s': no function '%s' is bound", key, value,
                        str_c(name));
  if (!has_param)
    return session_fail(s, CNP_ERROR_USAGE, "intent '%s=%s': '%s' has no parameter '%s'", key,
                        value, str_c(name), colon + 1);
  return session_fail(
      s, CNP_ERROR_USAGE,
      "intent '%s=%s': parameter '%s' of '%s' is '%s': only a non-const reference or "
      "pointer can be an output",
      key, value, colon + 1, str_c(name), str_c(type));
}

static CnpStatus plan_intents(Session *s, Plan *p)
{
  for (size_t i = 0; i < s->options.intents.n; i++) {
    CnpStatus status = intent_apply(s, p, &s->options.intents.items[i]);
    if (status != CNP_OK)
      return status;
  }
  return CNP_OK;
}

// ---- finish -----------------------------------------------------------------

static void map_reset(Map *m)
{
  map_free(m);
  *m = (Map){0};
}

static void plan_reset(Plan *p)
{
  map_reset(&p->by_name);
  map_reset(&p->by_scope);
  map_reset(&p->by_type);
  for (uint32_t i = 0; i < p->nscopes; i++) {
    for (size_t k = 0; k < p->scopes[i]->names.n; k++)
      vec_free(&p->scopes[i]->names.items[k]->rows);
    vec_free(&p->scopes[i]->names);
  }
  for (uint32_t i = 0; i < p->ntypes; i++)
    vec_free(&p->types[i]->rows);
  p->ntypes = 0;
  free(p->scopes);
  p->scopes = NULL;
  p->nscopes = 0;
  for (uint32_t i = 0; i < p->nentries; i++) {
    Entry *e = p->entries[i];
    e->fate = e->policy_fate;
    e->why = e->policy_why;
    e->python = NULL;
    if (e->row && e->row->refused.id != WHY_none) {
      e->fate = FATE_SKIPPED;
      e->why = e->row->refused;
    }
  }
}

static void plan_number(Session *s, Plan *p)
{
  RowVec rows = {0};
  StrVec files = {0};
  for (uint32_t i = 0; i < p->nentries; i++) {
    Entry *e = p->entries[i];
    if (!e->row || e->fate == FATE_SKIPPED)
      continue;
    e->row->index = (uint32_t)rows.n;
    vec_push(&rows, e->row);
    Str file = plan_file(s, e->decl->loc);
    if (!strs_have(&files, file))
      vec_push(&files, file);
  }
  p->rows = vec_freeze(&rows, s->arena, Row *);
  p->nrows = (uint32_t)rows.n;
  p->files = vec_freeze(&files, s->arena, Str);
  p->nfiles = (uint32_t)files.n;
  vec_free(&rows);
  vec_free(&files);
}

// Using-declarations may have brought rows together in any order.
static void plan_sort_names(Plan *p)
{
  for (uint32_t i = 0; i < p->nscopes; i++)
    for (size_t k = 0; k < p->scopes[i]->names.n; k++) {
      RowVec *rows = &p->scopes[i]->names.items[k]->rows;
      for (size_t a = 1; a < rows->n; a++)
        for (size_t b = a; b > 0 && rows->items[b]->index < rows->items[b - 1]->index; b--) {
          Row *swap = rows->items[b];
          rows->items[b] = rows->items[b - 1];
          rows->items[b - 1] = swap;
        }
    }
}

static uint64_t hash_str(uint64_t h, Str text)
{
  return hash_bytes(h, str_c(text), str_len(text) + 1);
}

static uint64_t hash_strs(uint64_t h, const StrVec *list)
{
  for (size_t i = 0; i < list->n; i++)
    h = hash_str(h, list->items[i]);
  return hash_bytes(h, "", 1);
}

// A digest of what the shims mean: rows, options that NVRTC sees, the headers' text.
static void plan_prefix(Session *s, Plan *p)
{
  Buf b = {0};
  for (uint32_t i = 0; i < p->nrows; i++)
    emit_row(s, &b, p->rows[i]);
  uint64_t h = hash_bytes(0, b.text ? b.text : "", b.len);
  buf_free(&b);
  h = hash_str(h, s->model->digest);
  h = hash_str(h, p->preamble);
  h = hash_str(h, s->options.std);
  h = hash_strs(h, &s->options.defines);
  h = hash_strs(h, &s->options.archs);
  p->prefix = str_format(s->strings, "nb_%016llx", (unsigned long long)h);
}

static void preamble_text(Buf *b, Str text)
{
  if (!str_len(text))
    return;
  buf_put(b, text->text, text->len);
  if (text->text[text->len - 1] != '\n')
    buf_putc(b, '\n');
}

static void plan_preamble(Session *s, Plan *p)
{
  const Options *o = &s->options;
  Buf b = {0};
  preamble_text(&b, o->prelude);
  for (size_t i = 0; i < o->spelled.n; i++) {
    const char *name = str_c(o->spelled.items[i]);
    buf_printf(&b, *name == '/' ? "#include \"%s\"\n" : "#include <%s>\n", name);
  }
  preamble_text(&b, o->extra_source);
  p->preamble = intern(s, b.text ? b.text : "", b.len);
  buf_free(&b);
}

static void plan_finish(Session *s, Plan *p)
{
  plan_reset(p);
  names_plan(s, p);
  plan_number(s, p);
  plan_sort_names(p);
  types_plan(s, p);
  plan_prefix(s, p);
  units_plan(s, p);
}

// ---- the door ---------------------------------------------------------------

// Options that decide what policy says; another value needs a new plan.
static Str plan_fingerprint(Session *s)
{
  const Options *o = &s->options;
  const PairVec *pairs[] = {&o->exclude, &o->rename, &o->intents};
  uint64_t h = hash_strs(0, &o->cooperative);
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
    for (size_t k = 0; k < pairs[i]->n; k++)
      h = hash_str(hash_str(h, pairs[i]->items[k].key), pairs[i]->items[k].value);
  return str_format(s->strings, "%016llx", (unsigned long long)h);
}

static CnpStatus plan_rejects(Session *s, Plan *p)
{
  const PairVec *rejects = &s->options.rejects;
  for (; p->nrejects < rejects->n; p->nrejects++) {
    const Pair *r = &rejects->items[p->nrejects];
    char *end;
    unsigned long row = strtoul(str_c(r->key), &end, 10);
    if (*end || end == str_c(r->key) || row >= p->nrows) {
      p->nrejects++;
      return session_fail(s, CNP_ERROR_USAGE, "reject '%s': there is no such row", str_c(r->key));
    }
    if (p->rows[row]->refused.id == WHY_none)
      p->rows[row]->refused =
          (Why){WHY_nvrtc, str_format(s->strings, "NVRTC: %s", str_c(r->value))};
  }
  return CNP_OK;
}

static CnpStatus plan_make(Session *s, Str fingerprint)
{
  Plan *p = NEW(s->arena, Plan);
  s->plan = p;  // decl_cxx asks it which names are hidden
  p->fingerprint = fingerprint;
  plan_preamble(s, p);
  plan_collect(s, p);
  CnpStatus status = plan_intents(s, p);
  if (status == CNP_OK)
    status = plan_verify(s, p);
  if (status == CNP_OK)
    plan_finish(s, p);
  else
    bind_free(s);
  return status;
}

void bind_free(Session *s)
{
  Plan *p = (Plan *)s->plan;
  if (!p)
    return;
  plan_reset(p);
  Map *maps[] = {&p->by_decl, &p->overloads,      &p->hidden_types,
                 &p->macros,  &p->template_names, &p->bad_asserts};
  for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
    map_reset(maps[i]);
  s->plan = NULL;
}

CnpStatus bind_plan(Session *s)
{
  if (!s->model)
    return session_fail(s, CNP_ERROR_USAGE, "nothing was parsed yet");
  Str fingerprint = plan_fingerprint(s);
  Plan *p = (Plan *)s->plan;  // the one place that changes a plan
  if (!p || p->fingerprint != fingerprint) {
    bind_free(s);
    return plan_make(s, fingerprint);
  }
  CnpStatus status = plan_rejects(s, p);
  if (status == CNP_OK)
    plan_finish(s, p);
  return status;
}

const char *bind_text(Session *s, const char *what)
{
  static const struct {
    const char *what;
    const char *(*emit)(Session *, const Plan *);
  } outputs[] = {
      {"units", emit_units},   {"report", emit_report}, {"table", emit_table},
      {"module", emit_module}, {"stub", emit_stub},
  };
  for (size_t i = 0; s->plan && i < sizeof outputs / sizeof *outputs; i++)
    if (!strcmp(outputs[i].what, what))
      return outputs[i].emit(s, s->plan);
  return NULL;
}
