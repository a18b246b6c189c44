// Variables of the device: what can be read where it stands, and what can be changed.
//
// A constant with a value is that value. One that only the device can make is a
// row without parameters that makes it. A variable has a place, and its row gives
// the address: kernels read and write through the pointer, to the elements of an
// array one after another. The table also tells the symbol, by which the host
// finds the variable in a kernel's code: each kernel that is linked has its own.
#include <string.h>

#include "plan.h"

// What a kernel reads at the place; 0 elements: it is not known how many.
static const Type *variable_element(const Variable *v, int64_t *count)
{
  const Type *t = v->type;
  *count = 1;
  for (; t->kind == TYPE_ARRAY; t = t->to)
    *count *= t->count > 0 ? t->count : 0;
  return t;
}

static bool variable_is_const_list(const Variable *v)
{
  int64_t count;
  return v->type->kind == TYPE_ARRAY && variable_element(v, &count)->is_const;
}

// An array of several dimensions: kernels index it row by row.
bool variable_has_rows(const Variable *v)
{
  return v->type->kind == TYPE_ARRAY && v->type->to->kind == TYPE_ARRAY;
}

// What is constant has one if it is a list without a value; of the host's, device code can read
// those that are constexpr.
bool variable_has_place(const Variable *v)
{
  bool has_value = v->value.kind != VALUE_NONE || v->value.why || v->value.text;
  bool is_list = variable_is_const_list(v) && !has_value;
  bool is_constant = v->is_const || v->is_constexpr;
  bool is_device = v->memory == 'd' || v->memory == 'c' || v->memory == 'm';
  return (is_device || (!v->memory && v->is_constexpr)) && (!is_constant || is_list) &&
         !v->is_thread_local && v->type->kind != TYPE_LREF && v->type->kind != TYPE_RREF;
}

// `T *`, or `const T *` into constant memory, which kernels cannot write.
const Type *variable_pointer(Session *s, const Variable *v)
{
  int64_t count;
  Type *to = NEW(s->arena, Type), *t = NEW(s->arena, Type);
  *to = *variable_element(v, &count);
  if (v->memory == 'c' && to->code && !to->is_const) {
    to->is_const = true;
    to->code = str_format(s->strings, "K%s", to->code->text);
    to->spelling = str_format(s->strings, "const %s", str_c(to->spelling));
  }
  t->kind = TYPE_POINTER;
  t->to = to;
  t->spelling = str_format(s->strings, "%s *", str_c(to->spelling));
  t->code = to->code ? str_format(s->strings, "P%s", to->code->text) : NULL;
  t->size = t->align = 8;
  return t;
}

// Whether device code can read it: what is merely const and lives on the host is clang's to refuse.
static bool variable_is_object(const Variable *v)
{
  bool is_defined =
      v->is_constexpr || v->is_inline || !v->d.scope || v->d.scope->kind != DECL_RECORD;
  if (v->is_extern || !is_defined)
    return false;
  TypeKind kind = v->type->kind;
  bool is_readable = v->memory || (v->is_constexpr && v->value.text);
  return kind == TYPE_RECORD || (is_readable && (kind == TYPE_BUILTIN || kind == TYPE_ENUM));
}

Why policy_variable(Session *s, const Variable *v)
{
  Why why = policy_named(s, &v->d);
  if (why.id != WHY_none)
    return why;
  if (variable_has_place(v))
    return type_problem(s, variable_pointer(s, v), true);
  if (v->value.kind != VALUE_NONE)
    return why;
  if (!v->is_const && !v->is_constexpr)
    return (Why){WHY_value, intern_c(s, variable_is_const_list(v)
                                            ? "an array of the host; as constexpr it can be read"
                                            : "a variable, not a constant")};
  if (v->type->kind == TYPE_BUILTIN && str_is(v->type->code, "KDn"))
    return type_problem(s, v->type, true);
  if (variable_is_object(v))
    return type_problem(s, v->type, true);
  if (v->value.text)
    return why_value_differs(s, v->value.text);
  bool is_elsewhere = !v->value.why && !v->initial && (v->is_extern || v->is_static);
  return (Why){WHY_value,
               is_elsewhere ? intern_c(s, "a constant that is defined elsewhere") : v->value.why};
}

void shim_address(Session *s, Buf *out, const Row *row)
{
  buf_printf(out, "(%s)&::%s", str_c(type_cxx(s, row->result, "")), str_c(row->decl->spelled));
}

// 'variable': (symbol, memory, elements), of internal linkage the symbol is the compiler's own;
// 'shape': the extents of an array of several dimensions.
void emit_variable(Buf *out, const Variable *v)
{
  int64_t count;
  variable_element(v, &count);
  Str symbol = v->is_internal ? NULL : v->mangled;
  buf_puts(out, "'variable': (");
  buf_pystr(out, str_c(symbol), str_len(symbol));
  buf_printf(out, ", '%c', %lld)", v->memory ? v->memory : 'd', (long long)count);
  if (!variable_has_rows(v))
    return;
  buf_puts(out, ", 'shape': (");
  for (const Type *t = v->type; t->kind == TYPE_ARRAY; t = t->to)
    buf_printf(out, t == v->type ? "%lld" : ", %lld", (long long)(t->count > 0 ? t->count : 0));
  buf_putc(out, ')');
}
