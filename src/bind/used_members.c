// Functions that a class takes over from its bases by a using-declaration: `using Base::f;` makes
// overloads of its own of them, `using Base::Base;` constructors. Without one a class's own name
// hides its bases'. Each becomes a function of the class, whose shim calls it through the class.
#include <string.h>

#include "plan.h"

// Is it the class's own, which stands for the base's?
static bool is_hidden(const Record *r, const Function *fn)
{
  for (uint32_t i = 0; i < r->nfunctions; i++) {
    const Function *own = r->functions[i];
    bool same = !own->is_friend && own->kind == fn->kind && own->nparams == fn->nparams;
    if (!same || (fn->kind != FN_CONSTRUCTOR && own->d.name != fn->d.name))
      continue;
    same = own->is_const == fn->is_const && own->ref == fn->ref;
    for (uint32_t k = 0; same && k < fn->nparams; k++)
      same = own->params[k].type == fn->params[k].type;
    if (same)
      return true;
  }
  return false;
}

// C++ inherits no constructor that makes an object of nothing or of another one.
static bool is_inherited(const Function *fn)
{
  return fn->kind != FN_CONSTRUCTOR || fn->ctor == CTOR_CONVERTING || fn->ctor == CTOR_OTHER;
}

static void used_member(Session *s, const Record *r, const Using *u, const Function *fn,
                        FunctionVec *out)
{
  Function *made = NEW(s->arena, Function);
  *made = *fn;
  made->owner = (Record *)r;
  made->d.scope = (Decl *)&r->d;
  made->d.loc = u->d.loc;
  made->mangled = NULL;
  if (fn->kind == FN_CONSTRUCTOR)
    made->d.name = r->d.name;
  else
    made->d.access = u->d.access;
  const char *name = str_c(made->d.name);
  made->d.qualified = str_format(s->strings, "%s::%s", str_c(r->d.qualified), name);
  made->d.spelled = str_format(s->strings, "%s::%s", str_c(r->d.spelled), name);
  vec_push(out, made);
}

// The base that a using-declaration of constructors means: a class, or an instance of a template.
static const Record *base_of(const Record *r, const Decl *d)
{
  for (uint32_t i = 0; i < r->nbases; i++) {
    const Record *base = r->bases[i].record;
    if (!base)
      continue;
    const char *name = str_c(base->d.qualified);
    if (&base->d == d || (d->kind == DECL_TEMPLATE && str_len(d->qualified) == strcspn(name, "<") &&
                          !strncmp(name, str_c(d->qualified), str_len(d->qualified))))
      return base;
  }
  return NULL;
}

static void used_constructors(Session *s, const Record *r, const Using *u, const Record *base,
                              FunctionVec *out)
{
  for (uint32_t i = 0; i < base->nfunctions; i++) {
    const Function *fn = base->functions[i];
    if (fn->kind == FN_CONSTRUCTOR && is_inherited(fn) && !is_hidden(r, fn))
      used_member(s, r, u, fn, out);
  }
}

void used_members(Session *s, const Record *r, FunctionVec *out)
{
  for (uint32_t i = 0; i < r->nmembers; i++) {
    if (r->members[i]->kind != DECL_USING)
      continue;
    const Using *u = (const Using *)r->members[i];
    for (uint32_t k = 0; k < u->ntargets; k++) {
      const Decl *d = u->targets[k];
      const Function *fn = d->kind == DECL_FUNCTION ? (const Function *)d : NULL;
      const Record *base = base_of(r, d);
      if (base)
        used_constructors(s, r, u, base, out);
      else if (fn && fn->owner && fn->owner != r && is_inherited(fn) && !is_hidden(r, fn))
        used_member(s, r, u, fn, out);
    }
  }
}

bool using_is_name(const Decl *d)
{
  const Using *u = (const Using *)d;
  const Decl *target = u->ntargets ? u->targets[0] : NULL;
  bool is_type = target && (target->kind == DECL_RECORD || target->kind == DECL_ALIAS);
  bool is_value = target && (target->kind == DECL_ENUM || target->kind == DECL_VARIABLE);
  return is_value || (is_type && !base_of((const Record *)d->scope, target));
}
