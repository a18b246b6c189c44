// Types as the old tool spelled them: two texts each.
//
// The canonical type is told, but for the integers of <stdint.h>: where one of
// their names stands in a type, the type is told as it was written. The second
// text is without references and qualifiers, and each pointer is a " *".
#include <string.h>

#include "lists.h"

// ---- what is written --------------------------------------------------------

static bool is_stdint_name(const char *p, size_t n)
{
  static const char *const ends[] = {"8_t", "16_t", "32_t", "64_t"};
  if (n && *p == 'u') {
    p++;
    n--;
  }
  if (n < 5 || strncmp(p, "int", 3))
    return false;
  p += 3;
  n -= 3;
  if ((n == 5 && !strncmp(p, "ptr_t", 5)) || (n == 5 && !strncmp(p, "max_t", 5)))
    return true;
  for (size_t k = 0; k < 2; k++) {
    const char *word = k ? "_least" : "_fast";
    size_t len = strlen(word);
    if (n > len && !strncmp(p, word, len)) {
      p += len;
      n -= len;
      break;
    }
  }
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    if (n == strlen(ends[i]) && !strncmp(p, ends[i], n))
      return true;
  return false;
}

// Whether a whole word of the text is such a name.
static bool has_stdint_name(Str text)
{
  for (const char *p = str_c(text); *p;) {
    size_t n = 0;
    while (is_identifier_char(p[n]))
      n++;
    if (n && is_stdint_name(p, n))
      return true;
    p += n ? n : 1;
  }
  return false;
}

// Of what has none, as a forward declaration that is in error.
static const char null_type[] = "<null-type>";

// ---- the second text --------------------------------------------------------

// Without qualifiers, a pointer's pointee too: "int * *".
static Str unqualified_text(Lists *l, CXType t)
{
  int stars = 0;
  if (t.kind == CXType_Invalid)
    return intern_c(l->s, null_type);
  t = l->fn->getUnqualifiedType(t);
  while (t.kind == CXType_Pointer) {
    stars++;
    t = l->fn->getUnqualifiedType(l->fn->getPointeeType(t));
  }
  Buf b = {0};
  buf_puts(&b, str_c(raw_type(l, t)));
  while (stars--)
    buf_puts(&b, " *");
  Str text = intern(l->s, b.text, b.len);
  buf_free(&b);
  return text;
}

// ---- the table --------------------------------------------------------------

static size_t type_add(Lists *l, const void *key, CXType t)
{
  bool is_left = t.kind == CXType_LValueReference, is_right = t.kind == CXType_RValueReference;
  Str name = t.kind == CXType_Invalid ? intern_c(l->s, null_type) : raw_type(l, t);
  Str bare = unqualified_text(l, is_left || is_right ? l->fn->getPointeeType(t) : t);
  if (l->ntypes)
    buf_puts(&l->type_rows, ",\n");
  buf_putc(&l->type_rows, '[');
  write_str(&l->type_rows, name);
  buf_putc(&l->type_rows, ',');
  write_str(&l->type_rows, bare);
  buf_printf(&l->type_rows, ",%d,%d]", is_right, is_left);
  map_set_ptr(&l->types, key, (void *)(uintptr_t)++l->ntypes);
  return l->ntypes - 1;
}

// A pointer to t, which libclang can't make.
static size_t type_add_pointer(Lists *l, CXType t)
{
  if (l->ntypes++)
    buf_puts(&l->type_rows, ",\n");
  buf_putc(&l->type_rows, '[');
  write_str(&l->type_rows, str_format(l->s->strings, "%s *", str_c(raw_type(l, t))));
  buf_putc(&l->type_rows, ',');
  write_str(&l->type_rows, str_format(l->s->strings, "%s *", unqualified_text(l, t)->text));
  buf_puts(&l->type_rows, ",0,0]");
  return l->ntypes - 1;
}

// Of a type as it is written somewhere.
size_t type_index(Lists *l, CXType t)
{
  const void *key = t.data[0];
  uintptr_t known = key ? (uintptr_t)map_get_ptr(&l->types, key) : 0;
  if (known)
    return (size_t)known - 1;
  if (t.kind == CXType_Invalid)
    return type_add(l, key, t);
  CXType canonical = l->fn->getCanonicalType(t);
  if (canonical.data[0] == key || has_stdint_name(raw_type(l, t)))
    return type_add(l, key, t);
  size_t index = type_index(l, canonical);
  map_set_ptr(&l->types, key, (void *)(uintptr_t)(index + 1));
  return index;
}

// ---- parameters -------------------------------------------------------------

static bool is_array_kind(enum CXTypeKind kind)
{
  switch ((int)kind) {
  case CXType_ConstantArray:
  case CXType_IncompleteArray:
  case CXType_VariableArray:
  case CXType_DependentSizedArray:
    return true;
  default:
    return false;
  }
}

// A parameter's own type: libclang gives an array or a function for what has decayed. `signature`
// is the same parameter's in the function's canonical type, where it has.
size_t type_index_param(Lists *l, CXCursor param, CXType signature)
{
  CXType own = l->fn->getCursorType(param);
  CXType canonical = l->fn->getCanonicalType(own);
  bool is_array = is_array_kind(canonical.kind);
  if (!is_array && canonical.kind != CXType_FunctionProto)
    return type_index(l, own);
  CXType element = is_array ? l->fn->getArrayElementType(own) : own;
  bool is_plain = is_array && is_array_kind(own.kind) && !is_array_kind(element.kind);
  if (is_plain && has_stdint_name(raw_type(l, element)))
    return type_add_pointer(l, element);
  return type_index(l, signature);
}

// ---- dependence -------------------------------------------------------------

bool is_dependent_type(Lists *l, CXType t)
{
  CXType c = l->fn->getCanonicalType(t);
  switch ((int)c.kind) {
  case CXType_Dependent:
  case CXType_DependentSizedArray:
    return true;
  case CXType_ConstantArray:
  case CXType_IncompleteArray:
  case CXType_VariableArray:
    return is_dependent_type(l, l->fn->getArrayElementType(c));
  case CXType_Pointer:
  case CXType_LValueReference:
  case CXType_RValueReference:
    return is_dependent_type(l, l->fn->getPointeeType(c));
  case CXType_MemberPointer: {
    Str text = cx_str(l->s, l->fn->getTypeSpelling(c));
    return strstr(str_c(text), "type-parameter-") || is_dependent_type(l, l->fn->getPointeeType(c));
  }
  case CXType_FunctionProto: {
    bool found = is_dependent_type(l, l->fn->getResultType(c));
    for (int i = 0, n = l->fn->getNumArgTypes(c); !found && i < n; i++)
      found = is_dependent_type(l, l->fn->getArgType(c, (unsigned)i));
    return found;
  }
  default:
    return l->fn->Type_getSizeOf(c) == -3;
  }
}
