// The hunt for instances: clang knows a template's, libclang lists none.
//
// What code mentions has a type, and what it calls is a function. So the whole
// unit is walked once, each type is looked at once, and instances of functions
// and records are walked as if they were written: what they mention counts too.
// Types that are no expression's, as the operand of sizeof, libclang's cursors
// do not lead to, but its indexer does. Instances of functions that clang gave
// a body stand at the unit's top level, whatever asked for them.
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
    note_own(l, c, parent);
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
  if (!is_record_kind(parent.kind) || !is_made(l, parent) || !is_new(l, cx_identity(l->s, c)))
    return;
  note_type(l, l->fn->getCursorType(parent));
  note_own(l, c, parent);
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

static void note_indexed(CXClientData payload, const CXIdxEntityRefInfo *info)
{
  Lists *l = payload;
  if (info->cursor.kind == CXCursor_TypeRef)
    note_type(l, l->fn->getCursorType(l->fn->getCursorReferenced(info->cursor)));
}

static void index_walk(Lists *l)
{
  IndexerCallbacks callbacks = {.indexEntityReference = note_indexed};
  CXIndexAction action = l->fn->IndexAction_create(l->s->cx->probe_index);
  l->fn->indexTranslationUnit(action, l, &callbacks, sizeof callbacks,
                              CXIndexOpt_IndexImplicitTemplateInstantiations, l->s->cx->now->unit);
  l->fn->IndexAction_dispose(action);
}

// ---- rows -------------------------------------------------------------------

// The template that an instance stands behind; of an instance's own template, what that is from.
static const void *place_of(Lists *l, CXCursor c)
{
  const CxApi *fn = l->fn;
  for (CXCursor from = c; !fn->Cursor_isNull(from); from = fn->getSpecializedCursorTemplate(from)) {
    const void *key = cx_identity(l->s, from);
    if (map_get_ptr(&l->template_order, key))
      return key;
  }
  return NULL;
}

// Rows count on behind a template, or, with no place, where they do; returns where they did.
static uint64_t order_enter(Lists *l, const void *place)
{
  uint64_t before = l->order;
  if (place)
    l->order = (uint64_t)(uintptr_t)map_get_ptr(&l->template_order, place);
  return before;
}

static void order_leave(Lists *l, const void *place, uint64_t before)
{
  if (!place)
    return;
  map_set_ptr(&l->template_order, place, (void *)(uintptr_t)l->order);
  l->order = before;
}

// What an instance of a function declares in its body.
static void body_rows(Lists *l, CXCursor c)
{
  if (!is_counted(l, c))
    return;
  CXCursor parent = l->fn->getCursorSemanticParent(c);
  bool is_member = is_record_kind(parent.kind);
  const void *place = place_of(l, c);
  uint64_t before = order_enter(l, place);
  Around around = {.l = l, .in_template = is_member, .in_record = is_member, .in_pattern = true};
  l->fn->visitChildren(c, lists_visit, &around);
  order_leave(l, place, before);
}

static void body_walk(Lists *l, CXCursor c)
{
  if (!is_new(l, (const char *)c.data[0] + 1))
    return;
  l->fn->visitChildren(c, hunt_visit, l);
  body_rows(l, c);
}

static enum CXChildVisitResult top_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  Lists *l = payload;
  if (parent.kind != CXCursor_TranslationUnit || !is_made_function(l, c))
    return hunt_visit(c, parent, payload);
  note_type(l, l->fn->getCursorType(c));
  body_walk(l, c);
  return CXChildVisit_Continue;
}

// An instance and what was made within it.
void instance_rows(Lists *l, CXCursor c)
{
  const void *key = cx_identity(l->s, c);
  if (!is_counted(l, c) || !is_new(l, (const char *)key + 1))
    return;
  if (!map_get_ptr(&l->told, key)) {
    map_set_ptr(&l->told, key, l);
    Buf b = {0};
    write_specialization(l, &b, c);
    row_add(l, LIST_SPECIALIZATION, &b);
  }
  if (is_made(l, c))
    members_rows(l, c);
}

static bool is_in_instance(Lists *l, CXCursor own)
{
  CXCursor holder = l->fn->getCursorSemanticParent(own);
  return is_record_kind(holder.kind) && is_made(l, holder);
}

static void note_holder(Lists *l, CXCursor c)
{
  CXCursor own = primary_template(l, c);
  if (!is_in_instance(l, own))
    return;
  note_own(l, c, own);
  if (is_new(l, (const char *)cx_identity(l->s, own) + 1))
    note_own(l, own, l->fn->getCursorSemanticParent(own));
}

static void all_instance_rows(Lists *l, bool within)
{
  for (size_t i = 0; i < l->instances.n; i++) {
    CXCursor c = l->instances.items[i];
    if (!within && is_in_instance(l, primary_template(l, c)))
      continue;
    const void *place = place_of(l, c);
    uint64_t before = order_enter(l, place);
    instance_rows(l, c);
    order_leave(l, place, before);
  }
}

void hunt(Lists *l)
{
  const CxApi *fn = l->fn;
  index_walk(l);  // first, since instances stand in the order in which they are made
  fn->visitChildren(fn->getTranslationUnitCursor(l->s->cx->now->unit), top_visit, l);
  for (size_t i = 0; i < l->bodies.n; i++)  // grows meanwhile
    body_walk(l, l->bodies.items[i]);
  for (size_t i = 0; i < l->instances.n; i++)
    note_holder(l, l->instances.items[i]);
  all_instance_rows(l, false);
  all_instance_rows(l, true);  // whatever their templates didn't lead to
}
