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

static void name_py(Buf *out, Map *seen, Str name)
{
  if (!str_len(name) || map_get_ptr(seen, name))
    return;
  map_set_ptr(seen, name, (void *)name);
  buf_pystr(out, str_c(name), str_len(name));
  buf_putc(out, ',');
}

// A class template, one of its specializations, or a class or enum in one, under the name that all
// share.
typedef struct ClassShape {
  Str name;
  const Record *record;     // NULL of an enum
  const Enum *enumeration;  // NULL of a class
} ClassShape;

typedef VEC(ClassShape) ClassShapeVec;

// Types and constants of a class, which an instance has once it is asked for them; '*': a base may
// have more. A specialization may have others than the template.
static void members_py(Buf *out, const ClassShapeVec *shapes, Str name)
{
  Map seen = {0};
  bool has_base = false;
  Buf names = {0};
  for (size_t n = 0; n < shapes->n; n++) {
    const Record *r = shapes->items[n].record;
    if (!r || shapes->items[n].name != name)
      continue;
    has_base |= r->nbases > 0;
    for (uint32_t i = 0; i < r->nmembers; i++) {
      const Decl *d = r->members[i];
      if (d->access != ACCESS_PUBLIC || d->kind == DECL_FUNCTION || d->kind == DECL_TEMPLATE)
        continue;
      name_py(&names, &seen, d->name);
      const Enum *e = d->kind == DECL_ENUM ? (const Enum *)d : NULL;
      for (uint32_t k = 0; e && !e->is_scoped && k < e->nenumerators; k++)
        name_py(&names, &seen, e->enumerators[k].name);
    }
  }
  if (has_base || names.len)
    buf_printf(out, ", (%s%s)", has_base ? "'*'," : "", names.len ? names.text : "");
  buf_free(&names);
  map_free(&seen);
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

static void template_py(Session *s, Buf *out, const Template *t, const ClassShapeVec *shapes,
                        Str name)
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
  if (t->record)
    members_py(out, shapes, name);
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

// A partial specialization is no name of its own, and its members are those of the template. One
// that is merely not included keeps its members: what is bound may have an instance.
static void templates_add(Session *s, NamedVec *all, Str name, const Template *t)
{
  Str excluded = plan_option(&s->options.exclude, t->kind == TEMPLATE_PARTIAL ? t->pattern : name);
  if (str_starts(excluded, "excluded"))
    return;
  if (t->kind != TEMPLATE_PARTIAL && !excluded)
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

// Whether C++ can be asked about something: a template, or an instance that an alias names alone.
bool plan_has_templates(const Plan *p)
{
  for (uint32_t i = 0; i < p->nentries; i++)
    if (!p->entries[i]->is_hidden && is_public_template(p->entries[i]->decl))
      return true;
  for (uint32_t i = 0; i < p->ntypes; i++) {
    const TypeEntry *e = p->types[i];
    bool is_whole = e->enumeration || (e->record && e->record->is_complete && e->record->size >= 0);
    if (!is_whole && e->spelling->text[e->spelling->len - 1] == '>')
      return true;
  }
  return false;
}

// ---- fields -----------------------------------------------------------------

static Str scoped_name(Session *s, Str scope, const Decl *d)
{
  return str_format(s->strings, "%s::%s", str_c(scope), str_c(d->name));
}

// Classes that fields are of: a header that isn't bound may have them.
static void shape_add_fields(ClassShapeVec *shapes, const Record *r)
{
  for (uint32_t i = 0; i < r->nfields; i++) {
    const Type *t = r->fields[i].type;
    while (t && t->kind == TYPE_ARRAY)
      t = t->to;
    const Record *of = t && t->kind == TYPE_RECORD ? (const Record *)t->decl : NULL;
    if (of && of->is_complete && str_len(of->d.qualified))
      vec_push(shapes, (ClassShape){.name = of->d.qualified, .record = of});
  }
}

static void shape_add(Session *s, ClassShapeVec *shapes, Str name, const Record *r)
{
  vec_push(shapes, (ClassShape){.name = name, .record = r});
  shape_add_fields(shapes, r);
  for (uint32_t i = 0; i < r->nmembers; i++) {
    const Decl *d = r->members[i];
    if (d->kind == DECL_ENUM && str_len(d->name) && d->access == ACCESS_PUBLIC)
      vec_push(shapes,
               (ClassShape){.name = scoped_name(s, name, d), .enumeration = (const Enum *)d});
    const Template *t = is_public_template(d) ? (const Template *)d : NULL;
    const Record *inner = t ? t->record : d->kind == DECL_RECORD ? (const Record *)d : NULL;
    if (!inner || !str_len(d->name) || d->access != ACCESS_PUBLIC)
      continue;
    if (t && t->kind == TEMPLATE_PARTIAL)
      shape_add(s, shapes, t->pattern, inner);
    else
      shape_add(s, shapes, scoped_name(s, name, d), inner);
  }
}

// Of all class templates, and of what specializes them.
static void shapes_collect(Session *s, const Plan *p, ClassShapeVec *shapes)
{
  for (uint32_t i = 0; i < p->nentries; i++) {
    const Decl *d = p->entries[i]->decl;
    const Template *t = is_public_template(d) ? (const Template *)d : NULL;
    const Record *r = d->kind == DECL_RECORD ? (const Record *)d : NULL;
    if (t && t->record && !p->entries[i]->is_hidden)
      shape_add(s, shapes, d->qualified, t->record);
    else if (r && r->pattern && !r->is_instance)
      shape_add(s, shapes, r->pattern, r);
  }
  for (uint32_t i = 0; i < p->npartials; i++)
    if (p->partials[i]->record && is_public_template(&p->partials[i]->d))
      shape_add(s, shapes, p->partials[i]->pattern, p->partials[i]->record);
}

static void fields_py(Buf *out, Map *seen, const Record *r)
{
  for (uint32_t i = 0; i < r->nfields; i++) {
    const Field *f = &r->fields[i];
    if (f->access != ACCESS_PUBLIC)
      continue;
    if (f->anonymous)
      fields_py(out, seen, f->anonymous);
    else
      name_py(out, seen, f->name);
  }
}

static void enumerators_py(Session *s, Buf *out, Map *seen, const Enum *e)
{
  for (uint32_t i = 0; i < e->nenumerators; i++)
    name_py(out, seen, str_format(s->strings, "=%s", str_c(e->enumerators[i].name)));
}

// Conversion functions: 'operator float', or 'operator' of a type that the arguments decide.
static void conversions_py(Session *s, Buf *out, Map *seen, const Record *r)
{
  for (uint32_t i = 0; i < r->nfunctions; i++) {
    const Function *f = r->functions[i];
    if (f->kind != FN_CONVERSION || f->d.access != ACCESS_PUBLIC || f->is_deleted)
      continue;
    bool is_known = f->result && f->result->code;
    name_py(out, seen,
            is_known ? str_format(s->strings, "operator %s", str_c(f->result->spelling))
                     : intern_c(s, "operator"));
  }
}

// Where names of a class and its bases go.
typedef struct ClassNames {
  Session *s;
  const ClassShapeVec *shapes;
  const Map *named;    // name -> the first shape of it
  const size_t *next;  // of each shape: the next of its name, or 0
  Buf *out;
  Map *seen;  // names
  Map done;   // records: classes meet the same base on many ways
} ClassNames;

enum { BASES_MAX_DEPTH = 64 };

static void record_py(ClassNames *n, Str name, const Record *r, int depth);

static const ClassShape *shape_next(const ClassNames *n, const ClassShape *shape)
{
  size_t next = n->next[shape - n->shapes->items];
  return next ? &n->shapes->items[next] : NULL;
}

// A base that depends on arguments is found by its template's name, in the scopes around the class.
static void dependent_base_py(ClassNames *n, Str name, Str written, int depth)
{
  StrPool *strings = n->s->strings;
  const char *text = str_c(written), *scope = str_c(name);
  int len = (int)strcspn(text, "<");
  for (size_t end = str_len(name) + 1; end-- > 0;) {
    if (end && strncmp(scope + end, "::", 2) != 0)
      continue;
    Str found = end ? str_format(strings, "%.*s::%.*s", (int)end, scope, len, text)
                    : str_format(strings, "%.*s", len, text);
    bool is_there = false;
    const ClassShape *shape = map_get_ptr(n->named, found);
    for (; shape; shape = shape_next(n, shape)) {
      if (!shape->record)
        continue;
      is_there = true;
      record_py(n, found, shape->record, depth + 1);
    }
    if (is_there)
      return;
  }
}

static void record_py(ClassNames *n, Str name, const Record *r, int depth)
{
  if (map_get_ptr(&n->done, r))
    return;
  map_set_ptr(&n->done, r, (void *)r);
  fields_py(n->out, n->seen, r);
  conversions_py(n->s, n->out, n->seen, r);
  for (uint32_t i = 0; i < r->nbases && depth < BASES_MAX_DEPTH; i++) {
    const Base *base = &r->bases[i];
    if (base->access != ACCESS_PUBLIC)
      continue;
    if (base->record)
      record_py(n, base->record->d.qualified, base->record, depth + 1);
    else if (str_len(base->written))
      dependent_base_py(n, name, base->written, depth);
  }
}

static void shape_py(ClassNames *n, const ClassShape *shape)
{
  if (shape->enumeration)
    enumerators_py(n->s, n->out, n->seen, shape->enumeration);
  else
    record_py(n, shape->name, shape->record, 0);
}

// What an instance is asked for when it is first seen.
static void emit_class_fields(Session *s, Buf *out, const ClassShapeVec *shapes)
{
  Map named = {0}, last = {0};
  size_t *next = mem_grow(NULL, shapes->n + 1, sizeof *next);
  for (size_t i = 0; i < shapes->n; i++) {
    ClassShape *shape = &shapes->items[i], *before = map_get_ptr(&last, shape->name);
    if (before)
      next[before - shapes->items] = i;
    else
      map_set_ptr(&named, shape->name, shape);
    map_set_ptr(&last, shape->name, shape);
    next[i] = 0;
  }
  bool any = false;
  for (size_t i = 0; i < shapes->n; i++) {
    Str name = shapes->items[i].name;
    const ClassShape *shape = &shapes->items[i];
    if (map_get_ptr(&named, name) != shape)
      continue;
    Map seen = {0};
    Buf names = {0};
    ClassNames all = {s, shapes, &named, next, &names, &seen, {0}};
    for (; shape; shape = shape_next(&all, shape))
      shape_py(&all, shape);
    if (names.len) {
      buf_puts(out, any ? "" : "'fields': {\n");
      any = true;
      buf_pystr(out, str_c(name), str_len(name));
      buf_printf(out, ": (%s),\n", names.text);
    }
    buf_free(&names);
    map_free(&seen);
    map_free(&all.done);
  }
  buf_puts(out, any ? "},\n" : "");
  map_free(&named);
  map_free(&last);
  free(next);
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
  ClassShapeVec shapes = {0};
  shapes_collect(s, p, &shapes);
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
      template_py(s, out, all.items[k].t, &shapes, name);
      buf_putc(out, ',');
    }
    buf_puts(out, "),\n");
  }
  buf_puts(out, all.n ? "},\n" : "");
  if (s->options.listed)
    emit_class_fields(s, out, &shapes);
  vec_free(&shapes);
  map_free(&seen);
  vec_free(&all);
}
