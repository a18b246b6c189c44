// The binding table as Python literals (docs/table.md), and the head of a module.
//
// One row, record or name a line, so that two versions of a module differ where
// the header does. No decisions here: the plan has made them.
#include <string.h>

#include "literals.h"

// ---- values -----------------------------------------------------------------

static bool value_is_finite(const Value *v)
{
  return v->kind != VALUE_FLOAT || !strpbrk(str_c(v->text), "in");  // inf, -inf, nan
}

static void py_value(Buf *out, const Value *v)
{
  switch (v->kind) {
  case VALUE_INT:
    buf_printf(out, "%lld", (long long)v->i);
    break;
  case VALUE_UINT:
    buf_printf(out, "%llu", (unsigned long long)v->u);
    break;
  case VALUE_FLOAT:
    buf_puts(out, str_c(v->text));  // a Python literal already
    break;
  case VALUE_STRING:
    py(out, v->text);
    break;
  case VALUE_BOOL:
    buf_puts(out, v->i ? "True" : "False");
    break;
  case VALUE_NONE:
    buf_puts(out, "None");
    break;
  }
}

// ---- rows -------------------------------------------------------------------

static void emit_intents(Buf *out, const Row *row)
{
  static const char *const words[] = {"in", "out", "inout"};
  buf_puts(out, "'intents': {");
  const char *comma = "";
  for (uint32_t i = 0; i < row->nparams; i++) {
    if (!row->intents[i])
      continue;
    const char *word = words[row->intents[i] == 'i' ? 0 : row->intents[i] == 'o' ? 1 : 2];
    buf_printf(out, "%s%u: '%s'", comma, (unsigned)i, word);
    comma = ", ";
  }
  buf_putc(out, '}');
}

static void emit_archs(Session *s, Buf *out, ArchSet archs)
{
  StrVec names = {0};
  for (uint32_t i = 0; i < s->model->narchs; i++)
    if (archs >> i & 1)
      vec_push(&names, s->model->archs[i]);
  buf_puts(out, "'archs': ");
  py_strs(out, names.items, names.n);
  vec_free(&names);
}

static void emit_extra(Session *s, Buf *out, const Row *row)
{
  char ref = row->fn ? row->fn->ref : 0;
  bool is_refused = row->refused.id != WHY_none;
  bool changes = row->fn && row->fn->kind == FN_CONVERSION && function_changes_object(row->fn);
  if (!row->owner && !row->intents && !row->is_cooperative && !ref && !row->rename &&
      row_is_everywhere(s, row) && !is_refused && !row->variable) {
    buf_puts(out, "None");
    return;
  }
  const char *comma = "{";
  if (row->variable) {
    buf_puts(out, comma);
    emit_variable(out, row->variable);
    comma = ", ";
  }
  if (row->owner) {
    buf_printf(out, "%s'owner': ", comma);
    py(out, type_name(s, row->owner->type));
    comma = ", ";
  }
  if (row->intents) {
    buf_puts(out, comma);
    emit_intents(out, row);
    comma = ", ";
  }
  if (row->is_cooperative) {
    buf_printf(out, "%s'cooperative': True", comma);
    comma = ", ";
  }
  if (is_refused) {
    buf_printf(out, "%s'refused': ", comma);
    py(out, why_text(s, row->refused));
    comma = ", ";
  } else if (!row_is_everywhere(s, row)) {
    buf_puts(out, comma);
    emit_archs(s, out, row->archs);
    comma = ", ";
  }
  if (ref) {
    buf_printf(out, "%s'ref': '%s'", comma, ref == 'R' ? "&&" : "&");
    comma = ", ";
  }
  if (changes) {
    buf_printf(out, "%s'changes': True", comma);
    comma = ", ";
  }
  if (row->form == FORM_ASSIGN && row->owner->has_vptr) {
    buf_printf(out, "%s'supplied': True", comma);
    comma = ", ";
  }
  if (row->rename) {
    buf_printf(out, "%s'rename': ", comma);
    py(out, row->rename);
  }
  buf_putc(out, '}');
}

static uint32_t row_file(Session *s, const Row *row)
{
  Str file = plan_file(s, row->decl->loc);
  for (uint32_t i = 0; i < s->plan->nfiles; i++)
    if (s->plan->files[i] == file)
      return i;
  return 0;
}

// Values have no cv: it matters only behind a pointer or reference.
static const char *code_of_value(const Type *t)
{
  const char *code = str_c(t->code);
  return code + strspn(code, "KV");
}

void emit_row(Session *s, Buf *out, const Row *row)
{
  bool constructs = row->kind == 'c' || row->kind == 'x';
  buf_printf(out, "('%c', ", row->kind);
  py(out, row->qualified);
  buf_puts(out, ", ");
  py(out, intern_c(s, constructs ? "v" : code_of_value(row->result)));
  buf_puts(out, ", (");
  for (uint32_t i = 0; i < row->nparams; i++) {
    const Param *q = &row->params[i];
    buf_puts(out, i ? ", " : "");
    py(out, str_format(s->strings, "%s %s", code_of_value(q->type),
                       q->name ? str_c(name_python(s, str_c(q->name))) : ""));
  }
  buf_printf(out, "%s), %u, %u, %u, ", row->nparams == 1 ? "," : "", (unsigned)row->ndefaults,
             (unsigned)row_file(s, row), (unsigned)row->decl->loc.line);
  emit_extra(s, out, row);
  buf_puts(out, "),\n");
}

// ---- names ------------------------------------------------------------------

static void emit_name(Buf *out, const Name *n)
{
  buf_putc(out, ' ');
  py(out, n->python);
  buf_puts(out, ": ");
  switch (n->kind) {
  case NAME_ROWS:
    py_rows(out, &n->rows);
    break;
  case NAME_OBJECT:
    buf_printf(out, "('object', %u)", (unsigned)n->rows.items[0]->index);
    break;
  case NAME_TYPE:
    buf_puts(out, "('type', ");
    break;
  case NAME_ALIAS:
    buf_puts(out, "('alias', ");
    break;
  case NAME_NAMESPACE:
    buf_puts(out, "('namespace', ");
    break;
  case NAME_TEMPLATE:
    buf_puts(out, "('template', ");
    break;
  case NAME_VALUE:
    if (value_is_finite(&n->value)) {
      buf_puts(out, "('value', ");
      py_value(out, &n->value);
    } else {
      buf_puts(out, "('float', ");
      py(out, n->value.text);
    }
    buf_puts(out, ", ");
    py(out, n->code);
    buf_putc(out, ')');
    break;
  }
  if (n->kind != NAME_ROWS && n->kind != NAME_VALUE && n->kind != NAME_OBJECT) {
    py(out, n->text);
    buf_putc(out, ')');
  }
  buf_puts(out, ",\n");
}

static void emit_scopes(Buf *out, const Plan *p)
{
  for (uint32_t i = 0; i < p->nscopes; i++) {
    const Scope *scope = p->scopes[i];
    py(out, scope->qualified);
    buf_puts(out, ": {\n");
    for (size_t k = 0; k < scope->names.n; k++)
      if (!compact_leaves_name(p, scope, scope->names.items[k]))
        emit_name(out, scope->names.items[k]);
    buf_puts(out, "},\n");
  }
}

// ---- units ------------------------------------------------------------------

// A text of many lines as one literal a line.
static void py_lines(Buf *out, Str text)
{
  const char *p = str_c(text);
  while (*p) {
    const char *end = strchr(p, '\n');
    size_t len = end ? (size_t)(end - p) + 1 : strlen(p);
    buf_pystr(out, p, len);
    buf_putc(out, '\n');
    p += len;
  }
}

static void emit_unit(Session *s, Buf *out, const Plan *p, const Unit *u)
{
  buf_printf(out, "(%u, %u,\n", (unsigned)u->first, (unsigned)u->end);
  py_lines(out, compact_source(s, p, u));
  buf_puts(out, "),\n");
}

// ---- the table --------------------------------------------------------------

static Str version_libclang(Session *s)
{
  const char *text = cnp_session_libclang(s);
  const char *digits = strpbrk(text, "0123456789");
  return digits ? intern(s, digits, strcspn(digits, " (")) : NULL;
}

static void emit_versions(Session *s, Buf *out)
{
  static const char *const keys[] = {"numbast", "libclang", "cuda", "nvrtc"};
  buf_puts(out, "'versions': {");
  bool first = true;
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    Str value = plan_option(&s->options.versions, intern_c(s, keys[i]));
    if (!value && i == 1)
      value = version_libclang(s);
    if (!value && i == 2)
      value = s->model->cuda_version;
    if (!value)
      continue;
    buf_puts(out, first ? "" : ", ");
    first = false;
    py_key(out, keys[i]);
    buf_putc(out, ' ');
    py(out, value);
  }
  buf_puts(out, "},\n");
}

void emit_strs(Buf *out, const char *key, const Str *items, size_t n)
{
  py_key(out, key);
  buf_putc(out, ' ');
  py_strs(out, items, n);
  buf_puts(out, ",\n");
}

// What NVRTC reads otherwise.
static void emit_moved(Buf *out, const char *key, const Moved *files, uint32_t n, bool has_lines)
{
  for (uint32_t i = 0; i < n; i++) {
    const Moved *file = &files[i];
    if (!i)
      buf_printf(out, "'%s': {\n", key);
    py(out, file->file);
    buf_puts(out, ": (");
    py_strs(out, file->names, file->nnames);
    buf_puts(out, ", (\n");
    for (uint32_t k = 0; k < file->nedits; k++) {
      buf_puts(out, "(");
      if (has_lines)
        buf_printf(out, "%u, ", (unsigned)file->edits[k].line);
      py(out, file->edits[k].before);
      buf_puts(out, ", ");
      py(out, file->edits[k].after);
      buf_puts(out, file->edits[k].is_always ? ", 1),\n" : "),\n");
    }
    buf_puts(out, ")),\n");
  }
  buf_puts(out, n ? "},\n" : "");
}

static void emit_head(Session *s, Buf *out, const Plan *p)
{
  const Options *o = &s->options;
  Str arch = intern_c(s, "sm_90");
  buf_puts(out, "'format': 1,\n'name': ");
  py(out, o->name);
  buf_puts(out, ",\n'prefix': ");
  py(out, p->prefix);
  buf_puts(out, ",\n");
  emit_versions(s, out);
  emit_parts(s, out, p);
  emit_strs(out, "archs", o->archs.n ? o->archs.items : &arch, o->archs.n ? o->archs.n : 1);
  buf_puts(out, "'std': ");
  py(out, o->std ? o->std : intern_c(s, "c++17"));
  buf_puts(out, ",\n");
  emit_strs(out, "headers", o->spelled.items, o->spelled.n);
  emit_strs(out, "defines", o->defines.items, o->defines.n);
  emit_strs(out, "embedded", o->embedded.items, o->embedded.n);
  buf_printf(out, "'patches': %s,\n'preamble': (\n", o->patches ? str_c(o->patches) : "{}");
  if (str_len(p->preamble))
    py_lines(out, p->preamble);
  else
    buf_puts(out, "''\n");
  buf_puts(out, "),\n");
  emit_strs(out, "files", p->files, p->nfiles);
  emit_moved(out, "moved", s->model->moved, s->model->nmoved, false);
  if (!s->model->nmoved && s->options.refused.n)  // which is what is looked at
    buf_puts(out, "'moved': {},\n");
  emit_moved(out, "bodies", s->model->bodies, s->model->nbodies, true);
}

static void emit_numba_types(Session *s, Buf *out)
{
  const PairVec *types = &s->options.types;
  if (!types->n)
    return;
  buf_puts(out, "'numba': {\n");
  for (size_t i = 0; i < types->n; i++) {
    py(out, types->items[i].key);
    buf_puts(out, ": ");
    py(out, types->items[i].value);
    buf_puts(out, ",\n");
  }
  buf_puts(out, "},\n");
}

static void emit_table_to(Session *s, Buf *out, const Plan *p)
{
  buf_puts(out, "{\n");
  emit_head(s, out, p);
  buf_puts(out, "'types': {\n");
  for (uint32_t i = 0; i < p->ntypes; i++)
    emit_type(s, out, p->types[i]);
  buf_puts(out, "},\n'rows': (\n");
  for (uint32_t i = 0; i < p->nrows; i++)
    emit_row(s, out, p->rows[i]);
  buf_puts(out, "),\n");
  compact_emit_rows(out, p);
  buf_puts(out, "'names': {\n");
  emit_scopes(out, p);
  buf_puts(out, "},\n'skipped': {\n");
  emit_skipped(s, out, p);
  buf_puts(out, "},\n'units': (\n");
  for (uint32_t i = 0; i < p->nunits; i++)
    emit_unit(s, out, p, &p->units[i]);
  buf_puts(out, "),\n");
  if (s->options.alone)
    buf_puts(out, "'alone': True,\n");
  emit_strs(out, "link", s->options.links.items, s->options.links.n);
  emit_numba_types(s, out);
  emit_inline(out, p);
  emit_refused(s, out, p);
  emit_templates(s, out, p);
  if (s->options.listed && plan_has_templates(p))
    buf_printf(out, "'listed': %s,\n", str_c(s->options.listed));
  buf_puts(out, "}\n");
}

const char *emit_table(Session *s, const Plan *p)
{
  Buf out = {0};
  emit_table_to(s, &out, p);
  return buf_finish(&out, s->arena);
}

// ---- the module's head ------------------------------------------------------

static void comment_lines(Buf *out, const char *text)
{
  while (*text) {
    size_t len = strcspn(text, "\r\n");
    bool marked = *text == '#';
    buf_puts(out, marked ? "" : len ? "# " : "#");
    buf_put(out, text, len);
    buf_putc(out, '\n');
    text += len;
    text += *text == '\r';
    text += *text == '\n';
  }
}

static void banner_list(Buf *out, const char *word, const StrVec *list)
{
  for (size_t i = 0; i < list->n; i++)
    buf_printf(out, "%s%s", i ? " " : word, str_c(list->items[i]));
}

void emit_banner(Session *s, Buf *out)
{
  const Options *o = &s->options;
  if (o->banner) {
    comment_lines(out, str_c(o->banner));
    return;
  }
  Str numbast = plan_option(&o->versions, intern_c(s, "numbast"));
  Str nvrtc = plan_option(&o->versions, intern_c(s, "nvrtc"));
  Buf b = {0};
  buf_printf(&b, "Generated by numbast%s%s from", numbast ? " " : "", str_c(numbast));
  banner_list(&b, " ", &o->spelled);
  buf_printf(&b, "; do not edit.\nlibclang %s; CUDA %s; NVRTC %s; ", str_c(version_libclang(s)),
             s->model->cuda_version ? str_c(s->model->cuda_version) : "not used",
             nvrtc ? str_c(nvrtc) : "not asked");
  buf_printf(&b, "std %s; arch", o->std ? str_c(o->std) : "c++17");
  banner_list(&b, " ", &o->archs);
  buf_puts(&b, o->archs.n ? "" : " sm_90");
  banner_list(&b, "; defines ", &o->defines);
  buf_puts(&b, o->default_device ? "; default_device\n" : "\n");
  comment_lines(out, b.text);
  buf_free(&b);
}

const char *emit_module(Session *s, const Plan *p)
{
  Buf out = {0};
  emit_banner(s, &out);
  buf_puts(&out, "__numbast_table__ = ");
  emit_table_to(s, &out, p);
  return buf_finish(&out, s->arena);
}
