// What instances hold and libclang shows of their templates alone: member templates, enums.
//
// To clang each instance has declarations of its own, but only what is made of
// them leads there. Where nothing does, the template's is told, and what is
// another in the instance stands beside it: [row, scope, [[arguments, names],
// ...]], a pair for each level of parameters that is gone. A name is null when
// its argument is not known: a pack's, and those of a partial specialization.
#include "lists.h"

#include <string.h>

// ---- frames -----------------------------------------------------------------

typedef struct Names {
  Lists *l;
  Buf *b;
  bool is_partial;
  unsigned n;
} Names;

static enum CXChildVisitResult names_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  Names *self = payload;
  if (!is_template_param(c))
    return CXChildVisit_Continue;
  buf_puts(self->b, self->n++ ? "," : "");
  if (self->is_partial || is_pack_param(self->l, c))
    buf_puts(self->b, "null");
  else
    write_str(self->b, raw_spelling(self->l, c));
  return CXChildVisit_Continue;
}

static void levels_write(Lists *l, Buf *b, CXCursor c)
{
  if (!is_record_kind(c.kind) || !is_made(l, c))
    return;
  levels_write(l, b, l->fn->getCursorSemanticParent(c));
  if (l->fn->Cursor_getNumTemplateArguments(c) < 0)
    return;  // a record within an instance
  CXCursor pattern = l->fn->getSpecializedCursorTemplate(c);
  Names names = {.l = l, .b = b};
  names.is_partial = pattern.kind == CXCursor_ClassTemplatePartialSpecialization;
  buf_puts(b, b->text[b->len - 1] == '[' ? "[" : ",[");
  write_arguments(l, b, c);
  buf_puts(b, ",[");
  l->fn->visitChildren(pattern, names_visit, &names);
  buf_puts(b, "]]");
}

// The instance's name as a scope: defaults are left out of it.
Str instance_scope(Lists *l, CXCursor c)
{
  Str outer = qualified_name(l, c), type = raw_type(l, l->fn->getCursorType(c));
  size_t cut = last_component(outer->text);
  const char *own = type->text + last_component(type->text);
  return str_format(l->s->strings, "%.*s%s", (int)cut, outer->text, own);
}

static Str frame_of(Lists *l, CXCursor record)
{
  const void *key = cx_identity(l->s, record);
  Str known = map_get_ptr(&l->frames, key);
  if (known)
    return known;
  Buf b = {0};
  write_str(&b, instance_scope(l, record));
  buf_puts(&b, ",[");
  levels_write(l, &b, record);
  buf_putc(&b, ']');
  known = intern(l->s, b.text, b.len);
  buf_free(&b);
  map_set_ptr(&l->frames, key, (void *)(uintptr_t)known);
  return known;
}

void write_framed(Lists *l, Buf *b, CXCursor record, Writer *write, CXCursor c)
{
  buf_putc(b, '[');
  write(l, b, c);
  buf_putc(b, ',');
  buf_puts(b, frame_of(l, record)->text);
  buf_putc(b, ']');
}

// ---- an instance's own ------------------------------------------------------

void note_own(Lists *l, CXCursor c, CXCursor holder)
{
  const void *key = cx_identity(l->s, holder);
  Cursors *all = map_get_ptr(&l->own, key);
  if (!all) {
    all = NEW(l->s->arena, Cursors);
    map_set_ptr(&l->own, key, all);
    vec_push(&l->owns, all);
  }
  vec_push(all, c);
}

const Cursors *owned_by(Lists *l, CXCursor holder)
{
  return map_get_ptr(&l->own, cx_identity(l->s, holder));
}

void own_free(Lists *l)
{
  for (size_t i = 0; i < l->owns.n; i++)
    vec_free(l->owns.items[i]);
  vec_free(&l->owns);
  map_free(&l->own);
  map_free(&l->frames);
}

// The instance's declaration of what its template writes as c, null when nothing led to it.
CXCursor own_of(Lists *l, CXCursor record, CXCursor c)
{
  const Cursors *all = owned_by(l, record);
  Str name = raw_spelling(l, c);
  bool is_named = has_own_name(l, c, name);
  for (size_t i = 0; all && i < all->n; i++) {
    CXCursor own = all->items[i];
    bool is_it = is_named ? raw_spelling(l, own) == name : is_at(l, own, c);
    if (is_it && own.kind == c.kind)
      return own;
  }
  return l->fn->getNullCursor();
}

// ---- enums ------------------------------------------------------------------

// An enum's values in all instances. clang knows none of a template's.
typedef struct SameValues {
  Lists *l;
  Buf names, values;
  long long next;
  bool is_unsigned;  // the value before was
  bool differs;      // from one instance to another, for all that we know
} SameValues;

static enum CXChildVisitResult differs_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  SameValues *self = payload;
  const CxApi *fn = self->l->fn;
  CXCursor to = fn->getCursorReferenced(c);
  switch ((int)c.kind) {
  case CXCursor_DeclRefExpr: {
    CXCursor scope = fn->getCursorSemanticParent(to);
    if (scope.kind == CXCursor_EnumDecl)
      scope = fn->getCursorSemanticParent(scope);
    bool is_plain = scope.kind == CXCursor_TranslationUnit || scope.kind == CXCursor_Namespace;
    self->differs |= !is_plain || is_template_param(to);
    break;
  }
  case CXCursor_TypeRef:
    self->differs |= is_dependent_type(self->l, fn->getCursorType(to));
    break;
  case CXCursor_TemplateRef:
  case CXCursor_OverloadedDeclRef:
    self->differs = true;
    break;
  default:
    self->differs |= is_dependent_type(self->l, fn->getCursorType(c));
    break;
  }
  return self->differs ? CXChildVisit_Break : CXChildVisit_Recurse;
}

static enum CXChildVisitResult value_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  SameValues *self = payload;
  const CxApi *fn = self->l->fn;
  if (c.kind < CXCursor_FirstExpr || c.kind >= CXCursor_CompoundStmt)
    return CXChildVisit_Continue;
  differs_visit(c, parent, self);
  fn->visitChildren(c, differs_visit, self);
  if (self->differs)
    return CXChildVisit_Break;
  CXEvalResult value = fn->Cursor_Evaluate(c);
  self->differs = !value || fn->EvalResult_getKind(value) != CXEval_Int;
  self->next = self->differs ? 0 : fn->EvalResult_getAsLongLong(value);
  self->is_unsigned = !self->differs && fn->EvalResult_isUnsignedInt(value);
  if (value)
    fn->EvalResult_dispose(value);
  return CXChildVisit_Break;
}

static enum CXChildVisitResult values_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  SameValues *self = payload;
  if (c.kind != CXCursor_EnumConstantDecl)
    return CXChildVisit_Continue;
  self->l->fn->visitChildren(c, value_visit, self);
  if (self->differs)
    return CXChildVisit_Break;
  const char *comma = self->names.len ? "," : "";
  buf_puts(&self->names, comma);
  write_str(&self->names, raw_spelling(self->l, c));
  if (self->is_unsigned)
    buf_printf(&self->values, "%s\"%llu\"", comma, (unsigned long long)self->next++);
  else
    buf_printf(&self->values, "%s\"%lld\"", comma, self->next++);
  return CXChildVisit_Continue;
}

// False when the instance's enum can't be told. A scoped one's definition is not made with it.
static bool write_enum_made(Lists *l, Buf *b, CXCursor record, CXCursor c)
{
  SameValues self = {.l = l};
  if (!l->fn->EnumDecl_isScoped(c))
    l->fn->visitChildren(c, values_visit, &self);
  if (!self.differs) {
    buf_putc(b, '[');
    write_enum_of(l, b, c, self.names.len ? self.names.text : "",
                  self.values.len ? self.values.text : "");
    buf_printf(b, ",%s]", frame_of(l, record)->text);
  }
  buf_free(&self.names);
  buf_free(&self.values);
  return !self.differs;
}

// ---- rows -------------------------------------------------------------------

typedef struct Members {
  Lists *l;
  CXCursor record;
} Members;

static void enum_row(Members *self, CXCursor c)
{
  Lists *l = self->l;
  Buf b = {0};
  CXCursor own = own_of(l, self->record, c);
  if (!l->fn->Cursor_isNull(own))
    write_enum(l, &b, own);
  else if (!write_enum_made(l, &b, self->record, c))
    return;
  row_add(l, LIST_ENUM, &b);
}

static void template_row(Members *self, CXCursor c)
{
  Lists *l = self->l;
  Buf b = {0};
  CXCursor own = own_of(l, self->record, c);
  bool is_known = !l->fn->Cursor_isNull(own);
  if (is_known)
    write_class_template(l, &b, own);
  else
    write_framed(l, &b, self->record, write_class_template_shell, c);
  row_add(l, LIST_CLASS_TEMPLATE, &b);
  const Cursors *instances = is_known ? owned_by(l, own) : NULL;
  for (size_t i = 0; instances && i < instances->n; i++)
    instance_rows(l, instances->items[i]);
}

static enum CXChildVisitResult members_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  Members *self = payload;
  Lists *l = self->l;
  if (!is_counted(l, c))
    return CXChildVisit_Continue;
  if (c.kind == CXCursor_EnumDecl)
    enum_row(self, c);
  else if (c.kind == CXCursor_ClassTemplate)
    template_row(self, c);
  else if (is_record_kind(c.kind) && c.kind != CXCursor_ClassTemplatePartialSpecialization)
    members_rows(l, own_of(l, self->record, c));
  return CXChildVisit_Continue;
}

// What stands in a record that clang made, as rows of the lists that hold members.
void members_rows(Lists *l, CXCursor record)
{
  if (l->fn->Cursor_isNull(record) || l->fn->Type_getSizeOf(l->fn->getCursorType(record)) < 0)
    return;
  Members self = {l, record};
  l->fn->visitChildren(pattern_definition(l, record), members_visit, &self);
}
