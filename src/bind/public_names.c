// Public names for types whose own names only some may write.
//
// A class may offer as `using TempStorage = Uninitialized<_TempStorage>` what is made of a class
// that is private, its own or another's. Shims stand outside, so they say what a user would: the
// public alias.
#include "plan.h"

static bool type_is_private(const Type *t);

static bool decl_is_private(const Decl *d)
{
  for (; d; d = d->scope) {
    if (d->access == ACCESS_PRIVATE || d->access == ACCESS_PROTECTED)
      return true;
    const Record *r = d->kind == DECL_RECORD ? (const Record *)d : NULL;
    for (uint32_t i = 0; r && i < r->ntargs; i++)
      if (r->targs[i].kind == TARG_TYPE && type_is_private(r->targs[i].type))
        return true;
  }
  return false;
}

// Whether a name in it is not public.
static bool type_is_private(const Type *t)
{
  if (!t)
    return false;
  for (uint32_t i = 0; i < t->nparams; i++)
    if (type_is_private(t->params[i]))
      return true;
  return t->to ? type_is_private(t->to) : decl_is_private(t->decl);
}

void public_names_note(Session *s, Plan *p, const Alias *a)
{
  const Type *t = a->type;
  if (!t || (t->kind != TYPE_RECORD && t->kind != TYPE_ENUM) || t->is_const || t->is_volatile)
    return;
  if (!t->decl || map_get_ptr(&p->public_names, t->decl) || !decl_is_private(t->decl))
    return;
  if (!a->d.scope || a->d.scope->kind != DECL_RECORD || decl_is_private(&a->d))
    return;
  map_set_ptr(&p->public_names, t->decl,
              (void *)str_format(s->strings, "::%s", str_c(a->d.spelled)));
}
