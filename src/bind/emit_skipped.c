// Parts of the table that only questions about names read: why a name is not
// bound, which operators are refused, which namespaces C++ may leave out.
#include "plan.h"

static void skip_py(Buf *out, Str text)
{
  buf_pystr(out, str_c(text), str_len(text));
}

static bool skip_is_told(const Entry *e)
{
  if (e->fate != FATE_SKIPPED || e->is_hidden || e->is_implicit)
    return false;
  if (e->decl->kind == DECL_OTHER && e->why.id == WHY_elsewhere)
    return false;  // using namespace
  bool is_special = e->decl->kind == DECL_FUNCTION && e->decl->is_template_part;
  if (e->decl->kind == DECL_TEMPLATE || is_special)  // others stand among the names
    return e->why.id != WHY_template || (e->decl->scope && e->decl->scope->kind == DECL_RECORD);
  return true;
}

// Names that have nothing bound at all, each once.
void emit_skipped(Session *s, Buf *out, const Plan *p)
{
  Map bound = {0};
  for (uint32_t i = 0; i < p->nentries; i++)
    if (p->entries[i]->fate != FATE_SKIPPED && !p->entries[i]->is_implicit)
      map_set_ptr(&bound, p->entries[i]->decl->qualified, p->entries[i]);
  for (uint32_t i = 0; i < p->nentries; i++) {
    Entry *e = p->entries[i];
    if (!skip_is_told(e) || map_get_ptr(&bound, e->decl->qualified))
      continue;
    map_set_ptr(&bound, e->decl->qualified, e);
    skip_py(out, e->decl->qualified);
    buf_puts(out, ": ");
    bool is_brief = e->why.id == WHY_template || e->why.id == WHY_macro;
    Str why = is_brief ? intern_c(s, why_words(e->why.id)) : why_text(s, e->why);
    skip_py(out, str_format(s->strings, "%s:%u: %s", str_c(plan_file(s, e->decl->loc)),
                            (unsigned)e->decl->loc.line, str_c(why)));
    buf_puts(out, ",\n");
  }
  map_free(&bound);
}

bool row_is_refused_operator(const Row *row)
{
  return row->fn && row->fn->is_operator && row->refused.id != WHY_none;
}

// Operators whose shims clang or NVRTC refuse: C++ would choose among them, so an
// expression that means one must not become something else.
void emit_refused(Session *s, Buf *out, const Plan *p)
{
  bool any = false;
  for (uint32_t i = 0; i < p->ncandidates; i++) {
    const Row *row = p->candidates[i];
    if (!row_is_refused_operator(row))
      continue;
    buf_puts(out, any ? "" : "'refused': (\n");
    any = true;
    emit_row(s, out, row);
  }
  buf_puts(out, any ? "),\n" : "");
}

// Inline namespaces as C++ may spell them, with the scope that their names have here.
void emit_inline(Buf *out, const Plan *p)
{
  Map seen = {0};
  bool any = false;
  for (uint32_t i = 0; i < p->nentries; i++)
    for (const Decl *d = p->entries[i]->decl->scope; d; d = d->scope) {
      bool vanishes = d->kind == DECL_NAMESPACE && ((const Namespace *)d)->vanishes;
      if (!vanishes || d->is_anonymous || p->entries[i]->is_hidden ||
          map_get_ptr(&seen, d->spelled))
        continue;
      map_set_ptr(&seen, d->spelled, (void *)d);
      buf_puts(out, any ? ", " : "'inline': {");
      any = true;
      skip_py(out, d->spelled);
      buf_puts(out, ": ");
      skip_py(out, d->scope ? d->scope->qualified : NULL);
    }
  buf_puts(out, any ? "},\n" : "");
  map_free(&seen);
}

static bool plan_has_records(const Plan *p)
{
  for (uint32_t i = 0; i < p->ntypes; i++)
    if (p->types[i]->record && p->types[i]->record->size >= 0)
      return true;
  return false;
}

// Objects of the host whose S{} is more than zeros.
static bool plan_has_initials(const Plan *p)
{
  for (uint32_t i = 0; i < p->ntypes; i++) {
    const Record *r = p->types[i]->record;
    if (r && r->is_trivially_copyable && !r->is_trivially_default_constructible)
      return true;
  }
  return false;
}

// Objects that kernels can change: the runtime needs its part for them.
static bool plan_has_objects(const Plan *p)
{
  if (plan_has_records(p))
    return true;
  for (uint32_t i = 0; i < p->nrows; i++)
    for (uint32_t k = 0; k < p->rows[i]->nparams; k++)
      if (type_pass(p->rows[i]->params[k].type) == PASS_POINTEE)
        return true;
  return false;
}

// Enums, or templates that may lead to one.
static bool plan_has_enums(const Plan *p)
{
  for (uint32_t i = 0; i < p->ntypes; i++)
    if (p->types[i]->enumeration)
      return true;
  return plan_has_templates(p);
}

// Pointers that kernels can hold: results, and those that a record leads to
// (S.pointer of the host, fields, p[i]).
static bool plan_has_pointers(const Plan *p)
{
  for (uint32_t i = 0; i < p->nrows; i++) {
    const Type *t = p->rows[i]->result;
    while (t->kind == TYPE_LREF || t->kind == TYPE_RREF || t->kind == TYPE_ARRAY)
      t = t->to;
    if (t->kind == TYPE_POINTER)
      return true;
  }
  return plan_has_records(p);
}

static bool record_has_pieces(const Record *r)
{
  for (uint32_t i = 0; i < r->nfields; i++) {
    const Field *f = &r->fields[i];
    if (f->width >= 0 || f->type->kind == TYPE_ARRAY)
      return true;
    if (f->anonymous && record_has_pieces(f->anonymous))
      return true;
  }
  return false;
}

// Objects that are indexed, or have C arrays or bit-fields, and such that no element is
// assigned: their own part.
static bool plan_has_indices(const Plan *p)
{
  for (uint32_t i = 0; i < p->ntypes; i++) {
    const Record *r = p->types[i]->record;
    if (r && r->size >= 0 && (!r->is_copy_assignable || record_has_pieces(r)))
      return true;
  }
  for (uint32_t i = 0; i < p->nrows; i++) {
    const Function *fn = p->rows[i]->fn;
    const Type *t = p->rows[i]->result;
    if (t->to && t->to->kind == TYPE_ARRAY)
      return true;
    const Variable *v = p->rows[i]->variable;
    if (v && variable_has_rows(v) && t->to && t->to->kind == TYPE_RECORD)
      return true;
    Str symbol = fn && fn->owner ? fn->symbol : NULL;
    if (symbol && (str_is(symbol, "[]") || str_is(symbol, "()")))
      return true;
  }
  return false;
}

// Objects that are more than their bytes, or may know where they are: temporaries of them, which
// C++ makes in place, are their own part.
static bool plan_has_temporaries(const Plan *p)
{
  for (uint32_t i = 0; i < p->ntypes; i++) {
    const Record *r = p->types[i]->record;
    if (!r || r->size < 0)
      continue;
    if (record_is_special(r))
      return true;
    for (uint32_t k = 0; k < r->nfields; k++) {
      const Field *f = &r->fields[k];
      const Type *to = f->type->kind == TYPE_POINTER ? f->type->to : NULL;
      bool is_private = f->access != ACCESS_PUBLIC && f->type->size >= 8;
      if (is_private || (to && (to->kind == TYPE_VOID || type_record(to) == r)))
        return true;
    }
  }
  return false;
}

// Numba's own numbers, with its own operators.
static bool is_own_number(const Record *r)
{
  return str_is(r->d.qualified, "__half") || str_is(r->d.qualified, "__nv_bfloat16");
}

// Objects that become numbers by themselves, whose operators are C++'s own.
static bool plan_has_numbers(const Plan *p)
{
  for (uint32_t i = 0; i < p->nrows; i++) {
    const Function *fn = p->rows[i]->fn;
    if (!fn || fn->kind != FN_CONVERSION || fn->is_explicit || is_own_number(fn->owner))
      continue;
    const Type *t = p->rows[i]->result;
    if (t->kind == TYPE_LREF || t->kind == TYPE_RREF)
      t = t->to;
    if (t->kind == TYPE_BUILTIN || t->kind == TYPE_ENUM)
      return true;
  }
  return plan_has_templates(p);
}

static bool plan_has_variables(const Plan *p)
{
  for (uint32_t i = 0; i < p->nrows; i++)
    if (p->rows[i]->variable)
      return true;
  return false;
}

void emit_parts(Session *s, Buf *out, const Plan *p)
{
  StrVec parts = {0};
  for (size_t i = 0; i < s->options.parts.n; i++)
    vec_push(&parts, s->options.parts.items[i]);
  bool asks = s->options.listed && plan_has_templates(p);  // what comes then are classes
  if (asks) {
    vec_push(&parts, intern_c(s, "templates"));
    vec_push(&parts, intern_c(s, "listed"));
  }
  Str records = intern_c(s, "records");
  bool indexes =
      plan_has_templates(p) || plan_has_indices(p);  // what they lead to may need it first
  if ((asks || indexes || plan_has_objects(p)) && !strs_have(&parts, records))
    vec_push(&parts, records);
  if (indexes)  // it builds on the other
    vec_push(&parts, intern_c(s, "indices"));
  if (plan_has_templates(p) || plan_has_temporaries(p))
    vec_push(&parts, intern_c(s, "temporaries"));
  Str hosts = intern_c(s, "hosts");
  if ((asks || plan_has_records(p)) && !strs_have(&parts, hosts))
    vec_push(&parts, hosts);
  if (asks || plan_has_initials(p))
    vec_push(&parts, intern_c(s, "initials"));
  if (plan_has_variables(p))
    vec_push(&parts, intern_c(s, "variables"));
  if (plan_has_enums(p))
    vec_push(&parts, intern_c(s, "enums"));
  if (asks || plan_has_pointers(p))
    vec_push(&parts, intern_c(s, "pointers"));
  if (plan_has_numbers(p))
    vec_push(&parts, intern_c(s, "numbers"));
  if (p->is_single && (p->templates || s->options.alone))
    vec_push(&parts, intern_c(s, "joining"));
  if (s->model->nmoved || s->model->nbodies)
    vec_push(&parts, intern_c(s, "moved"));
  if (parts.n)
    emit_strs(out, "parts", parts.items, parts.n);
  vec_free(&parts);
}
