// The hunt for instances: clang knows a template's, libclang lists none.
//
// What code mentions has a type, and what it calls is a function. So the whole
// unit is walked once, each type is looked at once, and instances of functions
// and records are walked as if they were written: what they mention counts too.
#include <stdlib.h>
#include <string.h>

#include "lists.h"

static enum CXChildVisitResult hunt_visit(CXCursor c, CXCursor parent, CXClientData payload);
static void note_type(Lists *l, CXType t);

// True the first time.
static bool is_new(Lists *l, const void *key)
{
  if (!key || map_get_ptr(&l->seen, key))
    return false;
  map_set_ptr(&l->seen, key, l);
  return true;
}

// ---- records ----------------------------------------------------------------

static enum CXVisitorResult note_field(CXCursor c, CXClientData payload)
{
  Lists *l = payload;
  note_type(l, l->fn->getCursorType(c));
  return CXVisit_Continue;
}

static enum CXVisitorResult note_method(CXCursor c, CXClientData payload)
{
  Lists *l = payload;
  note_type(l, l->fn->getCursorType(c));
  if (is_new(l, c.data[0]))
    vec_push(&l->bodies, c);
  return CXVisit_Continue;
}

static void note_arguments(Lists *l, CXCursor c)
{
  int n = l->fn->Cursor_getNumTemplateArguments(c);
  for (int i = 0; i < n; i++)
    if (l->fn->Cursor_getTemplateArgumentKind(c, (unsigned)i) == CXTemplateArgumentKind_Type)
      note_type(l, l->fn->Cursor_getTemplateArgumentType(c, (unsigned)i));
}

static void note_nested(Lists *l, CXCursor c, CXCursor parent)
{
  const void *key = cx_identity(l->s, parent);
  Cursors *nested = map_get_ptr(&l->nested, key);
  if (!nested) {
    nested = NEW(l->s->arena, Cursors);
    map_set_ptr(&l->nested, key, nested);
  }
  vec_push(nested, c);
}

static bool is_class_instance(Lists *l, CXCursor c)
{
  return is_record_kind(c.kind) && l->fn->Cursor_getNumTemplateArguments(c) >= 0 &&
         !l->fn->Cursor_isNull(l->fn->getSpecializedCursorTemplate(c));
}

static void note_record(Lists *l, CXCursor c, CXType t)
{
  const CxApi *fn = l->fn;
  bool is_instance = is_class_instance(l, c);
  if (fn->Cursor_isNull(fn->getSpecializedCursorTemplate(c)))
    return;  // what it holds is written somewhere
  CXCursor parent = fn->getCursorSemanticParent(c);
  if (is_record_kind(parent.kind))
    note_type(l, fn->getCursorType(parent));
  if (is_instance) {
    vec_push(&l->instances, c);
    note_arguments(l, c);
  } else if (is_record_kind(parent.kind)) {
    note_nested(l, c, parent);
  }
  fn->Type_visitFields(t, note_field, l);
  fn->visitCXXBaseClasses(t, note_field, l);
  fn->visitCXXMethods(t, note_method, l);
  if (!is_instance)
    fn->visitChildren(c, hunt_visit, l);
}

static void note_enum(Lists *l, CXCursor c)
{
  CXCursor parent = l->fn->getCursorSemanticParent(c);
  bool is_made_one =
      is_record_kind(parent.kind) && is_class_instance(l, parent) && is_made(l, parent);
  if (is_made_one && is_new(l, cx_identity(l->s, c)))
    vec_push(&l->enums, c);
}

// ---- types ------------------------------------------------------------------

static CXType innermost(Lists *l, CXType t)
{
  const CxApi *fn = l->fn;
  for (;;) {
    switch ((int)t.kind) {
    case CXType_Pointer:
    case CXType_LValueReference:
    case CXType_RValueReference:
    case CXType_MemberPointer:
      t = fn->getPointeeType(t);
      break;
    case CXType_ConstantArray:
    case CXType_IncompleteArray:
    case CXType_VariableArray:
      t = fn->getArrayElementType(t);
      break;
    default:
      return t;
    }
  }
}

static void note_type(Lists *l, CXType t)
{
  const CxApi *fn = l->fn;
  if (t.kind == CXType_Invalid || !is_new(l, t.data[0]))
    return;
  t = innermost(l, fn->getCanonicalType(t));
  if (t.kind == CXType_FunctionProto) {
    if (!is_new(l, (const char *)t.data[0] + 1))
      return;
    note_type(l, fn->getResultType(t));
    for (int i = 0, n = fn->getNumArgTypes(t); i < n; i++)
      note_type(l, fn->getArgType(t, (unsigned)i));
  } else if (t.kind == CXType_Enum) {
    note_enum(l, fn->getTypeDeclaration(t));
  } else if (t.kind == CXType_Record) {
    t = fn->getUnqualifiedType(t);
    CXCursor c = fn->getTypeDeclaration(t);
    if (is_new(l, cx_identity(l->s, c)))
      note_record(l, c, t);
  }
}

// ---- the walk ---------------------------------------------------------------

static void note_reference(Lists *l, CXCursor c)
{
  const CxApi *fn = l->fn;
  CXCursor to = fn->getCursorReferenced(c);
  if (fn->Cursor_isNull(to) || (int)to.kind > CXCursor_TypeRef)
    return;
  CXCursor parent = fn->getCursorSemanticParent(to);
  if (is_record_kind(parent.kind))
    note_type(l, fn->getCursorType(parent));  // of X<int>::value
  switch ((int)to.kind) {
  case CXCursor_EnumConstantDecl:
    note_enum(l, fn->getCursorSemanticParent(to));
    break;
  case CXCursor_FunctionDecl:
  case CXCursor_CXXMethod:
  case CXCursor_Constructor:
  case CXCursor_ConversionFunction:
    if (is_new(l, to.data[0]) && !fn->Cursor_isNull(fn->getSpecializedCursorTemplate(to)))
      vec_push(&l->bodies, to);
    break;
  default:
    break;
  }
}

static enum CXChildVisitResult hunt_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  Lists *l = payload;
  int kind = (int)c.kind;
  bool is_attribute = kind >= CXCursor_FirstAttr && kind < CXCursor_FirstAttr + 100;
  bool is_text = kind >= 500 && kind < 600;  // of the preprocessor
  if (is_attribute || is_text)
    return CXChildVisit_Continue;
  if (kind == CXCursor_DeclRefExpr || kind == CXCursor_MemberRefExpr || kind == CXCursor_CallExpr ||
      kind == CXCursor_TypeRef)
    note_reference(l, c);
  note_type(l, l->fn->getCursorType(c));
  return CXChildVisit_Recurse;
}

// ---- rows -------------------------------------------------------------------

// An instance stands behind its template; of an instance's own template, behind what that is from.
static uint64_t order_of(Lists *l, CXCursor c)
{
  void *order = NULL;
  for (c = l->fn->getSpecializedCursorTemplate(c); !order && !l->fn->Cursor_isNull(c);
       c = l->fn->getSpecializedCursorTemplate(c))
    order = map_get_ptr(&l->template_order, cx_identity(l->s, c));
  return (uint64_t)(uintptr_t)order;
}

// What an instance of a function declares in its body.
static void body_rows(Lists *l, CXCursor c)
{
  if (!is_counted(l, c))
    return;
  CXCursor parent = l->fn->getCursorSemanticParent(c);
  bool is_member = is_record_kind(parent.kind);
  uint64_t before = l->order, order = order_of(l, c);
  l->order = order ? order : before;
  Around around = {.l = l, .in_template = is_member, .in_record = is_member, .in_pattern = true};
  l->fn->visitChildren(c, lists_visit, &around);
  if (!order)
    return;
  l->order = before;
}

// A member template of an instance is one of its own, which only its instances lead to.
static void member_template_row(Lists *l, CXCursor c)
{
  CXCursor own = primary_template(l, c), parent = l->fn->getCursorSemanticParent(own);
  const void *key = cx_identity(l->s, own);
  bool is_own = is_record_kind(parent.kind) && is_class_instance(l, parent) && is_made(l, parent);
  if (!is_own || map_get_ptr(&l->told, key))
    return;
  map_set_ptr(&l->told, key, l);
  Buf b = {0};
  write_class_template(l, &b, own);
  row_add(l, LIST_CLASS_TEMPLATE, &b);
}

static void instance_row(Lists *l, CXCursor c)
{
  const void *key = cx_identity(l->s, c);
  if (map_get_ptr(&l->told, key) || !is_counted(l, c))
    return;
  map_set_ptr(&l->told, key, l);
  uint64_t before = l->order, order = order_of(l, c);
  l->order = order ? order : before;
  Buf b = {0};
  write_specialization(l, &b, c);
  row_add(l, LIST_SPECIALIZATION, &b);
  member_template_row(l, c);
  l->order = order ? before : l->order;
}

static void enum_row(Lists *l, CXCursor c)
{
  if (!is_counted(l, c))
    return;
  Buf b = {0};
  write_enum(l, &b, c);
  row_add(l, LIST_ENUM, &b);
}

void hunt(Lists *l)
{
  const CxApi *fn = l->fn;
  fn->visitChildren(fn->getTranslationUnitCursor(l->s->cx->now->unit), hunt_visit, l);
  for (size_t i = 0; i < l->bodies.n; i++) {  // grows meanwhile
    fn->visitChildren(l->bodies.items[i], hunt_visit, l);
    body_rows(l, l->bodies.items[i]);
  }
  for (size_t i = 0; i < l->instances.n; i++)
    instance_row(l, l->instances.items[i]);
  for (size_t i = 0; i < l->enums.n; i++)
    enum_row(l, l->enums.items[i]);
}
