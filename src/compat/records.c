// Records, class templates, their instances, enums and typedefs as rows.
//
// record: [name, qualified, fields, methods, templated methods, nested records, nested class
//  templates, size, align, kind, bases, flags, place, comment]; size and align -1: none
// field: [name, type, access, offset in bits or -1, width or -1, is_mutable, place, comment]
// base: [type, access, is_virtual, offset in bits or -1]
//
// Fields are all there are, members the public ones. What the user did not
// write is left out, but for the record's own name within itself, which the
// old tool showed as an empty record.
#include <stdlib.h>
#include <string.h>

#include "lists.h"

typedef struct Parts {
  Lists *l;
  CXCursor record;
  CXType type;
  bool is_pattern;   // of a template: no layout
  bool is_instance;  // clang's cursor visitor does not enter it
  bool wants_nested;
  Buf fields, methods, templates, records, class_templates, bases;
} Parts;

static Buf *part(Buf *b)
{
  if (b->len)
    buf_putc(b, ',');
  return b;
}

static int access_of_cursor(Lists *l, CXCursor c)
{
  int access = (int)l->fn->getCXXAccessSpecifier(c);
  return access == CX_CXXProtected ? 1 : access == CX_CXXPrivate ? 2 : 0;
}

// ---- fields and bases -------------------------------------------------------

static void field_write(Parts *self, CXCursor c)
{
  Lists *l = self->l;
  const CxApi *fn = l->fn;
  l->in_hand = c;
  Buf *b = part(&self->fields);
  Str name = raw_spelling(l, c);
  buf_putc(b, '[');
  write_str(b, strchr(str_c(name), '(') ? NULL : name);  // an anonymous member's is its type's
  bool is_bits = fn->Cursor_isBitField(c);
  buf_printf(b, ",%zu,%d,%lld,%d,%u,", type_index(l, fn->getCursorType(c)), access_of_cursor(l, c),
             self->is_pattern ? -1ll : fn->Cursor_getOffsetOfField(c),
             is_bits ? fn->getFieldDeclBitWidth(c) : -1, fn->CXXField_isMutable(c));
  write_place(l, b, c);
  buf_putc(b, ',');
  write_comment(l, b, c);
  buf_putc(b, ']');
}

static enum CXVisitorResult parts_visit_field(CXCursor c, CXClientData payload)
{
  field_write(payload, c);
  return CXVisit_Continue;
}

static void base_write(Parts *self, CXCursor c)
{
  Lists *l = self->l;
  bool is_virtual = l->fn->isVirtualBase(c);
  l->in_hand = self->record;
  long long offset = self->is_pattern || is_virtual ? -1 : l->fn->getOffsetOfBase(self->record, c);
  buf_printf(part(&self->bases), "[%zu,%d,%d,%lld]", type_index(l, l->fn->getCursorType(c)),
             access_of_cursor(l, c), is_virtual, offset);
}

static enum CXVisitorResult parts_visit_base(CXCursor c, CXClientData payload)
{
  base_write(payload, c);
  return CXVisit_Continue;
}

// ---- members ----------------------------------------------------------------

static int record_kind(Lists *l, CXCursor c)
{
  bool is_template =
      c.kind == CXCursor_ClassTemplate || c.kind == CXCursor_ClassTemplatePartialSpecialization;
  int kind = is_template ? (int)l->fn->getTemplateCursorKind(c) : (int)c.kind;
  return kind == CXCursor_UnionDecl ? 2 : kind == CXCursor_ClassDecl ? 1 : 0;
}

// A record of which its name is all that is told.
static void shell_write(Lists *l, Buf *b, CXCursor c, Str scope)
{
  Str name = raw_spelling(l, c);
  buf_putc(b, '[');
  write_str(b, has_own_name(l, c, name) ? name : NULL);
  buf_putc(b, ',');
  if (scope)
    write_str(b, str_format(l->s->strings, "%s::%s", scope->text, str_c(name)));
  else
    write_str(b, qualified_name(l, c));
  buf_printf(b, ",[],[],[],[],[],-1,-1,%d,[],0,", record_kind(l, c));
  write_place(l, b, c);
  buf_puts(b, ",null]");
}

void write_shell(Lists *l, Buf *b, CXCursor c)
{
  shell_write(l, b, c, NULL);
}

static void nested_write(Parts *self, CXCursor c)
{
  Lists *l = self->l;
  bool is_anonymous = l->fn->Cursor_isAnonymousRecordDecl(c);
  if (self->is_pattern && is_anonymous) {  // its field is implicit, and not visited
    Buf *b = part(&self->fields);
    buf_printf(b, "[\"\",%zu,%d,-1,-1,0,", type_index(l, l->fn->getCursorType(c)),
               access_of_cursor(l, c));
    write_place(l, b, c);
    buf_puts(b, ",null]");
  }
  if (access_of_cursor(l, c) != 0)
    return;
  if (l->fn->isCursorDefinition(c))
    write_record(l, part(&self->records), c);
  else
    shell_write(l, part(&self->records), c, NULL);
}

static void member_template_write(Parts *self, CXCursor c)
{
  if (access_of_cursor(self->l, c) == 0)
    write_function_template(self->l, part(&self->templates), c);
}

static void method_write(Parts *self, CXCursor c)
{
  if (access_of_cursor(self->l, c) == 0)
    write_function(self->l, part(&self->methods), c);
}

static enum CXChildVisitResult parts_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  Parts *self = payload;
  switch ((int)c.kind) {
  case CXCursor_FieldDecl:
    if (self->is_pattern)
      field_write(self, c);
    break;
  case CXCursor_CXXBaseSpecifier:
    base_write(self, c);
    break;
  case CXCursor_CXXMethod:
  case CXCursor_Constructor:
  case CXCursor_Destructor:
  case CXCursor_ConversionFunction:
    method_write(self, c);
    break;
  case CXCursor_FunctionTemplate:
    member_template_write(self, c);
    break;
  case CXCursor_StructDecl:
  case CXCursor_UnionDecl:
  case CXCursor_ClassDecl:
    nested_write(self, c);
    break;
  case CXCursor_ClassTemplate:
    if (access_of_cursor(self->l, c) == 0)
      write_class_template(self->l, part(&self->class_templates), c);
    break;
  default:
    break;
  }
  return CXChildVisit_Continue;
}

// ---- instances --------------------------------------------------------------

// What clang made stands where the record does.
static enum CXVisitorResult parts_visit_method(CXCursor c, CXClientData payload)
{
  Parts *self = payload;
  CxPlace own = cx_place(self->l->s, c), record = cx_place(self->l->s, self->record);
  if (own.file != record.file || own.offset != record.offset)
    method_write(self, c);
  return CXVisit_Continue;
}

// The instance's own declaration of a nested record, when some code led to it; else a shell, as
// clang has where nothing needed the definition.
static void instance_nested_write(Parts *self, CXCursor c)
{
  Lists *l = self->l;
  CXCursor own = own_of(l, self->record, c);
  if (l->fn->Cursor_isNull(own) || !l->fn->isCursorDefinition(own))
    shell_write(l, part(&self->records), c, instance_scope(l, self->record));
  else
    write_record(l, part(&self->records), own);
}

static void instance_template_write(Parts *self, CXCursor c)
{
  Lists *l = self->l;
  CXCursor own = own_of(l, self->record, c);
  Buf *b = part(&self->class_templates);
  if (l->fn->Cursor_isNull(own))
    write_framed(l, b, self->record, write_class_template_shell, c);
  else
    write_class_template(l, b, own);
}

static enum CXChildVisitResult parts_visit_pattern(CXCursor c, CXCursor parent,
                                                   CXClientData payload)
{
  (void)parent;
  Parts *self = payload;
  Lists *l = self->l;
  if (access_of_cursor(l, c) != 0)
    return CXChildVisit_Continue;
  if (c.kind == CXCursor_ClassTemplate)
    instance_template_write(self, c);
  else if (c.kind == CXCursor_FunctionTemplate)
    write_framed(l, part(&self->templates), self->record, write_function_template, c);
  else if (is_record_kind(c.kind) && c.kind != CXCursor_ClassTemplatePartialSpecialization)
    instance_nested_write(self, c);
  return CXChildVisit_Continue;
}

// A member template of an instance has its text in the template alone.
CXCursor pattern_definition(Lists *l, CXCursor c)
{
  const CxApi *fn = l->fn;
  CXCursor found = fn->getSpecializedCursorTemplate(c);
  for (CXCursor p = found; !fn->Cursor_isNull(p); p = fn->getSpecializedCursorTemplate(p)) {
    CXCursor definition = fn->getCursorDefinition(p);
    if (!fn->Cursor_isNull(definition))
      return definition;
  }
  return found;
}

typedef struct Inside {
  Lists *l;
  CxPlace start, stop;
  bool is_outside;
} Inside;

static enum CXVisitorResult is_outside_visit(CXCursor c, CXClientData payload)
{
  Inside *self = payload;
  CxPlace p = cx_place(self->l->s, c);
  self->is_outside =
      p.file != self->start.file || p.offset < self->start.offset || p.offset > self->stop.offset;
  return CXVisit_Break;
}

// An instantiation that the header asks for has a place of its own, but no braces, and its members
// are elsewhere.
static bool is_asked_for(Lists *l, CXCursor c)
{
  Inside inside = {.l = l};
  cx_extent(l->s, c, &inside.start, &inside.stop);
  size_t size = 0, end = inside.stop.offset;
  const char *text = cx_file_text(l->s, inside.stop.file, &size);
  if (text && end && end <= size && text[end - 1] == '>')
    return true;
  CXType t = l->fn->getCursorType(c);
  l->fn->Type_visitFields(t, is_outside_visit, &inside);
  if (!inside.is_outside)
    l->fn->visitCXXMethods(t, is_outside_visit, &inside);
  return inside.is_outside;
}

// Whether clang made it from a template: it stands at the template's place.
bool is_made(Lists *l, CXCursor c)
{
  CXCursor pattern = l->fn->getSpecializedCursorTemplate(c);
  if (l->fn->Cursor_isNull(pattern) || c.kind == CXCursor_ClassTemplatePartialSpecialization)
    return false;
  if (is_asked_for(l, c))
    return true;
  CxPlace a = cx_place(l->s, pattern_definition(l, c)), b = cx_place(l->s, c);
  CxPlace first = cx_place(l->s, pattern);
  return b.file == NULL || (a.file == b.file && a.offset == b.offset) ||
         (first.file == b.file && first.offset == b.offset);
}

static void parts_read(Parts *self)
{
  Lists *l = self->l;
  const CxApi *fn = l->fn;
  if (!self->is_pattern)
    fn->Type_visitFields(self->type, parts_visit_field, self);
  if (!self->is_instance) {
    fn->visitChildren(self->record, parts_visit, self);
    return;
  }
  fn->visitCXXBaseClasses(self->type, parts_visit_base, self);
  fn->visitCXXMethods(self->type, parts_visit_method, self);
  fn->visitChildren(pattern_definition(l, self->record), parts_visit_pattern, self);
}

// ---- records ----------------------------------------------------------------

static void parts_free(Parts *self)
{
  buf_free(&self->fields);
  buf_free(&self->methods);
  buf_free(&self->templates);
  buf_free(&self->records);
  buf_free(&self->class_templates);
  buf_free(&self->bases);
}

static const char *text_of(const Buf *b)
{
  return b->len ? b->text : "";
}

// The record's name within itself: public where members are, so not in a class.
static void injected_write(Parts *self, Str name, long long size, long long align, int kind)
{
  Lists *l = self->l;
  Buf *b = part(&self->records);
  Str qualified = qualified_name(l, self->record);
  Str component = NULL;
  if (self->is_instance || !l->fn->Cursor_isNull(l->fn->getSpecializedCursorTemplate(self->record)))
    component = raw_type(l, self->type);
  size_t cut = last_component(qualified->text);
  const char *own =
      component ? component->text + last_component(component->text) : qualified->text + cut;
  buf_putc(b, '[');
  write_str(b, name);
  buf_putc(b, ',');
  write_str(b,
            str_format(l->s->strings, "%.*s%s::%s", (int)cut, qualified->text, own, str_c(name)));
  buf_printf(b, ",[],[],[],[],[],%lld,%lld,%d,[],4,", size, align, kind);
  write_place(l, b, self->record);
  buf_puts(b, ",null]");
}

enum { R_COMPLETE = 1, R_ANONYMOUS = 2, R_INJECTED = 4, R_ABSTRACT = 8 };

void write_record(Lists *l, Buf *b, CXCursor c)
{
  const CxApi *fn = l->fn;
  Parts parts = {.l = l, .record = c, .type = fn->getCursorType(c)};
  long long size = fn->Type_getSizeOf(parts.type), align = fn->Type_getAlignOf(parts.type);
  bool is_template =
      c.kind == CXCursor_ClassTemplate || c.kind == CXCursor_ClassTemplatePartialSpecialization;
  parts.is_pattern = is_template || size == -3;
  parts.is_instance = !is_template && is_made(l, c);
  bool is_complete = is_template ? fn->isCursorDefinition(c) : size >= 0 || parts.is_pattern;
  size = size >= 0 && !parts.is_pattern ? size : -1;
  align = size >= 0 ? align : -1;
  int kind = record_kind(l, c);
  Str name = record_name(l, c);
  bool has_parts = fn->isCursorDefinition(c) || (parts.is_instance && is_complete);
  if (has_parts && kind != 1 && has_own_name(l, c, raw_spelling(l, c)))
    injected_write(&parts, name, size, align, kind);
  if (has_parts)
    parts_read(&parts);
  unsigned flags = (is_complete ? R_COMPLETE : 0u) |
                   (fn->Cursor_isAnonymousRecordDecl(c) ? R_ANONYMOUS : 0u) |
                   (!is_template && fn->CXXRecord_isAbstract(c) ? R_ABSTRACT : 0u);
  buf_putc(b, '[');
  write_str(b, name);
  buf_putc(b, ',');
  write_str(b, qualified_name(l, c));
  buf_printf(b, ",[%s],[%s],[%s],", text_of(&parts.fields), text_of(&parts.methods),
             text_of(&parts.templates));
  buf_putc(b, '[');
  buf_puts(b, text_of(&parts.records));
  buf_puts(b, "],[");
  buf_puts(b, text_of(&parts.class_templates));
  buf_printf(b, "],%lld,%lld,%d,[%s],%u,", size, align, kind, text_of(&parts.bases), flags);
  write_place(l, b, c);
  buf_putc(b, ',');
  write_comment(l, b, c);
  buf_putc(b, ']');
  parts_free(&parts);
}

// ---- enums and typedefs -----------------------------------------------------

typedef struct Values {
  Lists *l;
  Buf names, values;
  bool is_unsigned;
} Values;

static enum CXChildVisitResult enumerators_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  Values *self = payload;
  if (c.kind != CXCursor_EnumConstantDecl)
    return CXChildVisit_Continue;
  const CxApi *fn = self->l->fn;
  write_str(part(&self->names), raw_spelling(self->l, c));
  if (self->is_unsigned)
    buf_printf(part(&self->values), "\"%llu\"", fn->getEnumConstantDeclUnsignedValue(c));
  else
    buf_printf(part(&self->values), "\"%lld\"", fn->getEnumConstantDeclValue(c));
  return CXChildVisit_Continue;
}

// [name, qualified, [name, ...], [value, ...], underlying type, is_scoped, place, comment]
void write_enum_of(Lists *l, Buf *b, CXCursor c, const char *names, const char *values)
{
  const CxApi *fn = l->fn;
  l->in_hand = c;
  Str name = raw_spelling(l, c);
  bool is_nameless = !has_own_name(l, c, name);
  buf_putc(b, '[');
  write_str(b, is_nameless ? NULL : name);
  buf_putc(b, ',');
  write_str(b, qualified_name(l, c));
  buf_printf(b, ",[%s],[%s],%zu,%u,", names, values, type_index(l, fn->getEnumDeclIntegerType(c)),
             fn->EnumDecl_isScoped(c));
  write_place(l, b, c);
  buf_putc(b, ',');
  write_comment(l, b, c);
  buf_putc(b, ']');
}

void write_enum(Lists *l, Buf *b, CXCursor c)
{
  Values values = {.l = l};
  CXType underlying = l->fn->getCanonicalType(l->fn->getEnumDeclIntegerType(c));
  values.is_unsigned = cx_is_unsigned(underlying.kind);
  l->fn->visitChildren(c, enumerators_visit, &values);
  write_enum_of(l, b, c, text_of(&values.names), text_of(&values.values));
  buf_free(&values.names);
  buf_free(&values.values);
}

// The record's own name, an instance's with its arguments.
static Str underlying_name(Lists *l, CXCursor record)
{
  if (l->fn->Cursor_isNull(l->fn->getSpecializedCursorTemplate(record)))
    return record_name(l, record);
  Str type = raw_type(l, l->fn->getCursorType(record));
  return intern_c(l->s, type->text + last_component(type->text));
}

// [name, qualified, underlying name or null, type, text as written, place, comment]
void write_typedef(Lists *l, Buf *b, CXCursor c, CXType underlying)
{
  CXType canonical = l->fn->getCanonicalType(underlying);
  l->in_hand = c;
  buf_putc(b, '[');
  write_str(b, raw_spelling(l, c));
  buf_putc(b, ',');
  write_str(b, qualified_name(l, c));
  buf_putc(b, ',');
  if (canonical.kind == CXType_Record)
    write_str(b, underlying_name(l, l->fn->getTypeDeclaration(canonical)));
  else
    write_str(b, raw_type(l, canonical));
  buf_printf(b, ",%zu,", type_index(l, underlying));
  write_str(b, raw_type(l, underlying));
  buf_putc(b, ',');
  write_place(l, b, c);
  buf_putc(b, ',');
  write_comment(l, b, c);
  buf_putc(b, ']');
}
