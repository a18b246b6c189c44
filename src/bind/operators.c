// Operators as Python's methods: what the .pyi calls them, and how kernels reach those
// that Python has no sign for.
#include "plan.h"

// `self`: which operand is the object. NULL when Python cannot say it.
const char *operator_method(Str symbol, uint32_t operands, int self)
{
  static const struct {
    const char *symbol, *unary, *binary, *reflected;
  } methods[] = {
      {"+", "__pos__", "__add__", "__radd__"},
      {"-", "__neg__", "__sub__", "__rsub__"},
      {"*", "deref", "__mul__", "__rmul__"},
      {"/", NULL, "__truediv__", "__rtruediv__"},
      {"%", NULL, "__mod__", "__rmod__"},
      {"&", NULL, "__and__", "__rand__"},
      {"|", NULL, "__or__", "__ror__"},
      {"^", NULL, "__xor__", "__rxor__"},
      {"~", "__invert__", NULL, NULL},
      {"<<", NULL, "__lshift__", "__rlshift__"},
      {">>", NULL, "__rshift__", "__rrshift__"},
      {"==", NULL, "__eq__", "__eq__"},
      {"!=", NULL, "__ne__", "__ne__"},
      {"<", NULL, "__lt__", "__gt__"},
      {"<=", NULL, "__le__", "__ge__"},
      {">", NULL, "__gt__", "__lt__"},
      {">=", NULL, "__ge__", "__le__"},
      {"[]", NULL, "__getitem__", NULL},
      {"+=", NULL, "__iadd__", NULL},
      {"-=", NULL, "__isub__", NULL},
      {"*=", NULL, "__imul__", NULL},
      {"/=", NULL, "__itruediv__", NULL},
      {"%=", NULL, "__imod__", NULL},
      {"&=", NULL, "__iand__", NULL},
      {"|=", NULL, "__ior__", NULL},
      {"^=", NULL, "__ixor__", NULL},
      {"<<=", NULL, "__ilshift__", NULL},
      {">>=", NULL, "__irshift__", NULL},
      {"++", "increment", "post_increment", NULL},
      {"--", "decrement", "post_decrement", NULL},
      {"->", "arrow", NULL, NULL},
      {"=", NULL, "assign", NULL},
  };
  if (str_is(symbol, "()"))
    return "__call__";
  for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
    if (str_is(symbol, methods[i].symbol))
      return self == 1       ? methods[i].reflected
             : operands == 2 ? methods[i].binary
                             : methods[i].unary;
  return NULL;
}
