// The elements of constant arrays, asked of clang in the second unit.
//
// Clang's evaluation as libclang has it knows no arrays, so each element is an
// enumerator: its bits, as eight bytes. What is merely const is no constant
// expression, but clang knows its value all the same when a builtin asks.
#include <stdlib.h>
#include <string.h>

#include "walk.h"

enum { MOST_ELEMENTS = 4096 };

static const Type *array_element(const Variable *v, int64_t *count)
{
  const Type *t = v->type;
  for (*count = 1; t->kind == TYPE_ARRAY; t = t->to)
    *count = t->count > 0 && *count <= MOST_ELEMENTS ? *count * t->count : 0;
  return t;
}

// The letter of an element's number; 0 for what has none of eight bytes.
static char element_letter(const Type *t)
{
  const Type *number = t->kind == TYPE_ENUM ? ((const Enum *)t->decl)->underlying : t;
  if (number->kind != TYPE_BUILTIN || !number->code)
    return 0;
  const char *letter = number->code->text + strspn(number->code->text, "VK");
  return strchr("vnoe", *letter) || !strcmp(letter, "Dn") ? 0 : *letter;
}

bool array_is_askable(const Variable *v)
{
  int64_t count;
  bool is_known = v->value.kind != VALUE_NONE || v->d.has_error || v->d.is_template_part;
  if (v->type->kind != TYPE_ARRAY || is_known || !v->d.is_retained || !v->initial)
    return false;
  for (const Decl *d = &v->d; d; d = d->scope)
    if (d->access != ACCESS_PUBLIC || (d->kind == DECL_RECORD && d->is_anonymous))
      return false;
  const Type *t = array_element(v, &count);
  bool is_constant = t->is_const && !t->is_volatile && t->kind != TYPE_DEPENDENT;
  return is_constant && count > 0 && count <= MOST_ELEMENTS && element_letter(t);
}

// The element with this number, counted as they lie: `::a[1][2]`.
static void element_put(Buf *out, const Variable *v, int64_t number)
{
  int64_t count;
  array_element(v, &count);
  buf_printf(out, "::%s", str_c(v->d.spelled));
  for (const Type *t = v->type; t->kind == TYPE_ARRAY; t = t->to) {
    count /= t->count;
    buf_printf(out, "[%lld]", (long long)(number / count));
    number %= count;
  }
}

static void bits_put(Buf *out, const Variable *v, int64_t number, char letter)
{
  buf_puts(out, letter == 'f'   ? "__builtin_bit_cast(unsigned, "
                : letter == 'd' ? "__builtin_bit_cast(unsigned long long, "
                                : "(unsigned long long)(");
  element_put(out, v, number);
  buf_putc(out, ')');
}

void array_write(Buf *out, const Variable *v, size_t i)
{
  int64_t count;
  char letter = element_letter(array_element(v, &count));
  buf_puts(out, "enum : unsigned long long {");
  for (int64_t k = 0; k < count; k++) {
    buf_printf(out, " cnp_a%zu_%lld = ", i, (long long)k);
    for (int use = v->is_constexpr ? 2 : 0; use < 3; use++) {
      static const char *const before[] = {"__builtin_constant_p(", ") ? ", " : "};
      buf_puts(out, v->is_constexpr ? "" : before[use]);
      bits_put(out, v, k, letter);
    }
    buf_putc(out, ',');
  }
  buf_puts(out, " };\n");
}

static void number_put(Walk *w, Buf *out, char letter, uint64_t bits)
{
  float single;
  double real;
  uint32_t half = (uint32_t)bits;
  memcpy(&single, &half, sizeof single);
  memcpy(&real, &bits, sizeof real);
  if (strchr("fd", letter))
    buf_printf(out, "\"%s\"", str_c(value_float_text(w->s, letter == 'f' ? (double)single : real)));
  else if (letter == 'b')
    buf_puts(out, bits ? "true" : "false");
  else if (strchr("htjmy", letter))
    buf_printf(out, "%llu", (unsigned long long)bits);
  else
    buf_printf(out, "%lld", (long long)(int64_t)bits);
}

// Brackets that open before the element, or close behind it.
static void brackets_put(Buf *out, const Variable *v, int64_t number, char bracket)
{
  int64_t row;
  array_element(v, &row);
  for (const Type *t = v->type; t->kind == TYPE_ARRAY; t = t->to) {
    if (number % row == 0)
      buf_putc(out, bracket);
    row /= t->count;
  }
}

void array_answer(Walk *w, Variable *v, const char *name, uint64_t bits, Buf *made)
{
  int64_t count;
  const Type *t = array_element(v, &count);
  int64_t number = strtoll(strchr(name + 5, '_') + 1, NULL, 10);
  if (!number)
    made->len = 0;
  else
    buf_puts(made, ", ");
  brackets_put(made, v, number, '[');
  number_put(w, made, element_letter(t), bits);
  brackets_put(made, v, number + 1, ']');
  if (number == count - 1)
    v->elements = intern(w->s, made->text, made->len);
}
