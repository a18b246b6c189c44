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

#include <assert.h>
#include <string.h>

#include "../canopy/canopy.h"
#include "bind.h"

// ---- small questions --------------------------------------------------------

Str plan_option(const PairVec *pairs, Str key)
{
  for (size_t i = pairs->n; i-- > 0;)
    if (pairs->items[i].key == key)
      return pairs->items[i].value;
  return NULL;
}

bool strs_have(const StrVec *list, Str item)
{
  for (size_t i = 0; i < list->n; i++)
    if (list->items[i] == item)
      return true;
  return false;
}

Str plan_file(Session *s, Loc loc)
{
  for (uint32_t i = 0; i < s->model->nfiles; i++)
    if (s->model->files[i].clang_name == loc.file)
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

// ---- archs ------------------------------------------------------------------

bool row_is_everywhere(const Session *s, const Row *row)
{
  return row->archs == archs_all(s->model);
}

void row_lose(Session *s, Row *row, uint32_t arch, Why why)
{
  ArchSet bit = (ArchSet)1 << arch;
  if (!(row->archs & bit))
    return;
  if (!row->lost)
    row->lost = NEW_ARRAY(s->arena, Why, s->model->narchs);
  row->lost[arch] = why;
  row->archs &= ~bit;
  if (!row->archs)
    row->refused = why;
}

// ---- intents ----------------------------------------------------------------

static int intent_param(const Row *row, const char *name)
{
  if (*name >= '0' && *name <= '9') {
    char *end;
    unsigned long i = strtoul(name, &end, 10);  // too large a number gives the largest
    return !*end && i < row->nparams ? (int)i : -1;
  }
  for (uint32_t i = 0; i < row->nparams; i++)
    if (str_is(row->params[i].name, name))
      return (int)i;
  return -1;
}

// Why a parameter cannot have an intent; NULL when it can.
static const char *intent_problem(const Type *t, char letter)
{
  const Record *r = type_filled(t);
  if (r && t->kind == TYPE_LREF && !r->is_copy_constructible)
    return "objects of the class cannot be copied";
  if (r && t->kind == TYPE_LREF && letter == 'o' && !r->is_default_constructible)
    return "the class has no default constructor: use inout";
  if (letter == 'i' || r || type_pass(t) == PASS_POINTEE)
    return NULL;
  bool fits = t->kind == TYPE_POINTER && !t->to->is_const && t->to->kind != TYPE_VOID &&
              t->to->kind != TYPE_FUNCTION;
  return fits ? NULL : "only a non-const reference or pointer can be an output";
}

// The entry of a function that no row stands for.
static const Entry *entry_skipped(const Plan *p, Str qualified)
{
  for (uint32_t i = 0; i < p->nentries; i++) {
    const Entry *e = p->entries[i];
    if (e->decl->kind == DECL_FUNCTION && e->decl->qualified == qualified &&
        e->policy_fate == FATE_SKIPPED)
      return e;
  }
  return NULL;
}

static CnpStatus intent_apply(Session *s, Plan *p, const Pair *intent)
{
  const char *key = str_c(intent->key), *colon = strrchr(key, ':');
  assert(colon);  // options.c saw to it
  Str name = intern(s, key, (size_t)(colon - key));
  char letter = str_is(intent->value, "in") ? 'i' : str_is(intent->value, "out") ? 'o' : 'b';
  bool has_name = false, has_param = false, fits = false;
  const char *problem = NULL;
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
    problem = intent_problem(row->params[at].type, letter);
    if (problem)
      continue;
    fits = true;
    if (!row->intents)
      row->intents = NEW_ARRAY(s->arena, char, row->nparams);
    row->intents[at] = letter;
  }
  if (fits)
    return CNP_OK;
  const char *value = str_c(intent->value);
  const Entry *skipped = has_name ? NULL : entry_skipped(p, name);
  if (skipped)
    return session_fail(s, E_intent_skipped, "intent '%s=%s': '%s' is skipped: %s", key, value,
                        str_c(name), str_c(why_text(s, skipped->policy_why)));
  if (!has_name)
    return session_fail(s, E_intent_not_bound, "intent '%s=%s': no function '%s' is bound", key,
                        value, str_c(name));
  if (!has_param)
    return session_fail(s, E_intent_unknown_parameter, "intent '%s=%s': '%s' has no parameter '%s'",
                        key, value, str_c(name), colon + 1);
  return session_fail(s, E_intent_unfit, "intent '%s=%s': parameter '%s' of '%s' is '%s': %s", key,
                      value, colon + 1, str_c(name), str_c(type), problem);
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
  for (uint32_t i = 0; i < p->ncandidates; i++)
    if (row_is_refused_operator(p->candidates[i])) {
      Str file = plan_file(s, p->candidates[i]->decl->loc);
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
  if (s->options.asks.n)
    h = hash_strs(h, &s->options.asks);
  if (s->options.salt)
    h = hash_str(h, s->options.salt);
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
  for (size_t i = 0; i < o->spelled.n; i++)
    include_write(&b, o->spelled.items[i]);
  preamble_text(&b, o->extra_source);
  for (uint32_t i = 0; i < s->model->ndecls; i++) {
    const Decl *d = s->model->decls[i];
    if (d->kind == DECL_MACRO && name_is_reserved(str_c(d->name)))
      buf_printf(&b, "#undef %s\n", d->name->text);
  }
  preamble_text(&b, o->helper_source);
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

// The bit of an arch that was parsed; 0 for others.
static ArchSet arch_named(const Session *s, const char *name)
{
  for (uint32_t i = 0; i < s->model->narchs; i++)
    if (str_is(s->model->archs[i], name))
      return (ArchSet)1 << i;
  return 0;
}

// Why NVRTC refuses a row, by its words. An inline function that lacks a body is
// one that no compiler can call, and that no library has.
static Why why_rejected(Session *s, const Row *row, Str said)
{
  const char *own = row->fn ? str_c(row->fn->d.spelled) : "";
  Str words = str_format(s->strings, "function \"%s\" was referenced but not defined", own);
  if (strstr(said->text, words->text))
    return (Why){WHY_undefined,
                 str_format(s->strings, "%s (NVRTC: %s)", why_words(WHY_undefined), str_c(said))};
  return (Why){WHY_nvrtc, str_format(s->strings, "NVRTC: %s", str_c(said))};
}

static CnpStatus plan_rejects(Session *s, Plan *p)
{
  const PairVec *rejects = &s->options.rejects;
  for (; p->nrejects < rejects->n; p->nrejects++) {
    const Pair *r = &rejects->items[p->nrejects];
    char *end;
    unsigned long row = strtoul(str_c(r->key), &end, 10);
    ArchSet archs = *end == '@' ? arch_named(s, end + 1) : archs_all(s->model);
    if ((*end && *end != '@') || end == str_c(r->key) || row >= p->nrows || !archs) {
      p->nrejects++;
      return session_fail(s, E_no_row, "reject '%s': there is no such row%s", str_c(r->key),
                          archs ? "" : " or arch");
    }
    Why why = why_rejected(s, p->rows[row], r->value);
    for (uint32_t i = 0; i < s->model->narchs; i++)
      if (archs >> i & 1)
        row_lose(s, p->rows[row], i, why);
  }
  return CNP_OK;
}

static CnpStatus plan_make(Session *s)
{
  Plan *p = NEW(s->arena, Plan);
  s->plan = p;  // decl_cxx asks it which names are hidden
  plan_preamble(s, p);
  names_survey(s, p);
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
  Map *maps[] = {&p->by_decl,        &p->overloads,   &p->hidden_types, &p->macros,
                 &p->template_names, &p->bad_asserts, &p->words,        &p->public_names};
  for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
    map_reset(maps[i]);
  s->plan = NULL;
}

CnpStatus bind_plan(Session *s)
{
  if (!s->model)
    return session_fail(s, E_not_parsed, "nothing has been parsed");
  Plan *p = (Plan *)s->plan;  // the one place that changes a plan
  if (!p)
    return plan_make(s);
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
      {"module", emit_module}, {"stub", emit_stub},     {"answers", emit_answers},
  };
  for (size_t i = 0; s->plan && i < sizeof outputs / sizeof *outputs; i++)
    if (!strcmp(outputs[i].what, what))
      return outputs[i].emit(s, s->plan);
  return NULL;
}
