// Overloads on int64_t and on long long, which are two to clang and one to NVRTC.
//
// Where NVRTC has refused one of them, the other is given what both compilers take for its type.
#include <string.h>

#include "walk.h"

// The letter of the builtin that a type comes to, or 0.
static char type_letter(const Type *t)
{
  while (t->to && t->kind != TYPE_FUNCTION)
    t = t->to;
  size_t n = t->kind == TYPE_BUILTIN ? str_len(t->code) : 0;
  return n ? t->code->text[n - 1] : 0;
}

// Whether two types differ in long against long long.
static bool types_are_twins(const Type *a, const Type *b)
{
  const char pair[] = {type_letter(a), type_letter(b), 0};
  bool is_pair =
      !strcmp(pair, "lx") || !strcmp(pair, "xl") || !strcmp(pair, "my") || !strcmp(pair, "ym");
  for (; is_pair && a->to && b->to && a->kind == b->kind; b = b->to)
    a = a->to;
  return is_pair && !a->to && !b->to;
}

static bool functions_are_twins(const Function *a, const Function *b)
{
  bool is_one = a->nparams == b->nparams && a->nparams && a->is_const == b->is_const;
  for (uint32_t i = 0; is_one && i < a->nparams; i++)
    is_one = a->params[i].type == b->params[i].type ||
             types_are_twins(a->params[i].type, b->params[i].type);
  return is_one;
}

bool function_tell_twin(Walk *w, const Function *gone)
{
  static const char *const wide[] = {"l::int64_t", "m::uint64_t", "xlong long",
                                     "yunsigned long long"};
  for (size_t k = 0; k < w->made.n; k++) {
    Function *f = (Function *)w->made.items[k];
    if (f->d.kind != DECL_FUNCTION || f->d.has_error || f->d.qualified != gone->d.qualified ||
        f == gone || !functions_are_twins(f, gone))
      continue;
    for (uint32_t i = 0; i < f->nparams; i++)
      for (size_t n = 0; n < sizeof wide / sizeof *wide; n++)
        if (f->params[i].type != gone->params[i].type &&
            wide[n][0] == type_letter(f->params[i].type))
          f->params[i].wide = intern_c(w->s, wide[n] + 1);
    return true;
  }
  return false;
}
