// The model as JSON (docs/model.md). Members that are false, empty or absent
// are left out; files stand as indices into "files".
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "canopy.h"
#include "dump.h"

static const char *const decl_words[] = {
    "namespace",       "record",   "enum",  "function", "variable", "alias",
    "namespace_alias", "template", "using", "macro",    "other"};

static void dump_decl_head(Dump *d, const Decl *decl)
{
  dump_word(d, "kind", decl_words[decl->kind]);
  dump_str(d, "name", decl->name);
  dump_str(d, "qualified", decl->qualified);
  if (decl->spelled != decl->qualified)
    dump_str(d, "spelled", decl->spelled);
  dump_str(d, "usr", decl->usr);
  dump_loc(d, "loc", decl->loc);
  dump_loc(d, "word", decl->word);
  if (decl->end.line) {
    dump_key(d, "end");
    buf_printf(&d->out, "[%u, %u]", (unsigned)decl->end.line, (unsigned)decl->end.column);
  }
  dump_access(d, decl->access);
  if (decl->scope)
    dump_str(d, "scope", decl->scope->qualified);
  dump_flag(d, "retained", decl->is_retained);
  dump_flag(d, "anonymous", decl->is_anonymous);
  dump_flag(d, "in_anonymous", decl->in_anonymous);
  dump_flag(d, "deprecated", decl->is_deprecated);
  dump_flag(d, "error", decl->has_error);
  dump_flag(d, "template_part", decl->is_template_part);
  dump_archs(d, decl->archs);
  dump_str(d, "differs", decl->differs);
  dump_str(d, "comment", decl->comment);
  dump_str(d, "brief", decl->brief);
  dump_str(d, "plain", decl->plain);
}

// The type as written, where its own spelling is another.
static void dump_written(Dump *d, Str written, const Type *t)
{
  if (t && written != t->spelling)
    dump_str(d, "written", written);
}

static void dump_targs(Dump *d, const TArg *args, uint32_t n)
{
  static const char *const kinds[] = {"type", "value", "other"};
  if (!n)
    return;
  dump_key(d, "args");
  dump_open(d, '[');
  for (uint32_t i = 0; i < n; i++) {
    dump_comma(d);
    dump_open(d, '{');
    dump_word(d, "kind", kinds[args[i].kind]);
    dump_str(d, "text", args[i].text);
    dump_type(d, "type", args[i].type);
    if (args[i].kind == TARG_VALUE && !args[i].is_unsigned)
      dump_int(d, "value", args[i].value);
    if (args[i].kind == TARG_VALUE && args[i].is_unsigned) {
      dump_key(d, "value");
      buf_printf(&d->out, "%llu", (unsigned long long)args[i].value);
    }
    dump_close(d, '}');
  }
  dump_close(d, ']');
}

// ---- kinds ------------------------------------------------------------------

static void dump_decl(Dump *d, const Decl *decl);

static void dump_params(Dump *d, const Function *f)
{
  dump_key(d, "params");
  dump_open(d, '[');
  for (uint32_t i = 0; i < f->nparams; i++) {
    dump_comma(d);
    dump_open(d, '{');
    dump_str(d, "name", f->params[i].name);
    dump_type(d, "type", f->params[i].type);
    dump_written(d, f->params[i].written, f->params[i].type);
    dump_str(d, "default", f->params[i].default_text);
    dump_close(d, '}');
  }
  dump_close(d, ']');
}

static void dump_function_flags(Dump *d, const Function *f)
{
  dump_flag(d, "static", f->is_static);
  dump_flag(d, "const", f->is_const);
  dump_flag(d, "volatile", f->is_volatile);
  dump_flag(d, "virtual", f->is_virtual);
  dump_flag(d, "pure", f->is_pure);
  dump_flag(d, "deleted", f->is_deleted);
  dump_flag(d, "defaulted", f->is_defaulted);
  dump_flag(d, "explicit", f->is_explicit);
  dump_flag(d, "constexpr", f->is_constexpr);
  dump_flag(d, "consteval", f->is_consteval);
  dump_flag(d, "override", f->is_override);
  dump_flag(d, "final", f->is_final);
  dump_flag(d, "copy_assignment", f->is_copy_assignment);
  dump_flag(d, "move_assignment", f->is_move_assignment);
  dump_flag(d, "variadic", f->is_variadic);
  dump_flag(d, "inline", f->is_inline);
  dump_flag(d, "friend", f->is_friend);
  dump_flag(d, "extern_c", f->is_extern_c);
  dump_flag(d, "noexcept", f->is_noexcept);
  dump_flag(d, "body", f->has_body);
  dump_flag(d, "internal", f->is_internal);
}

static void dump_function(Dump *d, const Function *f)
{
  static const char *const kinds[] = {"free", "method", "constructor", "destructor", "conversion"};
  static const char *const ctors[] = {"none", "default", "copy", "move", "converting", "other"};
  static const char *const spaces[] = {"none", "host", "device", "host_device", "global"};
  dump_word(d, "function", kinds[f->kind]);
  if (f->kind == FN_CONSTRUCTOR)
    dump_word(d, "ctor", ctors[f->ctor]);
  dump_word(d, "space", spaces[f->space]);
  dump_type(d, "result", f->result);
  dump_written(d, f->written_result, f->result);
  dump_params(d, f);
  if (f->ndefaults)
    dump_int(d, "defaults", f->ndefaults);
  dump_str(d, "mangled", f->mangled);
  dump_str(d, "symbol", f->symbol);
  if (f->ref)
    dump_word(d, "ref", f->ref == '&' ? "&" : "&&");
  dump_function_flags(d, f);
  dump_strs(d, "attributes", f->attributes, f->nattributes);
  dump_str(d, "constraint", f->constraint);
  dump_str(d, "pattern", f->pattern);
  dump_targs(d, f->targs, f->ntargs);
}

// A record that only its field can name stands with the field, once.
static void dump_field_record(Dump *d, const Field *f)
{
  const Type *t = f->type;
  while (t->kind == TYPE_ARRAY)
    t = t->to;
  const Decl *own = t->kind == TYPE_RECORD && t->decl && t->decl->is_anonymous ? t->decl : NULL;
  if (!own)
    return;
  dump_key(d, f->anonymous ? "anonymous" : "record");
  dump_decl(d, own);
}

static void dump_fields(Dump *d, const Record *r)
{
  dump_key(d, "fields");
  dump_open(d, '[');
  for (uint32_t i = 0; i < r->nfields; i++) {
    const Field *f = &r->fields[i];
    dump_comma(d);
    dump_open(d, '{');
    dump_str(d, "name", f->name);
    dump_type(d, "type", f->type);
    dump_written(d, f->written, f->type);
    dump_int(d, "offset", f->offset);
    if (f->width >= 0)
      dump_int(d, "width", f->width);
    dump_access(d, f->access);
    dump_flag(d, "mutable", f->is_mutable);
    dump_str(d, "initial", f->initial);
    dump_loc(d, "loc", f->loc);
    dump_str(d, "comment", f->comment);
    dump_str(d, "plain", f->plain);
    dump_field_record(d, f);
    dump_close(d, '}');
  }
  dump_close(d, ']');
}

static void dump_bases(Dump *d, const Record *r)
{
  if (!r->nbases)
    return;
  dump_key(d, "bases");
  dump_open(d, '[');
  for (uint32_t i = 0; i < r->nbases; i++) {
    const Base *b = &r->bases[i];
    dump_comma(d);
    dump_open(d, '{');
    dump_type(d, "type", b->type);
    dump_written(d, b->written, b->type);
    dump_access(d, b->access);
    dump_flag(d, "virtual", b->is_virtual);
    dump_int(d, "offset", b->offset);
    dump_close(d, '}');
  }
  dump_close(d, ']');
}

static void dump_friends(Dump *d, const Record *r)
{
  if (!r->nfriends)
    return;
  dump_key(d, "friends");
  dump_open(d, '[');
  for (uint32_t i = 0; i < r->nfriends; i++) {
    const Friend *f = &r->friends[i];
    dump_comma(d);
    dump_open(d, '{');
    dump_str(d, "text", f->text);
    dump_loc(d, "loc", f->loc);
    if (f->decl)
      dump_str(d, "target", f->decl->usr);
    dump_close(d, '}');
  }
  dump_close(d, ']');
}

static void dump_record_flags(Dump *d, const Record *r)
{
  dump_flag(d, "complete", r->is_complete);
  dump_flag(d, "packed", r->is_packed);
  dump_flag(d, "abstract", r->is_abstract);
  dump_flag(d, "polymorphic", r->is_polymorphic);
  dump_flag(d, "vptr", r->has_vptr);
  dump_flag(d, "pod", r->is_pod);
  dump_flag(d, "final", r->is_final);
  dump_flag(d, "trivially_copyable", r->is_trivially_copyable);
  dump_flag(d, "trivially_destructible", r->is_trivially_destructible);
  dump_flag(d, "copy_constructible", r->is_copy_constructible);
  dump_flag(d, "default_constructible", r->is_default_constructible);
  dump_flag(d, "trivially_copy_constructible", r->is_trivially_copy_constructible);
  dump_flag(d, "move_constructible", r->is_move_constructible);
  dump_flag(d, "copy_assignable", r->is_copy_assignable);
  dump_flag(d, "trivially_copy_assignable", r->is_trivially_copy_assignable);
  dump_flag(d, "trivially_default_constructible", r->is_trivially_default_constructible);
  dump_flag(d, "destructible", r->is_destructible);
  dump_flag(d, "aggregate", r->is_aggregate);
  dump_flag(d, "empty", r->is_empty);
  dump_flag(d, "standard_layout", r->is_standard_layout);
  dump_flag(d, "move_assignable", r->is_move_assignable);
  dump_flag(d, "specialization", r->is_specialization);
  dump_flag(d, "instance", r->is_instance);
}

static void dump_record(Dump *d, const Record *r)
{
  dump_word(d, "record", record_word(r->kind));
  dump_type(d, "type", r->type);
  dump_int(d, "size", r->size);
  dump_int(d, "align", r->align);
  dump_record_flags(d, r);
  dump_str(d, "pattern", r->pattern);
  dump_targs(d, r->targs, r->ntargs);
  dump_strs(d, "attributes", r->attributes, r->nattributes);
  dump_friends(d, r);
  dump_bases(d, r);
  dump_fields(d, r);
  dump_key(d, "functions");
  dump_open(d, '[');
  for (uint32_t i = 0; i < r->nfunctions; i++) {
    dump_comma(d);
    dump_decl(d, &r->functions[i]->d);
  }
  dump_close(d, ']');
  dump_key(d, "members");
  dump_open(d, '[');
  for (uint32_t i = 0; i < r->nmembers; i++) {
    dump_comma(d);
    dump_decl(d, r->members[i]);
  }
  dump_close(d, ']');
}

static void dump_enum(Dump *d, const Enum *e)
{
  dump_type(d, "type", e->type);
  dump_type(d, "underlying", e->underlying);
  dump_flag(d, "scoped", e->is_scoped);
  dump_flag(d, "complete", e->is_complete);
  dump_flag(d, "unsigned", e->is_unsigned);
  dump_key(d, "enumerators");
  dump_open(d, '[');
  for (uint32_t i = 0; i < e->nenumerators; i++) {
    const Enumerator *item = &e->enumerators[i];
    dump_comma(d);
    dump_open(d, '{');
    dump_str(d, "name", item->name);
    dump_key(d, "value");
    if (e->is_unsigned)
      buf_printf(&d->out, "%llu", (unsigned long long)item->value);
    else
      buf_printf(&d->out, "%lld", (long long)item->value);
    dump_str(d, "values", item->differs);
    dump_loc(d, "loc", item->loc);
    dump_str(d, "comment", item->comment);
    dump_str(d, "plain", item->plain);
    dump_close(d, '}');
  }
  dump_close(d, ']');
  dump_strs(d, "attributes", e->attributes, e->nattributes);
}

static void dump_template(Dump *d, const Template *t)
{
  static const char *const kinds[] = {"class",    "function", "alias",
                                      "variable", "partial",  "concept"};
  static const char *const pkinds[] = {"type", "value", "template"};
  dump_word(d, "template", kinds[t->kind]);
  dump_str(d, "text", t->text);
  dump_str(d, "constraint", t->constraint);
  dump_str(d, "pattern", t->pattern);
  dump_str(d, "arguments", t->arguments);
  dump_key(d, "params");
  dump_open(d, '[');
  for (uint32_t i = 0; i < t->nparams; i++) {
    const TParam *p = &t->params[i];
    dump_comma(d);
    dump_open(d, '{');
    dump_str(d, "name", p->name);
    dump_word(d, "kind", pkinds[p->kind]);
    dump_str(d, "type", p->type);
    dump_str(d, "default", p->default_text);
    dump_str(d, "constraint", p->constraint);
    dump_flag(d, "pack", p->is_pack);
    dump_close(d, '}');
  }
  dump_close(d, ']');
  const Decl *pattern = t->function ? &t->function->d
                        : t->record ? &t->record->d
                        : t->alias  ? &t->alias->d
                                    : NULL;
  if (pattern) {
    dump_key(d, decl_words[pattern->kind]);
    dump_decl(d, pattern);
  }
}

static void dump_variable(Dump *d, const Variable *v)
{
  static const struct {
    char letter;
    const char *word;
  } memories[] = {{'d', "device"}, {'c', "constant"}, {'s', "shared"}, {'m', "managed"}};
  dump_type(d, "type", v->type);
  dump_written(d, v->written, v->type);
  dump_str(d, "mangled", v->mangled);
  dump_flag(d, "constexpr", v->is_constexpr);
  dump_flag(d, "const", v->is_const);
  dump_flag(d, "static", v->is_static);
  dump_flag(d, "extern", v->is_extern);
  dump_flag(d, "inline", v->is_inline);
  dump_flag(d, "internal", v->is_internal);
  dump_flag(d, "thread_local", v->is_thread_local);
  dump_strs(d, "attributes", v->attributes, v->nattributes);
  for (size_t i = 0; i < 4; i++)
    if (memories[i].letter == v->memory)
      dump_word(d, "memory", memories[i].word);
  dump_value(d, &v->value);
  dump_elements(d, v);
  if (v->value.kind == VALUE_NONE)
    dump_str(d, "initial", v->initial);
}

static void dump_using(Dump *d, const Using *u)
{
  dump_str(d, "target", u->target_name);
  dump_key(d, "targets");
  dump_open(d, '[');
  for (uint32_t i = 0; i < u->ntargets; i++) {
    dump_comma(d);
    buf_jsonstr(&d->out, str_c(u->targets[i]->usr), str_len(u->targets[i]->usr));
  }
  dump_close(d, ']');
  dump_flag(d, "enum", u->is_enum);
  dump_str(d, "enumerator", u->enumerator);
  dump_str(d, "field", u->field);
}

static void dump_macro(Dump *d, const Macro *m)
{
  dump_flag(d, "function_like", m->is_function_like);
  dump_strs(d, "params", m->params, m->nparams);
  dump_str(d, "body", m->body);
  dump_value(d, &m->value);
  if (m->type)
    dump_type(d, "type", m->type);
}

static void dump_decl(Dump *d, const Decl *decl)
{
  dump_open(d, '{');
  dump_decl_head(d, decl);
  switch (decl->kind) {
  case DECL_NAMESPACE:
    dump_flag(d, "inline", ((const Namespace *)decl)->is_inline);
    break;
  case DECL_RECORD:
    dump_record(d, (const Record *)decl);
    break;
  case DECL_ENUM:
    dump_enum(d, (const Enum *)decl);
    break;
  case DECL_FUNCTION:
    dump_function(d, (const Function *)decl);
    break;
  case DECL_VARIABLE:
    dump_variable(d, (const Variable *)decl);
    break;
  case DECL_ALIAS:
    dump_type(d, "type", ((const Alias *)decl)->type);
    dump_str(d, "underlying", ((const Alias *)decl)->underlying);
    break;
  case DECL_NAMESPACE_ALIAS:
    dump_str(d, "target", ((const NamespaceAlias *)decl)->target_name);
    break;
  case DECL_TEMPLATE:
    dump_template(d, (const Template *)decl);
    break;
  case DECL_USING:
    dump_using(d, (const Using *)decl);
    break;
  case DECL_MACRO:
    dump_macro(d, (const Macro *)decl);
    break;
  case DECL_OTHER:
    dump_str(d, "what", ((const Other *)decl)->what);
    break;
  case DECL_COUNT:
    break;
  }
  dump_close(d, '}');
}

// ---- outputs ----------------------------------------------------------------

static void dump_decls(Dump *d, const char *key, Decl **items, uint32_t n)
{
  buf_printf(&d->out, ",\n \"%s\": [", key);
  for (uint32_t i = 0; i < n; i++) {
    buf_puts(&d->out, i ? ",\n  " : "\n  ");
    dump_decl(d, items[i]);
  }
  buf_puts(&d->out, n ? "\n ]" : "]");
}

static void dump_file_list(Dump *d, bool is_all)
{
  buf_putc(&d->out, '[');
  for (uint32_t i = 0; i < d->m->nfiles + (is_all ? d->m->nothers : 0); i++) {
    const File *f = i < d->m->nfiles ? &d->m->files[i] : &d->m->others[i - d->m->nfiles];
    buf_puts(&d->out, i ? ",\n  " : "\n  ");
    dump_open(d, '{');
    dump_str(d, "name", f->name);
    if (is_all)
      dump_str(d, "path", f->path);
    dump_flag(d, "retained", f->is_retained);
    dump_flag(d, "system", f->is_system);
    dump_close(d, '}');
  }
  buf_puts(&d->out, "\n ]");
}

// Clang's, in order: a note belongs to what stands before it.
static void dump_diagnostics(Dump *d, const DiagList *diags)
{
  buf_puts(&d->out, ",\n \"diagnostics\": [");
  for (const Diag *g = diags->first; g; g = g->next) {
    buf_puts(&d->out, g == diags->first ? "\n  " : ",\n  ");
    dump_open(d, '{');
    dump_word(d, "severity", severity_name(g->severity));
    dump_str(d, "message", g->text);
    dump_str(d, "flag", g->flag);
    dump_loc(d, "loc", g->loc);
    dump_flag(d, "child", g->is_child);
    dump_close(d, '}');
  }
  buf_puts(&d->out, "\n ]");
}

static void dump_model(Dump *d, const DiagList *diags)
{
  buf_puts(&d->out, "{\"format\": 1,\n \"digest\": ");
  buf_jsonstr(&d->out, str_c(d->m->digest), str_len(d->m->digest));
  buf_puts(&d->out, ",\n \"cuda_version\": ");
  if (d->m->cuda_version)
    buf_jsonstr(&d->out, d->m->cuda_version->text, d->m->cuda_version->len);
  else
    buf_puts(&d->out, "null");
  if (d->m->narchs > 1) {
    buf_puts(&d->out, ",\n ");
    d->has_item = false;
    dump_strs(d, "archs", d->m->archs, d->m->narchs);
  }
  buf_puts(&d->out, ",\n \"files\": ");
  dump_file_list(d, false);
  dump_diagnostics(d, diags);
  dump_decls(d, "decls", d->m->decls, d->m->ndecls);
  dump_decls(d, "referenced", d->m->referenced, d->m->nreferenced);
  buf_puts(&d->out, "\n}\n");
}

static void dump_one_name(Dump *d, Str name, const char *kind)
{
  buf_puts(&d->out, d->has_item ? ",\n " : "\n ");
  dump_open(d, '[');
  buf_jsonstr(&d->out, name->text, name->len);
  buf_printf(&d->out, ", \"%s\"", kind);
  dump_close(d, ']');
}

static void dump_name(Dump *d, const Decl *decl)
{
  if (decl->qualified->len)
    dump_one_name(d, decl->qualified, decl_words[decl->kind]);
  const Enum *e = decl->kind == DECL_ENUM ? (const Enum *)decl : NULL;
  for (uint32_t i = 0; e && i < e->nenumerators; i++)
    dump_one_name(d, e->enumerators[i].qualified, "enumerator");
  if (decl->kind != DECL_RECORD)
    return;
  const Record *r = (const Record *)decl;
  for (uint32_t i = 0; i < r->nfunctions; i++)
    dump_name(d, &r->functions[i]->d);
  for (uint32_t i = 0; i < r->nmembers; i++)
    dump_name(d, r->members[i]);
}

static void dump_names(Dump *d)
{
  dump_open(d, '[');
  for (uint32_t i = 0; i < d->m->ndecls; i++)
    dump_name(d, d->m->decls[i]);
  buf_puts(&d->out, "\n]\n");
}

const char *canopy_text(Session *s, const char *what)
{
  if (!s->model)
    return NULL;
  Dump d = {.m = s->model};
  if (!strcmp(what, "model"))
    dump_model(&d, &s->diags);
  else if (!strcmp(what, "names"))
    dump_names(&d);
  else if (!strcmp(what, "files"))
    dump_file_list(&d, true);
  else
    return NULL;
  return buf_finish(&d.out, s->arena);
}
