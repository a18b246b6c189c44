// Templates of functions and classes as rows: their parameters, and what stands behind them.
//
// [[[name, type, kind, is_pack, default], ...], required, function or record, qualified, place,
//  comment]
#include <stdlib.h>
#include <string.h>

#include "lists.h"

// ---- template parameters ----------------------------------------------------

typedef struct Params {
  Lists *l;
  Buf *b;
  unsigned n, required;
  bool optional;      // a default or a pack was met
  StrVec *inherited;  // of earlier declarations, by place; NULL where there is none
} Params;

// The default of a template template parameter: not every clang prints it. It stands behind the
// name, up to the next comma or bracket.
static Str default_behind(Lists *l, CXCursor c)
{
  CxPlace place = cx_place(l->s, c);
  size_t size = 0;
  const char *text = cx_file_text(l->s, place.file, &size);
  if (!text || place.offset >= size)
    return NULL;
  const char *p = text + place.offset, *end = text + size;
  while (p < end && (*p <= ' ' || is_identifier_char(*p)))
    p++;
  if (p == end || *p != '=')
    return NULL;
  for (p++; p < end && *p <= ' ';)
    p++;
  size_t n = 0;
  while (p + n < end && !strchr(",>\n", p[n]))
    n++;
  return intern(l->s, p, n);
}

bool is_template_param(CXCursor c)
{
  return c.kind >= CXCursor_TemplateTypeParameter && c.kind <= CXCursor_TemplateTemplateParameter;
}

static bool is_pack_print(Str print)
{
  const char *eq = print ? strstr(print->text, " = ") : NULL;
  const char *dots = print ? strstr(print->text, "...") : NULL;
  return dots && (!eq || dots < eq);
}

bool is_pack_param(Lists *l, CXCursor c)
{
  return is_pack_print(cx_str(l->s, l->fn->getCursorPrettyPrinted(c, l->s->cx->now->terse)));
}

static int template_param_kind(CXCursor c)
{
  switch ((int)c.kind) {
  case CXCursor_TemplateTypeParameter:
    return 0;
  case CXCursor_NonTypeTemplateParameter:
    return 1;
  case CXCursor_TemplateTemplateParameter:
    return 2;
  default:
    return -1;
  }
}

static Str template_param_default(Lists *l, CXCursor c, Str print)
{
  const char *eq = print ? strstr(print->text, " = ") : NULL;
  return eq ? intern_c(l->s, eq + 3) : template_param_kind(c) == 2 ? default_behind(l, c) : NULL;
}

static enum CXChildVisitResult defaults_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  Params *self = payload;
  Lists *l = self->l;
  if (template_param_kind(c) >= 0) {
    Str print = cx_str(l->s, l->fn->getCursorPrettyPrinted(c, l->s->cx->now->terse));
    Str value = template_param_default(l, c, print);
    if (self->n == self->inherited->n)
      vec_push(self->inherited, value);
    else if (value)
      self->inherited->items[self->n] = value;
    self->n++;
  }
  return CXChildVisit_Continue;
}

static void template_param_write(Params *self, CXCursor c, int kind)
{
  Lists *l = self->l;
  Buf *b = self->b;
  l->in_hand = c;
  Str print = cx_str(l->s, l->fn->getCursorPrettyPrinted(c, l->s->cx->now->terse));
  bool is_pack = is_pack_print(print);
  Str value = template_param_default(l, c, print);
  if (!value && self->n < self->inherited->n)
    value = self->inherited->items[self->n];
  buf_puts(b, self->n++ ? ",[" : "[");
  write_str(b, raw_spelling(l, c));
  if (kind == 2)
    buf_puts(b, ",-1");
  else
    buf_printf(b, ",%zu", type_index(l, l->fn->getCursorType(c)));
  buf_printf(b, ",%d,%d,", kind, is_pack);
  if (value)
    write_str(b, value);
  else
    buf_puts(b, "null");
  buf_putc(b, ']');
  self->optional |= is_pack || value;
  self->required += !self->optional;
}

static enum CXChildVisitResult template_params_visit(CXCursor c, CXCursor parent,
                                                     CXClientData payload)
{
  (void)parent;
  int kind = template_param_kind(c);
  if (kind >= 0)
    template_param_write(payload, c, kind);
  return CXChildVisit_Continue;
}

// ---- redeclarations ---------------------------------------------------------

static enum CXChildVisitResult redeclared_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  Lists *l = payload;
  if (c.kind != CXCursor_ClassTemplate)
    return c.kind == CXCursor_Namespace || c.kind == CXCursor_LinkageSpec ? CXChildVisit_Recurse
                                                                          : CXChildVisit_Continue;
  const void *key = cx_identity(l->s, c);
  Cursors *all = map_get_ptr(&l->redeclared, key);
  if (!all) {
    all = NEW(l->s->arena, Cursors);
    map_set_ptr(&l->redeclared, key, all);
    vec_push(&l->redeclarations, all);
  }
  vec_push(all, c);
  return CXChildVisit_Continue;
}

static const Cursors *declarations_of(Lists *l, CXCursor c)
{
  if (!l->redeclared.n) {
    CXCursor root = l->fn->getTranslationUnitCursor(l->s->cx->now->unit);
    l->fn->visitChildren(root, redeclared_visit, l);
  }
  return map_get_ptr(&l->redeclared, cx_identity(l->s, c));
}

void redeclared_free(Lists *l)
{
  for (size_t i = 0; i < l->redeclarations.n; i++)
    vec_free(l->redeclarations.items[i]);
  vec_free(&l->redeclarations);
  map_free(&l->redeclared);
}

// A declaration has the defaults of those in front of it; one of them alone writes each.
static void inherit_defaults(Params *self, CXCursor c)
{
  Lists *l = self->l;
  CXCursor first = l->fn->getCanonicalCursor(c);
  if (first.data[0] == c.data[0])
    return;
  const Cursors *all = declarations_of(l, c);
  if (!all)  // a member, or a function's, which has all in its first one
    l->fn->visitChildren(first, defaults_visit, self);
  for (size_t i = 0; all && i < all->n && all->items[i].data[0] != c.data[0]; i++) {
    self->n = 0;
    l->fn->visitChildren(all->items[i], defaults_visit, self);
  }
  self->n = 0;
}

// ---- rows -------------------------------------------------------------------

static void write_template(Lists *l, Buf *b, CXCursor c, Writer *write_pattern)
{
  StrVec inherited = {0};
  Params self = {.l = l, .b = b, .inherited = &inherited};
  inherit_defaults(&self, c);
  buf_puts(b, "[[");
  l->fn->visitChildren(c, template_params_visit, &self);
  buf_printf(b, "],%u,", self.required);
  vec_free(&inherited);
  write_pattern(l, b, c);
  buf_putc(b, ',');
  write_str(b, qualified_name(l, c));
  buf_putc(b, ',');
  write_place(l, b, c);
  buf_putc(b, ',');
  write_comment(l, b, c);
  buf_putc(b, ']');
}

void write_function_template(Lists *l, Buf *b, CXCursor c)
{
  write_template(l, b, c, write_function);
}

void write_class_template(Lists *l, Buf *b, CXCursor c)
{
  write_template(l, b, c, write_record);
}

void write_class_template_shell(Lists *l, Buf *b, CXCursor c)
{
  write_template(l, b, c, write_shell);
}
