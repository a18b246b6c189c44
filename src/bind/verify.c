// Verification and units: clang compiles every shim before anything is emitted.
//
// All shims go through in one unit, each as a probe of its own, so an error is
// charged to the row that caused it. A shim with arguments left out that fails
// only costs the row that default. Layout assertions are probes too: one that
// clang cannot compile (a private name in it) is left out of the units.
#include <stdio.h>
#include <string.h>

#include "../canopy/canopy.h"
#include "plan.h"

// A kernel links every unit that it touches, whole (300 shims of bf16: 23 ms, 60: 4 ms), and each
// unit that is compiled reads the headers again: small units unless reading is dear.
enum { UNIT_SIZE_CHEAP = 64, UNIT_SIZE_DEAR = 300, DEAR_TEXT = 1 << 20 };

// Placement new: NVRTC has it built in, clang finds it in a header, if there is one.
static const char verify_placement[] = "#if __has_include(<new>)\n"
                                       "#include <new>\n"
                                       "#else\n"
                                       "__attribute__((device)) inline void *operator "
                                       "new(decltype(sizeof 0), void *p) noexcept { return p; }\n"
                                       "#endif\n";

typedef struct ProbeOwner {
  Row *row;  // of a shim
  uint32_t omitted;
  const Record *record;  // of a layout assertion
  const Record *whole;   // an instance that an alias names: can it be made?
} ProbeOwner;

typedef struct Batch {
  VEC(Probe) probes;
  VEC(ProbeOwner) owners;
} Batch;

static void batch_add(Session *s, Batch *self, Buf *text, ProbeOwner owner)
{
  vec_push(&self->probes, (Probe){arena_strdup(s->arena, text->text, text->len)});
  vec_push(&self->owners, owner);
  buf_free(text);
}

static void batch_row(Session *s, Batch *self, Row *row, uint32_t number)
{
  for (uint32_t omitted = 0; omitted <= row->ndefaults; omitted++) {
    char symbol[40];
    snprintf(symbol, sizeof symbol, "nb_%u_%u", (unsigned)number, (unsigned)omitted);
    Buf b = {0};
    shim_write(s, &b, row, symbol, omitted);
    batch_add(s, self, &b, (ProbeOwner){.row = row, .omitted = omitted});
  }
}

// ---- which records a row's shim relies on -----------------------------------

typedef VEC(const Record *) RecordVec;

static void records_note(RecordVec *v, const Type *t)
{
  t = type_referred(t);
  while (t->kind == TYPE_POINTER || t->kind == TYPE_ARRAY)
    t = t->to;
  const Record *r = type_record(t);
  if (!r || !r->is_complete)
    return;
  for (size_t i = 0; i < v->n; i++)
    if (v->items[i] == r)
      return;
  vec_push(v, r);
}

static void records_of_row(RecordVec *v, const Row *row)
{
  if (row->owner)
    records_note(v, row->owner->type);
  records_note(v, row->result);
  for (uint32_t i = 0; i < row->nparams; i++)
    records_note(v, row->params[i].type);
}

static void batch_asserts(Session *s, Batch *self, const Plan *p, uint32_t arch)
{
  RecordVec records = {0};
  for (uint32_t i = 0; i < p->ncandidates; i++)
    records_of_row(&records, p->candidates[i]);
  for (size_t i = 0; i < records.n; i++) {
    Buf b = {0};
    if (!(records.items[i]->d.archs >> arch & 1))
      continue;
    if (shim_write_assert(s, &b, records.items[i]))
      batch_add(s, self, &b, (ProbeOwner){.record = records.items[i]});
  }
  vec_free(&records);
}

// ---- instances that only aliases name ---------------------------------------

// One that nothing needed complete; clang makes it when its size is asked for, and says what is
// wrong. What is only declared has no size either, and that is no error.
static void instance_write(Buf *out, const Decl *alias, unsigned number)
{
  const char *head = "template <class nb_T> constexpr int";
  buf_printf(out, "%s nb_whole%u(decltype(sizeof(nb_T)) *) { return 1; }\n", head, number);
  buf_printf(out, "%s nb_whole%u(...) { return 1; }\n", head, number);
  buf_printf(out, "static_assert(nb_whole%u<::%s>(nullptr), \"\");\n", number,
             str_c(alias->spelled));
}

static const Record *entry_instance(const Entry *e)
{
  if (e->policy_fate != FATE_BOUND || e->decl->kind != DECL_ALIAS)
    return NULL;
  const Record *r = type_record(((const Alias *)e->decl)->type);
  return r && r->is_specialization && r->size < 0 && !r->d.differs ? r : NULL;
}

// Behind all shims: what clang could not make once it does not tell again.
static void batch_instances(Session *s, Batch *self, const Plan *p, uint32_t arch)
{
  Map asked = {0};
  Buf b = {0};
  for (uint32_t i = 0; i < p->nentries; i++) {
    const Entry *e = p->entries[i];
    const Record *r = entry_instance(e);
    if (!r || !(e->decl->archs >> arch & 1) || map_get_ptr(&asked, r))
      continue;
    map_set_ptr(&asked, r, (void *)r);
    instance_write(&b, e->decl, i);
    batch_add(s, self, &b, (ProbeOwner){.whole = r});
  }
  map_free(&asked);
}

// Clang's words and the place in a header that they are about.
static Str probe_message(Session *s, const ProbeResult *r)
{
  Str text = str_placeless(s->strings, r->message);
  return r->loc.file ? str_format(s->strings, "%s (%s:%u)", str_c(text),
                                  str_c(plan_file(s, r->loc)), (unsigned)r->loc.line)
                     : text;
}

static void verdict_instance(Session *s, Plan *p, const Record *r, const ProbeResult *result)
{
  Str text = str_format(s->strings, "'%s' cannot be made: %s", str_c(r->d.qualified),
                        str_c(probe_message(s, result)));
  for (uint32_t i = 0; i < p->nentries; i++) {
    Entry *e = p->entries[i];
    if (entry_instance(e) != r)
      continue;
    e->policy_fate = FATE_SKIPPED;
    e->policy_why = (Why){WHY_error, text};
  }
}

// ---- verdicts ---------------------------------------------------------------

static void verdict_row(Session *s, const ProbeOwner *o, const ProbeResult *r, uint32_t arch)
{
  Row *row = o->row;
  if (r->ok)
    return;
  if (o->omitted) {  // counts where the whole call is possible
    if ((row->archs >> arch & 1) && o->omitted - 1 < row->ndefaults)
      row->ndefaults = o->omitted - 1;
    return;
  }
  row_lose(s, row, arch, (Why){WHY_clang, probe_message(s, r)});
}

static void batch_judge(Session *s, Plan *p, const Batch *self, const ProbeResult *results,
                        uint32_t arch)
{
  for (size_t i = 0; i < self->owners.n; i++) {
    const ProbeOwner *o = &self->owners.items[i];
    if (o->row)
      verdict_row(s, o, &results[i], arch);
    else if (o->whole && !results[i].ok)
      verdict_instance(s, p, o->whole, &results[i]);
    else if (o->record && !results[i].ok)
      map_set_ptr(&p->bad_asserts, o->record, (void *)o->record);
  }
}

static CnpStatus verify_arch(Session *s, Plan *p, uint32_t arch)
{
  Batch batch = {0};
  Buf head = {0};
  buf_puts(&head, verify_placement);
  buf_puts(&head, shim_helper());
  batch_add(s, &batch, &head, (ProbeOwner){0});
  batch_asserts(s, &batch, p, arch);
  for (uint32_t i = 0; i < p->ncandidates; i++)
    if (p->candidates[i]->archs >> arch & 1)
      batch_row(s, &batch, p->candidates[i], i);
  batch_instances(s, &batch, p, arch);
  CnpStatus status = CNP_OK;
  if (batch.probes.n > 1) {  // the head
    ProbeResult *results = NEW_ARRAY(s->arena, ProbeResult, batch.probes.n);
    status = canopy_check(s, arch, batch.probes.items, batch.probes.n, results);
    if (status == CNP_OK)
      batch_judge(s, p, &batch, results, arch);
  }
  vec_free(&batch.probes);
  vec_free(&batch.owners);
  return status;
}

// In the unit of each arch, what that arch declares.
CnpStatus plan_verify(Session *s, Plan *p)
{
  CnpStatus status = CNP_OK;
  for (uint32_t i = 0; i < s->model->narchs && status == CNP_OK; i++)
    status = verify_arch(s, p, i);
  return status;
}

// ---- units ------------------------------------------------------------------

typedef VEC(UnitLine) LineVec;

// 90 of "sm_90a".
static int arch_number(Str arch)
{
  const char *p = str_c(arch);
  return atoi(p + strcspn(p, "0123456789"));
}

static uint32_t text_lines(Str text)
{
  uint32_t n = 0;
  for (const char *c = str_c(text); *c; c++)
    n += *c == '\n';
  return n;
}

static bool row_uses(const Row *row, const Record *r)
{
  RecordVec records = {0};
  records_of_row(&records, row);
  bool found = false;
  for (size_t i = 0; i < records.n && !found; i++)
    found = records.items[i] == r;
  vec_free(&records);
  return found;
}

// A shim of some archs only is not there for a parsed arch that lacks it. Archs that
// were not parsed are left to NVRTC, and so is one that shares its number with an arch
// that has the shim (sm_90 beside sm_90a). False: every arch may compile it.
static bool unit_guard(Session *s, Buf *b, ArchSet archs)
{
  const Model *m = s->model;
  bool any = false;
  for (uint32_t i = 0; i < m->narchs; i++) {
    int number = arch_number(m->archs[i]);
    bool is_there = false, is_first = true;
    for (uint32_t k = 0; k < m->narchs; k++) {
      bool is_twin = arch_number(m->archs[k]) == number;
      is_there |= is_twin && (archs >> k & 1);
      is_first &= k >= i || !is_twin;
    }
    if (is_there || !is_first)
      continue;
    buf_printf(b, "%s__CUDA_ARCH__ != %d0", any ? " && " : "#if ", number);
    any = true;
  }
  if (any)
    buf_putc(b, '\n');
  return any;
}

static void unit_asserts(Session *s, const Plan *p, const Unit *u, Buf *b, LineVec *lines,
                         uint32_t base)
{
  RecordVec records = {0};
  for (uint32_t i = u->first; i < u->end; i++)
    records_of_row(&records, p->rows[i]);
  for (size_t k = 0; k < records.n; k++) {
    const Record *r = records.items[k];
    if (map_get_ptr(&p->bad_asserts, r) || !shim_has_assert(r))
      continue;
    bool is_guarded = unit_guard(s, b, r->d.archs);
    shim_write_assert(s, b, r);
    uint32_t line = base + b->line;
    if (is_guarded)
      buf_puts(b, "#endif\n");
    for (uint32_t i = u->first; i < u->end; i++)
      if (row_uses(p->rows[i], r))
        vec_push(lines, (UnitLine){i, line, line});
  }
  vec_free(&records);
}

static void unit_shims(Session *s, const Plan *p, const Row *row, Buf *b, LineVec *lines,
                       uint32_t base)
{
  uint32_t first = base + b->line + 1;
  for (uint32_t omitted = 0; omitted <= row->ndefaults; omitted++) {
    char symbol[64];
    if (omitted)
      snprintf(symbol, sizeof symbol, "%s_%u_%u", str_c(p->prefix), (unsigned)row->index,
               (unsigned)omitted);
    else
      snprintf(symbol, sizeof symbol, "%s_%u", str_c(p->prefix), (unsigned)row->index);
    shim_write(s, b, row, symbol, omitted);
  }
  vec_push(lines, (UnitLine){row->index, first, base + b->line});
}

// Headers hide some macros from NVRTC: what clang saw is said again there.
static void unit_macros(const Plan *p, const Unit *u, Buf *b)
{
  for (uint32_t i = u->first; i < u->end; i++) {
    const Decl *d = p->rows[i]->decl;
    if (d->kind == DECL_MACRO && !((const Macro *)d)->is_various)
      buf_printf(b, "#ifndef %s\n#define %s %s\n#endif\n", str_c(d->name), str_c(d->name),
                 str_c(((const Macro *)d)->body));
  }
}

static void unit_write(Session *s, const Plan *p, Unit *u)
{
  Buf b = {0};
  LineVec lines = {0};
  uint32_t base = text_lines(p->preamble);
  bool needs_helper = false;
  for (uint32_t i = u->first; i < u->end && !needs_helper; i++)
    needs_helper = shim_needs_helper(s, p->rows[i]);
  // offsetof of what is no standard-layout class, names that are deprecated: both are meant.
  buf_puts(&b, "#pragma nv_diag_suppress 1427, 1444\n");
  unit_asserts(s, p, u, &b, &lines, base);
  if (needs_helper)
    buf_puts(&b, shim_helper());
  unit_macros(p, u, &b);
  bool is_guarded = false;
  for (uint32_t i = u->first; i < u->end; i++) {
    ArchSet archs = p->rows[i]->archs;
    bool is_next = i > u->first && archs == p->rows[i - 1]->archs;
    if (is_guarded && !is_next)
      buf_puts(&b, "#endif\n");
    if (!is_next)
      is_guarded = unit_guard(s, &b, archs);
    unit_shims(s, p, p->rows[i], &b, &lines, base);
  }
  if (is_guarded)
    buf_puts(&b, "#endif\n");
  u->source = intern(s, b.text, b.len);
  u->nlines = (uint32_t)lines.n;
  u->lines = vec_freeze(&lines, s->arena, UnitLine);
  vec_free(&lines);
  buf_free(&b);
}

// A definition that is not inline is there once for each unit, and two units of
// one kernel then clash; a mutable variable of internal linkage would silently
// be two variables. Such a header has one unit.
static bool decl_wants_one_unit(const Decl *d)
{
  if (d->is_template_part)
    return false;
  if (d->kind == DECL_FUNCTION) {
    const Function *fn = (const Function *)d;
    return fn->has_body && !fn->is_inline && !fn->is_internal && !fn->is_constexpr &&
           !d->in_anonymous;
  }
  if (d->kind == DECL_VARIABLE) {
    const Variable *v = (const Variable *)d;
    return v->memory && !v->is_extern && !v->is_inline && !v->is_constexpr;
  }
  return false;
}

static bool plan_wants_one_unit(Session *s)
{
  for (uint32_t i = 0; i < s->model->ndecls; i++)
    if (decl_wants_one_unit(s->model->decls[i]))
      return true;
  return false;
}

void units_plan(Session *s, Plan *p)
{
  uint32_t size = s->model->text_size < DEAR_TEXT ? UNIT_SIZE_CHEAP : UNIT_SIZE_DEAR;
  if (s->options.unit_size)
    size = s->options.unit_size;
  p->is_single = plan_wants_one_unit(s);
  if (p->is_single && p->nrows)
    size = p->nrows;
  p->nunits = (p->nrows + size - 1) / size;
  uint32_t even = p->nunits ? (p->nrows + p->nunits - 1) / p->nunits : 1;
  p->nunits = (p->nrows + even - 1) / even;
  p->units = NEW_ARRAY(s->arena, Unit, p->nunits);
  for (uint32_t i = 0; i < p->nunits; i++) {
    Unit *u = &p->units[i];
    u->first = i * even;
    u->end = u->first + even < p->nrows ? u->first + even : p->nrows;
    unit_write(s, p, u);
  }
}
