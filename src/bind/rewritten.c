// Operators that C++20 makes of declared ones: a < b of operator<=>, a != b and b == a of
// operator==. Each becomes a function whose shim writes the operator, so that the compiler
// does the rewriting; one that the header declares itself stands for its own.
#include <string.h>

#include "plan.h"

bool std_rewrites_operators(const Session *s)
{
  const char *digits = s->options.std ? strstr(s->options.std->text, "++2") : NULL;
  return digits != NULL;
}

// The operand's type as it is named: of a reference and of a constant what it refers to.
static const char *operand_code(const Type *t)
{
  const char *code = str_c(t->code);
  code += *code == 'R' || *code == 'O';
  return code + (*code == 'K');
}

// `S &` or `const S &`.
const Type *type_reference(Session *s, const Type *t, bool is_const)
{
  const char *mark = is_const ? "const " : "";
  Type *to = NEW(s->arena, Type), *ref = NEW(s->arena, Type);
  *to = *t;
  to->is_const = is_const;
  to->spelling = str_format(s->strings, "%s%s", mark, str_c(t->spelling));
  to->code = str_format(s->strings, "%s%s", is_const ? "K" : "", str_c(t->code));
  ref->kind = TYPE_LREF;
  ref->to = to;
  ref->size = ref->align = 8;
  ref->spelling = str_format(s->strings, "%s &", str_c(to->spelling));
  ref->code = str_format(s->strings, "R%s", str_c(to->code));
  return ref;
}

static const Type *operand_type(Session *s, const Function *fn, uint32_t i)
{
  if (!function_is_member(fn))
    return fn->params[i].type;
  return i ? fn->params[0].type : type_reference(s, fn->owner->type, true);
}

static bool is_comparison(const Function *fn)
{
  static const char *const symbols[] = {"<=>", "==", "!=", "<", "<=", ">", ">="};
  bool found = false;
  for (size_t i = 0; fn->is_operator && i < sizeof symbols / sizeof *symbols; i++)
    found |= str_is(fn->symbol, symbols[i]);
  return found && fn->nparams == (function_is_member(fn) ? 1u : 2u) &&
         !(function_is_member(fn) && (!fn->is_const || fn->ref == 'R'));
}

static Str comparison_key(Session *s, Str symbol, const Type *a, const Type *b)
{
  return str_format(s->strings, "%s %s %s", str_c(symbol), operand_code(a), operand_code(b));
}

void rewritten_note(Session *s, Map *known, const Function *fn)
{
  if (is_comparison(fn))
    map_set_ptr(known,
                comparison_key(s, fn->symbol, operand_type(s, fn, 0), operand_type(s, fn, 1)),
                (void *)fn);
}

static const Type *type_bool(Session *s)
{
  Type *t = NEW(s->arena, Type);
  *t = (Type){.kind = TYPE_BUILTIN,
              .spelling = intern_c(s, "bool"),
              .code = intern_c(s, "b"),
              .size = 1,
              .align = 1};
  return t;
}

static const Decl *namespace_of(const Decl *d)
{
  while (d && d->kind == DECL_RECORD)
    d = d->scope;
  return d;
}

// One operator, unless the header has it or another one gave it.
static void rewritten_add(Session *s, Map *known, const Function *fn, const char *symbol,
                          bool is_reversed, FunctionVec *out)
{
  const Type *a = operand_type(s, fn, is_reversed), *b = operand_type(s, fn, !is_reversed);
  Str sign = intern_c(s, symbol), key = comparison_key(s, sign, a, b);
  if (map_get_ptr(known, key))
    return;
  Function *made = NEW(s->arena, Function);
  *made = *fn;
  made->kind = FN_FREE;
  made->is_friend = true;  // written as an operator, it is found wherever it stands
  made->symbol = sign;
  made->params = NEW_ARRAY(s->arena, Param, 2);
  made->nparams = 2;
  made->params[0].type = a;
  made->params[1].type = b;
  made->result = type_bool(s);
  made->mangled = NULL;
  made->d.name = made->d.qualified = str_format(s->strings, "operator%s", symbol);
  made->d.spelled = made->d.name;
  const Decl *scope = namespace_of(fn->d.scope);
  if (scope && str_len(scope->qualified)) {
    made->d.qualified =
        str_format(s->strings, "%s::%s", str_c(scope->qualified), str_c(made->d.name));
    made->d.spelled = str_format(s->strings, "%s::%s", str_c(scope->spelled), str_c(made->d.name));
  }
  map_set_ptr(known, key, made);
  vec_push(out, made);
}

void rewritten_operators(Session *s, Map *known, const Function *fn, FunctionVec *out)
{
  if (!is_comparison(fn) || fn->is_deleted || fn->d.access != ACCESS_PUBLIC)
    return;
  bool is_order = str_is(fn->symbol, "<=>");
  bool is_equality = str_is(fn->symbol, "==") && !strcmp(operand_code(fn->result), "b");
  static const char *const ordered[] = {"<", "<=", ">", ">="};
  Str unequal =
      comparison_key(s, intern_c(s, "!="), operand_type(s, fn, 0), operand_type(s, fn, 1));
  bool has_unequal = map_get_ptr(known, unequal) != NULL;
  for (int reversed = 0; reversed < 2; reversed++) {
    for (size_t i = 0; is_order && i < sizeof ordered / sizeof *ordered; i++)
      rewritten_add(s, known, fn, ordered[i], reversed, out);
    // A defaulted <=> brings a defaulted == with it. Where != is declared, == is not reversed.
    bool both = is_equality || (is_order && fn->is_defaulted);
    if (both && !(has_unequal && reversed)) {
      rewritten_add(s, known, fn, "==", reversed, out);
      rewritten_add(s, known, fn, "!=", reversed, out);
    }
  }
}
