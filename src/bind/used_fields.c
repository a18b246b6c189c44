// Fields that a class takes over from its bases by a using-declaration: `using Base::x;` makes a
// name of its own of one that it may not reach otherwise, or takes one away. Where it stands is
// the base's place, so nothing is added to the object.
#include <string.h>

#include "plan.h"

// A field among those of a record and its anonymous members, at *start bits.
static const Field *field_among(const Record *r, Str name, int64_t *start)
{
  for (uint32_t i = 0; i < r->nfields; i++) {
    const Field *f = &r->fields[i];
    int64_t inner = *start + f->offset;
    const Field *found = f->name == name ? f : NULL;
    if (!found && f->anonymous)
      found = field_among(f->anonymous, name, &inner);
    if (found) {
      *start = inner;
      return found;
    }
  }
  return NULL;
}

typedef struct UsedSearch {
  const Using *u;
  int64_t start;    // bits
  bool is_reached;  // by public bases: the class has it without the declaration
  bool is_virtual;  // behind a virtual base: its place is the object's own
} UsedSearch;

static const Field *field_of_bases(const Record *r, UsedSearch *at)
{
  for (uint32_t i = 0; i < r->nbases; i++) {
    const Base *b = &r->bases[i];
    if (!b->record)
      continue;
    UsedSearch inner = *at;
    inner.start += b->is_virtual ? 0 : b->offset;
    inner.is_reached &= b->access == ACCESS_PUBLIC && !b->is_virtual;
    inner.is_virtual |= b->is_virtual;
    const Field *found = b->record == at->u->holder
                             ? field_among(b->record, at->u->field, &inner.start)
                             : field_of_bases(b->record, &inner);
    if (found) {
      *at = inner;
      return found;
    }
  }
  return NULL;
}

// What the declaration makes of it; false where it changes nothing.
static bool used_field(const Record *r, const Using *u, Field *out)
{
  UsedSearch at = {.u = u, .is_reached = true};
  const Field *f = u->holder ? field_of_bases(r, &at) : NULL;
  bool is_known = at.is_reached && f && f->access == ACCESS_PUBLIC;
  if (!f || (is_known && u->d.access == ACCESS_PUBLIC))
    return false;
  *out = *f;
  out->offset = at.is_virtual || f->offset < 0 ? -1 : at.start;
  out->access = u->d.access;
  out->loc = u->d.loc;
  return true;
}

const Record *record_with_used(Session *s, const Record *r)
{
  uint32_t n = 0;
  for (uint32_t i = 0; i < r->nmembers; i++)
    n += r->members[i]->kind == DECL_USING && ((const Using *)r->members[i])->field;
  if (!n)
    return r;
  Record *made = NEW(s->arena, Record);
  *made = *r;
  made->fields = NEW_ARRAY(s->arena, Field, r->nfields + n);
  if (r->nfields)
    memcpy(made->fields, r->fields, r->nfields * sizeof *r->fields);
  for (uint32_t i = 0; i < r->nmembers; i++) {
    const Using *u = (const Using *)r->members[i];
    bool is_field = r->members[i]->kind == DECL_USING && u->field;
    made->nfields += is_field && used_field(r, u, &made->fields[made->nfields]);
  }
  return made;
}
