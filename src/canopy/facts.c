// Facts: what must be the same on every arch, and what becomes of what is not.
//
// A record's layout, an alias's type, a value are noted as texts, one note an
// arch. Where the texts of a declaration differ in the end, it says so and holds
// none of them: a record becomes as good as only declared, with all that hold
// it; a value becomes none, since only the device can tell it.
#include <stdlib.h>

#include "canopy.h"
#include "merge.h"

// ---- noting -----------------------------------------------------------------

static void fact_note(Merge *m, Decl *d, Str enumerator, FactKind kind, Str fact, Str words)
{
  uint64_t key = (uint64_t)(uintptr_t)d + (uint64_t)kind;
  if (enumerator)  // the address of an interned name that holds both
    key = (uint64_t)(uintptr_t)str_format(m->s->strings, "%p %s", (void *)d, enumerator->text);
  Facts *f = map_get(&m->facts, key);
  if (!f) {
    f = NEW(m->s->arena, Facts);
    *f = (Facts){.decl = d, .enumerator = enumerator, .kind = kind};
    map_set(&m->facts, key, f);
    vec_push(&m->all_facts, f);
  }
  Variant **v = &f->first;
  while (*v && (*v)->fact != fact)
    v = &(*v)->next;
  if (!*v) {
    *v = NEW(m->s->arena, Variant);
    **v = (Variant){.fact = fact, .words = words};
  }
  (*v)->archs |= m->arch;
}

static void fact_layout(Merge *m, Decl *d, const Record *r)
{
  Buf b = {0};
  buf_printf(&b, "%d %lld %lld %d %d %d\n", (int)r->kind, (long long)r->size, (long long)r->align,
             r->is_packed, r->is_abstract, r->is_polymorphic);
  for (uint32_t i = 0; i < r->nbases; i++) {
    const Base *q = &r->bases[i];
    buf_printf(&b, "%s %lld %d %d\n", str_c(q->type->spelling), (long long)q->offset, q->is_virtual,
               (int)q->access);
  }
  for (uint32_t i = 0; i < r->nfields; i++) {
    const Field *f = &r->fields[i];
    buf_printf(&b, "%s %s %lld %d %d\n", str_c(f->type->spelling), str_c(f->name),
               (long long)f->offset, (int)f->width, (int)f->access);
  }
  Str words = str_format(m->s->strings, "%lld byte%s", (long long)r->size, r->size == 1 ? "" : "s");
  fact_note(m, d, NULL, FACT_SHAPE, intern(m->s, b.text, b.len), words);
  buf_free(&b);
}

static Str value_words(Session *s, const Value *v)
{
  switch (v->kind) {
  case VALUE_INT:
    return str_format(s->strings, "%lld", (long long)v->i);
  case VALUE_UINT:
    return str_format(s->strings, "%llu", (unsigned long long)v->u);
  case VALUE_BOOL:
    return intern_c(s, v->i ? "true" : "false");
  case VALUE_STRING: {
    Buf b = {0};
    buf_jsonstr(&b, str_c(v->text), str_len(v->text));
    Str text = intern(s, b.text, b.len);
    buf_free(&b);
    return text;
  }
  case VALUE_FLOAT:
    return v->text;
  case VALUE_NONE:
    break;
  }
  return intern_c(s, "no constant");
}

static void fact_value(Merge *m, Decl *d, const Value *v, const Type *t)
{
  StrPool *strings = m->s->strings;
  Str words = value_words(m->s, v);
  Str type = t ? t->spelling : v->code;
  fact_note(m, d, NULL, FACT_VALUE, str_format(strings, "%d %s", (int)v->kind, words->text), words);
  fact_note(m, d, NULL, FACT_SHAPE, intern_c(m->s, str_c(type)),
            type ? str_format(strings, "%s of type '%s'", words->text, type->text) : words);
}

static void fact_enum(Merge *m, Decl *d, const Enum *e)
{
  Str under = e->underlying->spelling;
  fact_note(m, d, NULL, FACT_SHAPE, under, under);
  for (uint32_t i = 0; i < e->nenumerators; i++) {
    const Enumerator *c = &e->enumerators[i];
    Value v = {.kind = e->is_unsigned ? VALUE_UINT : VALUE_INT, .i = c->value};
    v.u = (uint64_t)c->value;
    Str words = value_words(m->s, &v);
    fact_note(m, d, c->name, FACT_VALUE, words, words);
  }
}

// What a declaration is on the arch that is being added; d: its counterpart.
void facts_note(Merge *m, Decl *d, const Decl *own)
{
  if (own->is_template_part)
    return;
  if (own->kind == DECL_RECORD && ((const Record *)own)->is_complete) {
    fact_layout(m, d, (const Record *)own);
  } else if (own->kind == DECL_ENUM && ((const Enum *)own)->is_complete) {
    fact_enum(m, d, (const Enum *)own);
  } else if (own->kind == DECL_VARIABLE) {
    const Variable *v = (const Variable *)own;
    Variable *kept = (Variable *)d;
    if (kept->elements != v->elements)
      kept->elements = NULL;
    if (kept->initial != v->initial)
      kept->initial = NULL;
    fact_value(m, d, &v->value, v->type);
  } else if (own->kind == DECL_ALIAS) {
    const Type *t = ((const Alias *)own)->type;
    fact_note(m, d, NULL, FACT_SHAPE, t->spelling,
              str_format(m->s->strings, "'%s'", str_c(t->spelling)));
  } else if (own->kind == DECL_MACRO && !((const Macro *)own)->is_function_like) {
    fact_value(m, d, &((const Macro *)own)->value, ((const Macro *)own)->type);
  }
}

// ---- what differs -----------------------------------------------------------

// "16 on sm_75; 32 on sm_90, sm_100"
static Str facts_words(Merge *m, const Facts *f)
{
  Buf b = {0};
  for (const Variant *v = f->first; v; v = v->next)
    buf_printf(&b, "%s%s on %s", b.len ? "; " : "", v->words->text,
               canopy_archs(m->s, v->archs)->text);
  Str text = intern(m->s, b.text, b.len);
  buf_free(&b);
  return text;
}

static bool facts_have_one_word(const Facts *f)
{
  for (const Variant *v = f->first; v; v = v->next)
    if (v->words != f->first->words)
      return false;
  return true;
}

static void facts_mark_enumerator(Merge *m, const Facts *f)
{
  Enum *e = (Enum *)f->decl;
  for (uint32_t i = 0; i < e->nenumerators; i++) {
    Enumerator *c = &e->enumerators[i];
    if (c->name == f->enumerator)
      c->differs = facts_words(m, f);
  }
}

static void facts_mark(Merge *m, const Facts *f)
{
  Decl *d = f->decl;
  const char *what = d->kind == DECL_RECORD ? "its layout"
                     : d->kind == DECL_ENUM ? "its underlying type"
                                            : "its type";
  if (f->enumerator) {
    facts_mark_enumerator(m, f);
  } else if (f->kind == FACT_VALUE) {
    Value *v = d->kind == DECL_MACRO ? &((Macro *)d)->value : &((Variable *)d)->value;
    *v = (Value){.text = facts_words(m, f)};
  } else if (facts_have_one_word(f)) {
    d->differs = str_format(m->s->strings, "%s depends on the arch: other members on %s than on %s",
                            what, canopy_archs(m->s, f->first->archs)->text,
                            canopy_archs(m->s, f->first->next->archs)->text);
  } else {
    d->differs =
        str_format(m->s->strings, "%s depends on the arch: %s", what, facts_words(m, f)->text);
  }
}

static const Decl *type_differs(const Type *t)
{
  while (t->kind == TYPE_ARRAY)
    t = t->to;
  return t->kind == TYPE_RECORD && t->decl && t->decl->differs ? t->decl : NULL;
}

// A record that holds one whose layout differs, or derives from it.
static bool record_spread(Merge *m, Record *r)
{
  const Decl *cause = NULL;
  for (uint32_t i = 0; i < r->nfields && !cause; i++)
    cause = type_differs(r->fields[i].type);
  for (uint32_t i = 0; i < r->nbases && !cause; i++)
    cause = type_differs(r->bases[i].type);
  if (r->d.differs || !cause)
    return false;
  Str name = cause->name->len ? cause->qualified : intern_c(m->s, "a record without a name");
  r->d.differs = str_format(m->s->strings, "it holds '%s': %s", name->text, cause->differs->text);
  return true;
}

// No size is right for all archs, so the record is as good as only declared.
static void records_mark(Merge *m)
{
  for (bool again = true; again;) {
    again = false;
    for (size_t i = 0; i < m->records.n; i++)
      again |= record_spread(m, m->records.items[i]);
  }
  for (size_t i = 0; i < m->records.n; i++) {
    Record *r = m->records.items[i];
    if (!r->d.differs)
      continue;
    r->is_complete = false;
    r->size = r->align = -1;
  }
  for (size_t i = 0; i < m->all_types.n; i++) {
    Type *t = m->all_types.items[i];
    if (t->kind != TYPE_RECORD || !t->decl || t->decl->kind != DECL_RECORD)
      continue;
    t->size = ((Record *)t->decl)->size;
    t->align = ((Record *)t->decl)->align;
  }
}

// A value that only some archs have is the device's to say too: Python has one for all.
static bool facts_are_partial(Merge *m, const Facts *f)
{
  ArchSet all = 0;
  for (size_t i = 0; i < m->s->options.archs.n; i++)
    all |= (ArchSet)1 << i;
  return f->kind == FACT_VALUE && !f->enumerator && f->decl->archs != all &&
         (f->decl->kind == DECL_MACRO || f->decl->kind == DECL_VARIABLE);
}

void facts_mark_all(Merge *m)
{
  for (size_t i = 0; i < m->all_facts.n; i++)
    if (m->all_facts.items[i]->first->next || facts_are_partial(m, m->all_facts.items[i]))
      facts_mark(m, m->all_facts.items[i]);
  records_mark(m);
}
