// What each pass of the parser leaves behind, in short lines, for --dump=PASS.
//
// For people who look for the pass that went wrong: a line a thing, in the
// parser's own order, without places of the machine.
#include <string.h>

#include "canopy.h"
#include "walk.h"

static const char *const pass_kind_words[] = {
    "namespace",       "record",   "enum",  "function", "variable", "alias",
    "namespace alias", "template", "using", "macro",    "other"};

static bool pass_is_asked(const Session *s, const char *pass)
{
  for (size_t i = 0; i < s->options.dumps.n; i++)
    if (str_is(s->options.dumps.items[i], pass))
      return true;
  return false;
}

static void pass_line(Buf *out, const Decl *d)
{
  const char *slash = strrchr(str_c(d->loc.file), '/');
  buf_printf(out, "%s %s %s:%u:%u", pass_kind_words[d->kind],
             d->qualified->len ? d->qualified->text : "(no name)",
             slash ? slash + 1 : str_c(d->loc.file), (unsigned)d->loc.line,
             (unsigned)d->loc.column);
  if (d->kind == DECL_FUNCTION && ((const Function *)d)->mangled)
    buf_printf(out, " %s", ((const Function *)d)->mangled->text);
  if (d->has_error)
    buf_puts(out, " error");
  if (d->differs)
    buf_printf(out, " differs: %s", d->differs->text);
  buf_putc(out, '\n');
}

static void pass_layout(Buf *out, const Record *r)
{
  buf_printf(out, "record %s: size %lld, align %lld, %u bases, %u functions, %u members\n",
             r->d.qualified->text, (long long)r->size, (long long)r->align, (unsigned)r->nbases,
             (unsigned)r->nfunctions, (unsigned)r->nmembers);
  for (uint32_t i = 0; i < r->nfields; i++) {
    const Field *f = &r->fields[i];
    buf_printf(out, "  %s: %s at bit %lld", f->name ? f->name->text : "(no name)",
               str_c(f->type->spelling), (long long)f->offset);
    if (f->width >= 0)
      buf_printf(out, ", %d bits", (int)f->width);
    buf_putc(out, '\n');
  }
}

static void pass_value(Buf *out, const Macro *m)
{
  static const char *const kinds[] = {"none", "int", "uint", "float", "string", "bool"};
  const Value *v = &m->value;
  buf_printf(out, "macro %s: %s", m->d.name->text, kinds[v->kind]);
  if (v->text)
    buf_printf(out, " %s", v->text->text);
  else if (v->kind != VALUE_NONE)
    buf_printf(out, " %lld", (long long)v->i);
  buf_putc(out, '\n');
}

static void pass_files(Buf *out, const Walk *w)
{
  for (size_t i = 0; i < w->files.n; i++) {
    const FileEntry *f = w->files.items[i];
    buf_printf(out, "%s%s%s%s\n", str_c(f->file.name), f->is_named ? " named" : "",
               f->file.is_retained ? " retained" : "", f->file.is_system ? " system" : "");
  }
}

void pass_dump(Walk *w, const char *pass)
{
  Session *s = w->s;
  Buf *out = &s->dump;
  if (!pass_is_asked(s, pass))
    return;
  buf_printf(out, "== %s%s%s\n", pass, s->cx->now->arch ? " " : "", str_c(s->cx->now->arch));
  if (!strcmp(pass, "parse"))
    buf_printf(out, "%u diagnostics, %u errors\n", (unsigned)s->diags.n, (unsigned)s->diags.errors);
  else if (!strcmp(pass, "files"))
    pass_files(out, w);
  else if (!strcmp(pass, "walk"))
    for (size_t i = 0; i < w->out.n; i++)
      pass_line(out, w->out.items[i]);
  else if (!strcmp(pass, "fill"))
    for (size_t i = 0; i < w->made.n; i++) {
      if (w->made.items[i]->kind == DECL_RECORD)
        pass_layout(out, (const Record *)w->made.items[i]);
    }
  else if (!strcmp(pass, "evaluate"))
    for (size_t i = 0; i < w->macros.n; i++)
      pass_value(out, w->macros.items[i]);
}

void pass_dump_model(Session *s, const Model *m, const char *pass)
{
  if (!pass_is_asked(s, pass))
    return;
  buf_printf(&s->dump, "== %s\n", pass);
  for (uint32_t i = 0; i < m->ndecls; i++)
    pass_line(&s->dump, m->decls[i]);
  for (uint32_t i = 0; i < m->nreferenced; i++) {
    buf_puts(&s->dump, "referenced ");
    pass_line(&s->dump, m->referenced[i]);
  }
}
