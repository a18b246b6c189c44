// Two JSON outputs: the report (every declaration and its fate) and the units
// (what NVRTC is to compile, and which line belongs to which row).
#include <string.h>

#include "plan.h"

static void json_str(Buf *out, Str text)
{
  if (text)
    buf_jsonstr(out, text->text, text->len);
  else
    buf_puts(out, "null");
}

static void json_pair(Buf *out, const char *key, Str value)
{
  buf_printf(out, ", \"%s\": ", key);
  json_str(out, value);
}

// What C++ does not supply after all is no news; that NVRTC takes it away is.
static bool entry_counts(const Entry *e)
{
  return !e->is_implicit || e->fate != FATE_SKIPPED || e->why.id == WHY_nvrtc;
}

// ---- counts -----------------------------------------------------------------

typedef struct Counts {
  uint32_t fates[3];
  uint32_t declared, lvalue, bound_callables, rows;
  uint32_t reasons[3][WHY_COUNT];  // by fate
} Counts;

static Counts report_count(const Plan *p)
{
  Counts c = {.rows = p->nrows};
  for (uint32_t i = 0; i < p->nentries; i++) {
    const Entry *e = p->entries[i];
    if (!entry_counts(e))
      continue;
    c.fates[e->fate]++;
    c.reasons[e->fate][e->why.id]++;
    if (!e->is_declared)
      continue;
    c.declared++;
    c.lvalue += e->needs_lvalue;
    c.bound_callables += e->fate != FATE_SKIPPED;
  }
  return c;
}

static void report_reasons(Buf *out, const uint32_t *reasons)
{
  bool first = true;
  for (int i = 1; i < WHY_COUNT; i++) {
    if (!reasons[i])
      continue;
    buf_puts(out, first ? "" : ", ");
    first = false;
    buf_jsonstr(out, why_words((WhyId)i), strlen(why_words((WhyId)i)));
    buf_printf(out, ": %u", reasons[i]);
  }
}

static void report_counts(Buf *out, const Plan *p)
{
  Counts c = report_count(p);
  buf_printf(out, "{\"bound\": %u, \"opaque\": %u, \"skipped\": %u,\n  \"by_reason\": {",
             c.fates[FATE_BOUND], c.fates[FATE_OPAQUE], c.fates[FATE_SKIPPED]);
  report_reasons(out, c.reasons[FATE_SKIPPED]);
  buf_puts(out, "},\n  \"opaque_by_reason\": {");
  report_reasons(out, c.reasons[FATE_OPAQUE]);
  buf_printf(out,
             "},\n  \"declared_callables\": %u, \"needs_lvalue\": %u, \"templates\": %u, "
             "\"bound_callables\": %u, \"rows\": %u, \"units\": %u}",
             c.declared, c.lvalue, p->templates, c.bound_callables, c.rows, p->nunits);
}

// ---- declarations -----------------------------------------------------------

static Str entry_signature(Session *s, const Entry *e)
{
  const Decl *d = e->decl;
  switch (d->kind) {
  case DECL_FUNCTION:
    return plan_signature(s, e->row, (const Function *)d);
  case DECL_RECORD:
    if (e->row)
      return plan_signature(s, e->row, NULL);
    return str_format(s->strings, "%s %s", record_word(((const Record *)d)->kind),
                      str_c(d->qualified));
  case DECL_ENUM:
    return str_format(s->strings, "enum%s %s", ((const Enum *)d)->is_scoped ? " class" : "",
                      str_c(d->qualified));
  case DECL_VARIABLE:
    return str_format(s->strings, "%s %s", str_c(((const Variable *)d)->type->spelling),
                      str_c(d->qualified));
  case DECL_ALIAS:
    return str_format(s->strings, "using %s = %s", str_c(d->qualified),
                      str_c(((const Alias *)d)->underlying));
  case DECL_NAMESPACE_ALIAS:
    return str_format(s->strings, "namespace %s = %s", str_c(d->qualified),
                      str_c(((const NamespaceAlias *)d)->target_name));
  case DECL_TEMPLATE:
    return ((const Template *)d)->text;
  case DECL_USING:
    return str_format(s->strings, "using %s%s", ((const Using *)d)->is_enum ? "enum " : "",
                      str_c(((const Using *)d)->target_name));
  case DECL_MACRO:
    return str_format(s->strings, "#define %s%s %s", str_c(d->name),
                      ((const Macro *)d)->is_function_like ? "(...)" : "",
                      str_c(((const Macro *)d)->body));
  case DECL_OTHER:
    return str_format(s->strings, "%s %s", str_c(((const Other *)d)->what), str_c(d->qualified));
  case DECL_NAMESPACE:
  case DECL_COUNT:
    break;
  }
  return NULL;
}

// Where it is, when that is not everywhere, and why not elsewhere.
static void report_archs(Session *s, Buf *out, const Entry *e)
{
  const Model *m = s->model;
  const Row *row = e->fate == FATE_SKIPPED ? NULL : e->row;
  ArchSet archs = row ? row->archs : e->decl->archs;
  if (archs == archs_all(m))
    return;
  const char *comma = ", \"archs\": [";
  for (uint32_t i = 0; i < m->narchs; i++) {
    if (!(archs >> i & 1))
      continue;
    buf_puts(out, comma);
    json_str(out, m->archs[i]);
    comma = ", ";
  }
  buf_puts(out, "], \"not_on\": {");
  comma = "";
  for (uint32_t i = 0; i < m->narchs; i++) {
    if (archs >> i & 1)
      continue;
    bool is_lost = row && row->lost && row->lost[i].id != WHY_none;
    buf_puts(out, comma);
    json_str(out, m->archs[i]);
    buf_puts(out, ": ");
    json_str(out, is_lost ? why_text(s, row->lost[i]) : intern_c(s, "not declared"));
    comma = ", ";
  }
  buf_putc(out, '}');
}

static void report_entry(Session *s, Buf *out, const Entry *e)
{
  static const char *const fates[] = {"bound", "opaque", "skipped"};
  const Decl *d = e->decl;
  buf_puts(out, "{\"name\": ");
  bool has_name = !d->is_anonymous && str_len(d->name);
  Str name = e->row ? e->row->qualified : d->qualified;
  json_str(out, has_name ? name
                         : str_format(s->strings, "%s%s(anonymous)", str_c(name),
                                      str_len(name) ? "::" : ""));
  json_pair(out, "kind", intern_c(s, e->what));
  json_pair(out, "signature", entry_signature(s, e));
  json_pair(out, "file", plan_file(s, d->loc));
  buf_printf(out, ", \"line\": %u, \"column\": %u, \"fate\": \"%s\"", (unsigned)d->loc.line,
             (unsigned)d->loc.column, fates[e->fate]);
  json_pair(out, "reason", e->fate == FATE_BOUND ? NULL : why_text(s, e->why));
  if (e->fate != FATE_BOUND)
    json_pair(out, "class", intern_c(s, why_words(e->why.id)));
  json_pair(out, "python", e->fate == FATE_SKIPPED ? NULL : e->python);
  if (e->is_declared)
    buf_printf(out, ", \"declared\": true, \"needs_lvalue\": %s",
               e->needs_lvalue ? "true" : "false");
  if (e->is_implicit)
    buf_puts(out, ", \"implicit\": true");
  report_archs(s, out, e);
  if (e->row && e->fate != FATE_SKIPPED)
    buf_printf(out, ", \"row\": %u", (unsigned)e->row->index);
  buf_putc(out, '}');
}

const char *emit_report(Session *s, const Plan *p)
{
  Buf out = {0};
  buf_puts(&out, "{\"format\": 1,\n \"headers\": [");
  for (size_t i = 0; i < s->options.spelled.n; i++) {
    buf_puts(&out, i ? ", " : "");
    json_str(&out, s->options.spelled.items[i]);
  }
  buf_puts(&out, "],\n \"counts\": ");
  report_counts(&out, p);
  buf_puts(&out, ",\n \"declarations\": [");
  bool first = true;
  for (uint32_t i = 0; i < p->nentries; i++) {
    const Entry *e = p->entries[i];
    if (e->is_hidden || !entry_counts(e))
      continue;
    buf_puts(&out, first ? "\n  " : ",\n  ");
    first = false;
    report_entry(s, &out, e);
  }
  buf_puts(&out, "\n]}\n");
  return buf_finish(&out, s->arena);
}

// ---- units ------------------------------------------------------------------

const char *emit_units(Session *s, const Plan *p)
{
  Buf out = {0};
  buf_puts(&out, "{\"prefix\": ");
  json_str(&out, p->prefix);
  buf_puts(&out, ", \"preamble\": ");
  json_str(&out, p->preamble);
  buf_puts(&out, ",\n \"units\": [");
  for (uint32_t i = 0; i < p->nunits; i++) {
    const Unit *u = &p->units[i];
    buf_printf(&out, "%s\n  {\"first\": %u, \"end\": %u, \"source\": ", i ? "," : "",
               (unsigned)u->first, (unsigned)u->end);
    json_str(&out, u->source);
    buf_puts(&out, ",\n   \"rows\": [");
    for (uint32_t k = 0; k < u->nlines; k++)
      buf_printf(&out, "%s[%u, %u, %u]", k ? ", " : "", (unsigned)u->lines[k].row,
                 (unsigned)u->lines[k].first, (unsigned)u->lines[k].last);
    buf_puts(&out, "]}");
  }
  buf_puts(&out, "]}\n");
  return buf_finish(&out, s->arena);
}
