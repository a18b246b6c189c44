// The table's `templates`: every template that C++ can be asked about, by its
// qualified name, members of class templates too.
#include <string.h>

#include "plan.h"

static char template_letter(const Template *t)
{
  switch (t->kind) {
  case TEMPLATE_FUNCTION:
    return 'f';
  case TEMPLATE_ALIAS:
    return 'a';
  case TEMPLATE_VARIABLE:
    return 'v';
  case TEMPLATE_CONCEPT:
    return 'k';
  default:
    return 'c';
  }
}

static void tparam_py(Buf *out, const TParam *q)
{
  static const char *const heads[] = {"typename", "", "template"};
  const char *head = q->kind == TPARAM_VALUE ? str_c(q->type) : heads[q->kind];
  const char *dots = q->is_pack ? "..." : "";
  buf_putc(out, '(');
  buf_pystr(out, head, strlen(head) - (q->is_pack && strstr(head, "...") ? 3 : 0));
  if (*dots) {
    out->len--;  // inside of the quotes
    buf_puts(out, "...'");
  }
  buf_puts(out, ", ");
  buf_pystr(out, str_c(q->name), str_len(q->name));
  buf_puts(out, ", ");
  buf_pystr(out, str_c(q->default_text), str_len(q->default_text));
  buf_putc(out, ')');
}

static void name_py(Buf *out, Str name)
{
  if (!str_len(name))
    return;
  buf_pystr(out, str_c(name), str_len(name));
  buf_putc(out, ',');
}

// Types and constants of a class, which an instance has once it is asked for them; '*': a base may
// have more.
static void members_py(Buf *out, const Record *r)
{
  buf_puts(out, r->nbases ? ", ('*'," : ", (");
  for (uint32_t i = 0; i < r->nmembers; i++) {
    const Decl *d = r->members[i];
    if (d->access != ACCESS_PUBLIC || d->kind == DECL_FUNCTION)
      continue;
    name_py(out, d->name);
    const Enum *e = d->kind == DECL_ENUM ? (const Enum *)d : NULL;
    for (uint32_t k = 0; e && !e->is_scoped && k < e->nenumerators; k++)
      name_py(out, e->enumerators[k].name);
  }
  buf_putc(out, ')');
}

// A function's parameters by name, which a call may use.
static void names_py(Buf *out, const Function *f)
{
  buf_puts(out, ", (");
  for (uint32_t i = 0; i < f->nparams; i++) {
    buf_pystr(out, str_c(f->params[i].name), str_len(f->params[i].name));
    buf_putc(out, ',');
  }
  buf_putc(out, ')');
}

static bool has_names(const Function *f)
{
  for (uint32_t i = 0; f && i < f->nparams; i++)
    if (str_len(f->params[i].name))
      return true;
  return false;
}

static void template_py(Session *s, Buf *out, const Template *t)
{
  buf_printf(out, "('%c', (", template_letter(t));
  for (uint32_t i = 0; i < t->nparams; i++) {
    tparam_py(out, &t->params[i]);
    buf_puts(out, i + 1 < t->nparams || t->nparams == 1 ? "," : "");
  }
  Str place =
      str_format(s->strings, "%s:%u", str_c(plan_file(s, t->d.loc)), (unsigned)t->d.loc.line);
  buf_puts(out, "), ");
  buf_pystr(out, str_c(place), str_len(place));
  if (t->record && (t->record->nmembers || t->record->nbases))
    members_py(out, t->record);
  bool is_host = t->function && !function_is_device(s, t->function);
  if (is_host || has_names(t->function))
    names_py(out, t->function);
  buf_puts(out, is_host ? ", 'host'" : "");
  buf_putc(out, ')');
}

typedef struct Named {
  Str name;
  const Template *t;
} Named;

typedef VEC(Named) NamedVec;

static bool is_public_template(const Decl *d)
{
  return d->kind == DECL_TEMPLATE && d->access == ACCESS_PUBLIC && !str_starts(d->name, "<");
}

// A partial specialization is no name of its own, and its members are those of the template.
static void templates_add(Session *s, NamedVec *all, Str name, const Template *t)
{
  if (t->kind != TEMPLATE_PARTIAL)
    vec_push(all, (Named){name, t});
  Str scope = t->kind == TEMPLATE_PARTIAL ? t->pattern : name;
  const Record *r = t->record;
  for (uint32_t i = 0; scope && r && i < r->nmembers; i++) {
    const Decl *d = r->members[i];
    if (is_public_template(d) && ((const Template *)d)->kind != TEMPLATE_PARTIAL)
      templates_add(s, all, str_format(s->strings, "%s::%s", str_c(scope), str_c(d->name)),
                    (const Template *)d);
  }
}

// Overloads stand together, under the name that came first.
void emit_templates(Session *s, Buf *out, const Plan *p)
{
  NamedVec all = {0};
  for (uint32_t i = 0; i < p->nentries; i++)
    if (!p->entries[i]->is_hidden && is_public_template(p->entries[i]->decl))
      templates_add(s, &all, p->entries[i]->decl->qualified, (const Template *)p->entries[i]->decl);
  for (uint32_t i = 0; i < p->npartials; i++)
    if (is_public_template(&p->partials[i]->d))
      templates_add(s, &all, NULL, p->partials[i]);
  Map seen = {0};
  buf_puts(out, all.n ? "'templates': {\n" : "");
  for (size_t i = 0; i < all.n; i++) {
    Str name = all.items[i].name;
    if (map_get_ptr(&seen, name))
      continue;
    map_set_ptr(&seen, name, (void *)name);
    buf_pystr(out, str_c(name), str_len(name));
    buf_puts(out, ": (");
    for (size_t k = i; k < all.n; k++) {
      if (all.items[k].name != name)
        continue;
      template_py(s, out, all.items[k].t);
      buf_putc(out, ',');
    }
    buf_puts(out, "),\n");
  }
  buf_puts(out, all.n ? "},\n" : "");
  map_free(&seen);
  vec_free(&all);
}
