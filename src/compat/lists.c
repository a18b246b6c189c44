// ast_canopy's lists: which declaration lands in which, and the door to them.
//
// The file is clang's main file, its function bodies are parsed: they hold
// records, lambdas and instances that belong to the lists. The unit's top level
// is walked once; a declaration counts when the name of its file, as clang
// says it, is one of --retain-name.
#include "lists.h"

#include <stdlib.h>
#include <string.h>

// ---- rows -------------------------------------------------------------------

void row_add(Lists *l, ListKind list, Buf *b)
{
  ListRow row = {l->order, buf_finish(b, l->s->arena)};
  vec_push(&l->rows[list], row);
  l->order++;
}

static int row_compare(const void *a, const void *b)
{
  const ListRow *x = a, *y = b;
  if (x->order != y->order)
    return x->order < y->order ? -1 : 1;
  return 0;
}

bool is_counted(Lists *l, CXCursor c)
{
  CxPlace p = cx_place(l->s, c);
  if (!p.file)
    return false;
  Str name = cx_file_name(l->s, p.file);
  const StrVec *names = &l->s->options.retain_names;
  for (size_t i = 0; i < names->n; i++)
    if (names->items[i] == name)
      return true;
  return false;
}

bool is_at(Lists *l, CXCursor c, CXCursor other)
{
  CXSourceLocation a = l->fn->getCursorLocation(c), b = l->fn->getCursorLocation(other);
  return a.int_data == b.int_data && a.ptr_data[0] == b.ptr_data[0];
}

// What clang made stands exactly where its pattern does; one macro may write both otherwise.
bool is_made_function(Lists *l, CXCursor c)
{
  bool is_function = c.kind == CXCursor_FunctionDecl ||
                     (c.kind >= CXCursor_CXXMethod && c.kind <= CXCursor_ConversionFunction &&
                      c.kind != CXCursor_Namespace && c.kind != CXCursor_LinkageSpec);
  CXCursor pattern = l->fn->getSpecializedCursorTemplate(c);
  if (!is_function || l->fn->Cursor_isNull(pattern))
    return false;
  return is_at(l, c, pattern) || is_at(l, c, l->fn->getCursorDefinition(pattern));
}

// ---- one declaration --------------------------------------------------------

static void row_write(Lists *l, ListKind list, Writer *write, CXCursor c)
{
  Buf b = {0};
  write(l, &b, c);
  row_add(l, list, &b);
}

// Behind a template and what it holds is room for its instances; so is behind an instance that the
// header asks for.
static void remember_template(Lists *l, CXCursor c)
{
  l->order += 1 << 20;
  const void *key = cx_identity(l->s, c);
  if (!map_get_ptr(&l->template_order, key))
    map_set_ptr(&l->template_order, key, (void *)(uintptr_t)(l->order));
  l->order += 1 << 20;
}

// [name, qualified, is_inline, place, comment]
static void write_namespace(Lists *l, Buf *b, CXCursor c)
{
  Str name = raw_spelling(l, c);
  buf_putc(b, '[');
  write_str(b, name && name->text[0] != '(' ? name : NULL);
  buf_putc(b, ',');
  write_str(b, qualified_name(l, c));
  buf_printf(b, ",%u,", l->fn->Cursor_isInlineNamespace(c));
  write_place(l, b, c);
  buf_putc(b, ',');
  write_comment(l, b, c);
  buf_putc(b, ']');
}

static void alias_write(Lists *l, Buf *b, CXCursor c)
{
  write_typedef(l, b, c, l->fn->getTypedefDeclUnderlyingType(c));
}

static void visit_typedef(Lists *l, CXCursor c)
{
  CXType underlying = l->fn->getCanonicalType(l->fn->getTypedefDeclUnderlyingType(c));
  CXCursor record = l->fn->getTypeDeclaration(underlying);
  bool is_record = underlying.kind == CXType_Record && record.kind != CXCursor_UnionDecl;
  if (c.kind == CXCursor_TypedefDecl && is_record)
    row_write(l, LIST_TYPEDEF, alias_write, c);
  row_write(l, LIST_ALIAS, alias_write, c);
}

// ---- the walk ---------------------------------------------------------------

// A record that a variable is declared with is a child of both, in one version of clang or another.
static bool is_visited(Lists *l, CXCursor c)
{
  bool is_known = map_get_ptr(&l->visited, c.data[0]);
  map_set_ptr(&l->visited, c.data[0], l);
  return is_known;
}

static void visit_record(Around *a, CXCursor c)
{
  Lists *l = a->l;
  if (is_visited(l, c))
    return;
  bool is_definition = l->fn->isCursorDefinition(c), counts = is_counted(l, c);
  bool is_instance = l->fn->Cursor_getNumTemplateArguments(c) > 0 &&
                     !l->fn->Cursor_isNull(l->fn->getSpecializedCursorTemplate(c));
  if (is_definition && counts && !a->in_template && !a->in_partial && !a->is_member) {
    row_write(l, LIST_RECORD, write_record, c);
    l->wants_hunt |= a->in_pattern;
  }
  if (is_instance && counts && !map_get_ptr(&l->told, cx_identity(l->s, c))) {
    map_set_ptr(&l->told, cx_identity(l->s, c), l);
    row_write(l, LIST_SPECIALIZATION, write_specialization, c);
    remember_template(l, c);
  }
  if (!is_definition)
    return;
  Around inner = *a;
  inner.in_record = inner.is_member = true;
  l->fn->visitChildren(c, lists_visit, &inner);
}

static void visit_class_template(Around *a, CXCursor c)
{
  Lists *l = a->l;
  Around inner = *a;
  inner.in_record = inner.is_member = true;
  bool is_partial = c.kind == CXCursor_ClassTemplatePartialSpecialization;
  inner.in_template |= !is_partial;
  inner.in_partial |= is_partial;
  if (is_counted(l, c)) {
    if (!is_partial)
      row_write(l, LIST_CLASS_TEMPLATE, write_class_template, c);
    l->wants_hunt = true;
  }
  l->fn->visitChildren(c, lists_visit, &inner);
  if (!is_partial && is_counted(l, c))
    remember_template(l, c);
}

static void visit_function(Around *a, CXCursor c)
{
  Lists *l = a->l;
  bool is_template = c.kind == CXCursor_FunctionTemplate;
  bool counts = is_counted(l, c) && !a->in_record;
  if (counts && is_template) {
    row_write(l, LIST_FUNCTION_TEMPLATE, write_function_template, c);
  } else if (counts && !a->in_pattern) {
    row_write(l, LIST_FUNCTION, write_function, c);
  }
  Around inner = *a;
  inner.is_member = false;
  inner.in_pattern |= is_template;
  l->fn->visitChildren(c, lists_visit, &inner);
  if (counts && is_template)
    remember_template(l, c);
}

static void visit_variable(Around *a, CXCursor c, CXCursor parent)
{
  Lists *l = a->l;
  bool is_scope = parent.kind == CXCursor_Namespace || parent.kind == CXCursor_LinkageSpec ||
                  parent.kind == CXCursor_TranslationUnit || a->is_member;
  if (is_scope && is_counted(l, c))
    row_write(l, LIST_VARIABLE, write_variable, c);
}

static void visit_lambda(Around *a, CXCursor c)
{
  Lists *l = a->l;
  CXCursor record = l->fn->getTypeDeclaration(l->fn->getCursorType(c));
  bool is_record = is_record_kind(record.kind);
  if (is_record && is_counted(l, record) && !a->in_template && !a->in_partial && !a->is_member) {
    row_write(l, LIST_RECORD, write_record, record);
    l->wants_hunt |= a->in_pattern;
  }
  Around inner = *a;
  inner.in_record = true;
  inner.is_member = false;
  l->fn->visitChildren(c, lists_visit, &inner);
}

static void visit_enum(Around *a, CXCursor c)
{
  if (!is_counted(a->l, c) || is_visited(a->l, c))
    return;
  row_write(a->l, LIST_ENUM, write_enum, c);
  a->l->wants_hunt |= a->in_pattern;
}

enum CXChildVisitResult lists_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  Around *a = payload;
  Lists *l = a->l;
  switch ((int)c.kind) {
  case CXCursor_MacroDefinition:
    if (!l->fn->Cursor_isMacroBuiltin(c) && is_counted(l, c))
      row_write(l, LIST_MACRO, write_macro, c);
    return CXChildVisit_Continue;
  case CXCursor_MacroExpansion:
  case CXCursor_InclusionDirective:
    return CXChildVisit_Continue;
  case CXCursor_Namespace:
    if (is_counted(l, c))
      row_write(l, LIST_NAMESPACE, write_namespace, c);
    return CXChildVisit_Recurse;
  case CXCursor_LinkageSpec:
    return CXChildVisit_Recurse;
  case CXCursor_StructDecl:
  case CXCursor_ClassDecl:
  case CXCursor_UnionDecl:
    visit_record(a, c);
    return CXChildVisit_Continue;
  case CXCursor_ClassTemplate:
  case CXCursor_ClassTemplatePartialSpecialization:
    visit_class_template(a, c);
    return CXChildVisit_Continue;
  case CXCursor_EnumDecl:
    visit_enum(a, c);
    return CXChildVisit_Continue;
  case CXCursor_TypedefDecl:
  case CXCursor_TypeAliasDecl:
    if (is_counted(l, c))
      visit_typedef(l, c);
    return CXChildVisit_Continue;
  case CXCursor_FunctionDecl:
  case CXCursor_CXXMethod:
  case CXCursor_Constructor:
  case CXCursor_Destructor:
  case CXCursor_ConversionFunction:
  case CXCursor_FunctionTemplate:
    if (parent.kind == CXCursor_TranslationUnit && (!is_counted(l, c) || is_made_function(l, c)))
      return CXChildVisit_Continue;
    visit_function(a, c);
    return CXChildVisit_Continue;
  case CXCursor_VarDecl:
    visit_variable(a, c, parent);
    return is_counted(l, c) ? CXChildVisit_Recurse : CXChildVisit_Continue;
  case CXCursor_LambdaExpr:
    visit_lambda(a, c);
    return CXChildVisit_Continue;
  default:
    return CXChildVisit_Recurse;
  }
}

// ---- one constant -----------------------------------------------------------

static void constant_row(Lists *l, CXCursor c)
{
  bool is_it = c.kind == CXCursor_VarDecl && raw_spelling(l, c) == l->s->options.constant;
  if (is_it && is_constexpr(l, c) && (has_value(l, c) || !is_in_template(l, c)))
    row_write(l, LIST_CONSTANT, write_variable, c);
}

static enum CXChildVisitResult constant_visit(CXCursor c, CXCursor parent, CXClientData payload);

// What clang made is no later than what is written: it stands in front.
static void constant_made(Lists *l, CXCursor c, bool is_function)
{
  uint64_t before = l->order;
  l->order = 0;
  if (is_function)
    l->fn->visitChildren(c, constant_visit, l);
  else
    constant_row(l, l->fn->getCursorReferenced(c));
  l->order = before;
}

static enum CXChildVisitResult constant_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  Lists *l = payload;
  bool is_function = parent.kind == CXCursor_TranslationUnit && is_made_function(l, c);
  if (is_function || c.kind == CXCursor_DeclRefExpr)
    constant_made(l, c, is_function);
  else
    constant_row(l, c);
  return is_function ? CXChildVisit_Continue : CXChildVisit_Recurse;
}

// ---- output -----------------------------------------------------------------

static const char *const list_names[] = {
    "structs",
    "functions",
    "function_templates",
    "class_templates",
    "class_template_specializations",
    "typedefs",
    "enums",
    "aliases",
    "variables",
    "macros",
    "namespaces",
    "constants",
};

static void inclusion_add(CXFile file, CXSourceLocation *stack, unsigned n, CXClientData payload)
{
  (void)stack;
  (void)n;
  VEC(CXFile) *files = payload;
  vec_push(files, file);
}

// Every file that clang read, as it names them.
static void write_files_read(Lists *l, Buf *b)
{
  VEC(CXFile) files = {0};
  l->fn->getInclusions(l->s->cx->now->unit, inclusion_add, &files);
  for (size_t i = 0; i < files.n; i++) {
    buf_puts(b, i ? "," : "");
    write_str(b, cx_file_name(l->s, files.items[i]));
  }
  vec_free(&files);
}

static const char *lists_text(Lists *l)
{
  Buf b = {0}, patterns = {0};
  write_patterns(l, &patterns);  // before the types: it may add some
  buf_puts(&b, "{");
  for (int k = 0; k < LIST_COUNT; k++) {
    ListRows *rows = &l->rows[k];
    if (rows->n)
      qsort(rows->items, rows->n, sizeof *rows->items, row_compare);
    buf_printf(&b, "\"%s\":[", list_names[k]);
    for (size_t i = 0; i < rows->n; i++) {
      buf_puts(&b, i ? ",\n" : "");
      buf_puts(&b, rows->items[i].text);
    }
    buf_puts(&b, "],\n");
  }
  buf_puts(&b, "\"patterns\":[");
  buf_puts(&b, patterns.len ? patterns.text : "");
  buf_puts(&b, "],\n\"types\":[");
  buf_puts(&b, l->type_rows.len ? l->type_rows.text : "");
  buf_puts(&b, "],\n\"files\":[");
  buf_puts(&b, l->file_rows.len ? l->file_rows.text : "");
  buf_puts(&b, "],\n\"read\":[");
  write_files_read(l, &b);
  buf_puts(&b, "]}\n");
  buf_free(&patterns);
  return buf_finish(&b, l->s->arena);
}

static void lists_free(Lists *l)
{
  for (int k = 0; k < LIST_COUNT; k++)
    vec_free(&l->rows[k]);
  buf_free(&l->type_rows);
  buf_free(&l->file_rows);
  map_free(&l->types);
  map_free(&l->files);
  map_free(&l->qualified);
  map_free(&l->pattern_index);
  map_free(&l->template_order);
  map_free(&l->told);
  map_free(&l->visited);
  redeclared_free(l);
  map_free(&l->seen);
  own_free(l);
  map_free(&l->scoped_texts);
  scopes_free(l);
  vec_free(&l->patterns);
  vec_free(&l->bodies);
  vec_free(&l->instances);
}

// ---- the door ---------------------------------------------------------------

static CnpStatus source_parse(Session *s)
{
  const Options *o = &s->options;
  // Of probe_index, since its units' top level holds what clang instantiated.
  unsigned flags =
      CXTranslationUnit_DetailedPreprocessingRecord | CXTranslationUnit_VisitImplicitAttributes;
  CxSource source = {str_c(o->source), NULL, 0};
  if (o->source_text)
    source = (CxSource){str_c(o->source), o->source_text->text, o->source_text->len};
  // clang 21's own bound of brackets is another one than 22's.
  static const char *const extra[] = {"-ferror-limit=0", "-fbracket-depth=2048"};
  s->cx->now->unit = cx_parse(s, s->cx->probe_index, source, extra, 2, flags);
  if (!s->cx->now->unit)
    return CNP_ERROR_ENVIRONMENT;
  CXCursor root = cx(s)->getTranslationUnitCursor(s->cx->now->unit);
  s->cx->now->terse = cx(s)->getCursorPrintingPolicy(root);
  cx(s)->PrintingPolicy_setProperty(s->cx->now->terse, CXPrintingPolicy_TerseOutput, 1);
  unsigned n = cx(s)->getNumDiagnostics(s->cx->now->unit);
  for (unsigned i = 0; i < n; i++) {
    CXDiagnostic d = cx(s)->getDiagnostic(s->cx->now->unit, i);
    diag_append(&s->diags, s->arena, cx_diagnostic(s, d, NULL));
    cx(s)->disposeDiagnostic(d);
  }
  return CNP_OK;
}

CnpStatus compat_parse(Session *s)
{
  cx_open(s);
  cx_select(s, 0);
  CnpStatus status = source_parse(s);
  if (status != CNP_OK)
    return status;
  Lists l = {.s = s, .fn = cx(s), .order = 1 << 20};
  Around around = {.l = &l};
  CXCursor root = l.fn->getTranslationUnitCursor(s->cx->now->unit);
  if (s->options.constant) {
    l.fn->visitChildren(root, constant_visit, &l);
  } else {
    l.fn->visitChildren(root, lists_visit, &around);
    if (l.wants_hunt)
      hunt(&l);
  }
  s->lists = lists_text(&l);
  lists_free(&l);
  return CNP_OK;
}
