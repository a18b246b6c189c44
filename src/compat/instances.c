// Instances of class templates: their arguments in words.
#include <stdlib.h>
#include <string.h>

#include "lists.h"

// ---- arguments --------------------------------------------------------------

// The parts of "a, b<c, d>" between its commas; returns where the part ends.
static const char *part_end(const char *p)
{
  int depth = 0;
  for (; *p; p++) {
    if (*p == '\'' && p[1]) {
      for (p++; *p && *p != '\''; p++)
        p += *p == '\\' && p[1];
      if (!*p)
        break;
      continue;
    }
    if (!depth && (*p == ',' || *p == '>'))
      break;
    depth += *p == '<' || *p == '(' || *p == '[' || *p == '{';
    depth -= *p == '>' || *p == ')' || *p == ']' || *p == '}';
  }
  return p;
}

static void parts_split(Lists *l, StrVec *out, Str text)
{
  const char *p = text ? strchr(text->text + last_component(text->text), '<') : NULL;
  if (!p)
    return;
  for (p++; *p && *p != '>';) {
    const char *end = part_end(p);
    vec_push(out, intern(l->s, p, (size_t)(end - p)));
    p = end;
    if (*p == ',')
      p += 1 + (p[1] == ' ');
  }
}

// The old tool told truth values as numbers.
static Str part_as_told(Lists *l, Str text)
{
  if (str_is(text, "true"))
    return intern_c(l->s, "1");
  return str_is(text, "false") ? intern_c(l->s, "0") : text;
}

static Str argument_text(Lists *l, CXCursor c, unsigned i, Str part)
{
  const CxApi *fn = l->fn;
  switch ((int)fn->Cursor_getTemplateArgumentKind(c, i)) {
  case CXTemplateArgumentKind_Type:
    return raw_type(l, fn->getCanonicalType(fn->Cursor_getTemplateArgumentType(c, i)));
  case CXTemplateArgumentKind_Integral: {
    char first = part ? part->text[0] : 0;
    bool is_name =
        is_identifier_char(first) && (first < '0' || first > '9') && !strchr(part->text, '\'');
    if (is_name)
      return part_as_told(l, part);
    if (is_unsigned_argument(l, c, i))
      return str_format(l->s->strings, "%llu", fn->Cursor_getTemplateArgumentUnsignedValue(c, i));
    return str_format(l->s->strings, "%lld", fn->Cursor_getTemplateArgumentValue(c, i));
  }
  default:
    return part;
  }
}

static Str pack_text(Lists *l, const StrVec *parts, size_t from)
{
  Buf b = {0};
  for (size_t i = from; i < parts->n; i++) {
    buf_puts(&b, i > from ? ", " : "");
    buf_puts(&b, str_c(part_as_told(l, parts->items[i])));
  }
  Str text = intern(l->s, b.text ? b.text : "", b.len);
  buf_free(&b);
  return text;
}

// The type's name leaves out what are defaults, the cursor's does not: but as it was written.
void write_arguments(Lists *l, Buf *b, CXCursor c)
{
  const CxApi *fn = l->fn;
  StrVec parts = {0}, whole = {0};
  parts_split(l, &parts, raw_type(l, fn->getCanonicalType(fn->getCursorType(c))));
  parts_split(l, &whole, cx_str(l->s, fn->getCursorDisplayName(c)));
  int n = fn->Cursor_getNumTemplateArguments(c);
  buf_putc(b, '[');
  for (int i = 0; i < n; i++) {
    unsigned k = (unsigned)i;
    buf_puts(b, i ? "," : "");
    Str part = k < parts.n ? parts.items[k] : k < whole.n ? whole.items[k] : NULL;
    if (fn->Cursor_getTemplateArgumentKind(c, k) == CXTemplateArgumentKind_Pack)
      write_str(b, pack_text(l, &parts, k));
    else
      write_str(b, argument_text(l, c, k, part));
  }
  buf_putc(b, ']');
  vec_free(&parts);
  vec_free(&whole);
}

// ---- rows -------------------------------------------------------------------

// The template itself, whatever partial specialization the instance was made from.
CXCursor primary_template(Lists *l, CXCursor c)
{
  const CxApi *fn = l->fn;
  CXCursor p = fn->getSpecializedCursorTemplate(c);
  while (p.kind == CXCursor_ClassTemplatePartialSpecialization) {
    CXCursor next = fn->getSpecializedCursorTemplate(p);
    if (fn->Cursor_isNull(next))
      break;
    p = next;
  }
  CXCursor definition = fn->getCursorDefinition(p);
  return fn->Cursor_isNull(definition) ? p : definition;
}

static size_t pattern_index(Lists *l, CXCursor pattern)
{
  const void *key = cx_identity(l->s, pattern);
  uintptr_t known = (uintptr_t)map_get_ptr(&l->pattern_index, key);
  if (known)
    return (size_t)known - 1;
  vec_push(&l->patterns, pattern);
  map_set_ptr(&l->pattern_index, key, (void *)(uintptr_t)l->patterns.n);
  return l->patterns.n - 1;
}

// [record, index of its template in "patterns", [argument, ...]]
void write_specialization(Lists *l, Buf *b, CXCursor c)
{
  buf_putc(b, '[');
  write_record(l, b, c);
  buf_printf(b, ",%zu,", pattern_index(l, primary_template(l, c)));
  write_arguments(l, b, c);
  buf_putc(b, ']');
}

void write_patterns(Lists *l, Buf *b)
{
  for (size_t i = 0; i < l->patterns.n; i++) {
    buf_puts(b, i ? ",\n" : "");
    write_class_template(l, b, l->patterns.items[i]);
  }
}
