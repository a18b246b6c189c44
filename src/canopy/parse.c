// The parser: headers in, declaration model out.
//
// The unit's main file is made in memory: the prelude, one #include a header,
// the extra source. Its top level is walked once; a cursor whose file does not
// count is left at once, and most of a CUDA unit is such. Passes, in order:
//
//   parse      libclang's unit and its diagnostics; these once for each arch
//   files      which files were read, which count
//   walk       declarations of files that count, macros
//   fill       records, those that types mention too; once more with instances that are missing
//   evaluate   values of macros, traits of records: a second unit
//   freeze
//   merge      the archs' models become one (merge.c)
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ask.h"
#include "canopy.h"
#include "probe.h"
#include "walk.h"

static const char main_name[] = "canopy.cu";
// The main file behind a PCH must not have the name of the PCH's own.
static const char precompiled_name[] = "canopy_pch.cu", behind_name[] = "canopy_ask.cu";

// ---- the walk ---------------------------------------------------------------

// Declared here, defined in a class of another file or of this one: the class lists it.
static bool is_member_of_record(Walk *w, CXCursor c)
{
  switch ((int)cx(w->s)->getCursorSemanticParent(c).kind) {
  case CXCursor_StructDecl:
  case CXCursor_ClassDecl:
  case CXCursor_UnionDecl:
  case CXCursor_ClassTemplate:
  case CXCursor_ClassTemplatePartialSpecialization:
    return true;
  default:
    return false;
  }
}

static void walk_function(Walk *w, CXCursor c)
{
  bool is_new = false;
  if (!is_member_of_record(w, c)) {
    Function *f = function_get(w, c, NULL, &is_new);
    if (is_new)
      decl_list(w, &f->d);
    return;
  }
  if (map_get_ptr(&w->decls, cx_identity(w->s, c)))
    function_get(w, c, NULL, &is_new);  // an out-of-line definition
}

static void walk_variable(Walk *w, CXCursor c)
{
  bool is_new = false;
  bool is_member = is_member_of_record(w, c);
  if (is_member && !map_get_ptr(&w->decls, cx_identity(w->s, c)))
    return;
  Variable *v = variable_get(w, c, NULL, &is_new);
  if (v && is_new)
    decl_list(w, &v->d);
}

static void walk_record(Walk *w, CXCursor c)
{
  Record *r = record_get(w, c);
  if (r->d.is_anonymous && r->d.name->len == 0)
    return;  // nothing can name it
  if (r->d.is_retained && !is_member_of_record(w, c))
    decl_list(w, &r->d);
}

static void walk_template(Walk *w, CXCursor c)
{
  if (is_member_of_record(w, c) && !map_get_ptr(&w->decls, cx_identity(w->s, c)))
    return;
  bool is_new = false;
  Template *t = template_get(w, c, NULL, &is_new);
  if (is_new)
    decl_list(w, &t->d);
}

// An explicit specialization of a variable template is a part of that.
static bool is_template_name(Walk *w, Str qualified)
{
  for (size_t i = 0; i < w->out.n; i++)
    if (w->out.items[i]->kind == DECL_TEMPLATE && w->out.items[i]->qualified == qualified)
      return true;
  return false;
}

Other *other_new(Walk *w, CXCursor c, Decl *scope, const char *what)
{
  Other *o = NEW(w->s->arena, Other);
  decl_init(w, &o->d, DECL_OTHER, c, scope ? scope : scope_of(w, c));
  o->what = intern_c(w->s, what);
  return o;
}

Decl *unexposed_get(Walk *w, CXCursor c, Decl *scope)
{
  bool is_new = false;
  Str print = cx_pretty(w->s, c);
  if (!cx_spelling(w->s, c) || !print)
    return NULL;  // an empty declaration, asm, a name within a structured binding
  if (str_starts(print, "template <"))
    return &template_get(w, c, scope, &is_new)->d;
  Decl *d = &other_new(w, c, scope, "declaration")->d;
  return is_template_name(w, d->qualified) ? NULL : d;
}

static void walk_enum(Walk *w, CXCursor c)
{
  Decl *d = enum_declared(w, c, NULL);
  if (d->is_retained && !is_member_of_record(w, c))
    decl_list(w, d);
}

static enum CXChildVisitResult directive_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  if (c.kind == CXCursor_NamespaceRef)
    *(CXCursor *)payload = c;  // the last one of a::b
  return CXChildVisit_Continue;
}

// What clang says for an anonymous namespace is written nowhere.
static void walk_directive(Walk *w, CXCursor c)
{
  CXCursor target = {0};
  cx(w->s)->visitChildren(c, directive_visit, &target);
  Str name = target.kind == CXCursor_NamespaceRef ? cx_spelling(w->s, target) : NULL;
  if (!str_len(name))
    return;
  Other *o = other_new(w, c, NULL, "using namespace");
  o->d.name = o->d.qualified = o->d.spelled = name;
  decl_list(w, &o->d);
}

static void walk_unexposed(Walk *w, CXCursor c)
{
  if (!is_member_of_record(w, c) || map_get_ptr(&w->decls, cx_identity(w->s, c)))
    decl_list(w, unexposed_get(w, c, NULL));
}

// `static union { int i; float f; };`: its members are the scope's.
static void walk_anonymous_union(Walk *w, CXCursor c)
{
  Other *o = other_new(w, c, NULL, "anonymous union");
  o->d.name = o->d.qualified = o->d.spelled = intern_c(w->s, "union");
  o->d.is_anonymous = false;
  decl_list(w, &o->d);
}

static void walk_decl(Walk *w, CXCursor c)
{
  bool is_new = false;
  switch ((int)c.kind) {
  case CXCursor_FunctionDecl:
  case CXCursor_CXXMethod:
  case CXCursor_Constructor:
  case CXCursor_Destructor:
  case CXCursor_ConversionFunction:
    walk_function(w, c);
    break;
  case CXCursor_VarDecl:
    walk_variable(w, c);
    break;
  case CXCursor_StructDecl:
  case CXCursor_ClassDecl:
  case CXCursor_UnionDecl:
    if (cx(w->s)->Cursor_isAnonymousRecordDecl(c))
      walk_anonymous_union(w, c);
    else
      walk_record(w, c);
    break;
  case CXCursor_EnumDecl:
    walk_enum(w, c);
    break;
  case CXCursor_TypedefDecl:
  case CXCursor_TypeAliasDecl:
    decl_list(w, &alias_get(w, c, NULL, &is_new)->d);
    break;
  case CXCursor_FunctionTemplate:
  case CXCursor_ClassTemplate:
  case CXCursor_ClassTemplatePartialSpecialization:
  case CXCursor_TypeAliasTemplateDecl:
  case CXCursor_ConceptDecl:
    walk_template(w, c);
    break;
  case CXCursor_NamespaceAlias:
    decl_list(w, &namespace_alias_get(w, c, NULL)->d);
    break;
  case CXCursor_UsingDeclaration:
    decl_list(w, &using_get(w, c, NULL)->d);
    break;
  case CXCursor_UsingDirective:
    walk_directive(w, c);
    break;
  case CXCursor_UnexposedDecl:
    walk_unexposed(w, c);
    break;
  default:
    break;  // static_assert
  }
}

// A block of a file that does not count may include one that does.
static bool walk_may_hold_retained(Walk *w, CXCursor c)
{
  CxPlace start, end;
  cx_extent(w->s, c, &start, &end);
  for (size_t i = 0; i < w->includes.n; i++) {
    CxPlace *p = &w->includes.items[i];
    if (p->file == start.file && p->offset >= start.offset && p->offset < end.offset)
      return true;
  }
  return false;
}

static enum CXChildVisitResult walk_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  Walk *w = payload;
  if (c.kind == CXCursor_MacroDefinition) {
    macro_add(w, c);
    return CXChildVisit_Continue;
  }
  if (c.kind == CXCursor_MacroExpansion || c.kind == CXCursor_InclusionDirective ||
      asks_take_cursor(w, c))
    return CXChildVisit_Continue;
  bool is_retained = place_is_retained(w, cx_place(w->s, c));
  bool is_entered = is_retained || trailing_look_unread(w, c);
  if (c.kind == CXCursor_LinkageSpec || c.kind == CXCursor_Namespace) {
    if (!is_entered && !walk_may_hold_retained(w, c))
      return CXChildVisit_Continue;
    if (is_retained && c.kind == CXCursor_Namespace)
      decl_list(w, namespace_get(w, c));
    return CXChildVisit_Recurse;
  }
  if (is_retained)
    walk_decl(w, c);
  return CXChildVisit_Continue;
}

// ---- the unit ---------------------------------------------------------------

static void main_write(Walk *w, Buf *b)
{
  const Options *o = &w->s->options;
  // clang ignores the attribute, and so would forget what it is of
  buf_puts(b, "#ifdef __managed__\n#undef __managed__\n"
              "#define __managed__ __attribute__((device, annotate(\"managed\")))\n#endif\n");
  if (o->prelude)
    buf_printf(b, "%s\n", o->prelude->text);
  if (o->default_device)
    buf_puts(b, "#pragma clang force_cuda_host_device begin\n");
  for (size_t i = 0; i < o->headers.n; i++)
    include_write(b, o->headers.items[i]);
  w->extra_start = (uint32_t)b->len;
  w->s->cx->main_name = intern_c(w->s, main_name);
  w->s->cx->unit_name = o->behind_headers ? intern_c(w->s, behind_name) : NULL;
  w->s->cx->own_lines = 0;
  for (size_t i = 0; i < b->len; i++)
    w->s->cx->own_lines += b->text[i] == '\n';
  if (o->extra_source)
    buf_printf(b, "%s\n", o->extra_source->text);
  if (o->helper_source)
    buf_printf(b, "%s\n", o->helper_source->text);
  if (o->default_device)
    buf_puts(b, "#pragma clang force_cuda_host_device end\n");
  if (o->behind_headers)
    b->len = 0;  // the PCH has them, in a file of that name
  asks_write(w, b, o->behind_headers ? behind_name : main_name);
}

// What is parsed is called like this.
static const char *unit_name(const Options *o)
{
  bool is_wrapper = o->precompile && !o->headers.n && !o->prelude && !o->extra_source;
  return is_wrapper ? precompiled_name : o->behind_headers ? behind_name : main_name;
}

// What another arch's unit said already is not said again, notes included.
static bool unit_has_said(Walk *w, const Diag *d)
{
  if (!w->said)
    return false;
  const void *parts[] = {d->loc.file, d->text};  // interned
  uint64_t h = hash_bytes(0, parts, sizeof parts);
  h = hash_bytes(h, &d->loc.offset, sizeof d->loc.offset);
  if (map_get(w->said, h))
    return true;
  map_set(w->said, h, w->said);
  return false;
}

// Whether clang understood the text, and only its meaning is wrong. The parser itself looks up the
// names of bases and namespaces; what it doesn't find it leaves out, and reads on behind it.
static bool diagnostic_is_semantic(Session *s, CXDiagnostic d)
{
  static const char *const lookups[] = {"expected class name", "expected namespace name",
                                        "unknown template name"};
  Str category = cx_str(s, cx(s)->getDiagnosticCategoryText(d));
  Str text = cx_str(s, cx(s)->getDiagnosticSpelling(d));
  bool is_lookup = false;
  for (size_t i = 0; i < sizeof lookups / sizeof *lookups; i++)
    is_lookup |= str_starts(text, lookups[i]);
  return is_lookup || str_is(category, "Semantic Issue");
}

static void unit_take_diagnostic(Walk *w, CXDiagnostic d, bool is_child)
{
  Session *s = w->s;
  CxPlace place;
  Diag out = cx_diagnostic(s, d, &place);
  out.is_child = is_child;
  bool is_ours =
      is_child && str_is(out.loc.file, main_name) && str_starts(out.text, "in file included from");
  if (is_ours)
    return;  // the line that includes a header says nothing
  bool is_said = !is_child && unit_has_said(w, &out);
  Diag *kept = is_said ? NULL : diag_append(&s->diags, s->arena, out);
  if (out.severity >= SEV_ERROR)
    vec_push(&w->errors, (ErrorPlace){place.file, place.offset, str_placeless(s->strings, out.text),
                                      diagnostic_is_semantic(s, d) ? kept : NULL});
  if (is_said)
    return;
  CXDiagnosticSet notes = cx(s)->getChildDiagnostics(d);  // owned by the diagnostic
  for (unsigned i = 0, n = cx(s)->getNumDiagnosticsInSet(notes); i < n; i++) {
    CXDiagnostic note = cx(s)->getDiagnosticInSet(notes, i);
    unit_take_diagnostic(w, note, true);
    cx(s)->disposeDiagnostic(note);
  }
}

// Clang keeps going, so it calls no missing file fatal. One that our own text
// includes is: without the header there is nothing to bind.
static bool diagnostic_is_fatal(Walk *w, CXDiagnostic d)
{
  if (cx(w->s)->getDiagnosticSeverity(d) == CXDiagnostic_Fatal)
    return true;
  CxPlace place;
  Diag out = cx_diagnostic(w->s, d, &place);
  return out.severity == SEV_ERROR && str_is(out.loc.file, main_name) &&
         strstr(str_c(out.text), "file not found");
}

// The first fatal diagnostic's text becomes the session's error.
static CnpStatus unit_take_diagnostics(Walk *w)
{
  Session *s = w->s;
  for (unsigned i = 0, n = cx(s)->getNumDiagnostics(s->cx->now->unit); i < n; i++) {
    CXDiagnostic d = cx(s)->getDiagnostic(s->cx->now->unit, i);
    bool is_answer = asks_take_diagnostic(w, d);
    if (!is_answer)
      unit_take_diagnostic(w, d, false);
    bool is_fatal = !is_answer && diagnostic_is_fatal(w, d);
    Str text = is_fatal && !s->error ? cx_str(s, cx(s)->getDiagnosticSpelling(d)) : NULL;
    if (text && s->cx->nunits > 1)
      session_fail(s, E_fatal_header, "%s: %s", s->cx->now->arch->text, text->text);
    else if (text)
      session_fail(s, E_fatal_header, "%s", text->text);
    cx(s)->disposeDiagnostic(d);
  }
  return s->error ? CNP_ERROR_HEADER : CNP_OK;
}

static CnpStatus unit_parse(Walk *w)
{
  Session *s = w->s;
  Buf text = {0};
  main_write(w, &text);
  const char *extra[] = {"-ferror-limit=0", "-include-pch", s->cx->now->base};
  unsigned flags = CXTranslationUnit_SkipFunctionBodies |
                   CXTranslationUnit_DetailedPreprocessingRecord |
                   CXTranslationUnit_VisitImplicitAttributes | CXTranslationUnit_ForSerialization;
  if (s->options.behind_headers)  // what the headers left to the unit's end is none of ours
    flags |= CXTranslationUnit_Incomplete;
  CxSource source = {unit_name(&s->options), text.text ? text.text : "", text.len};
  CXIndex index = s->options.behind_headers ? s->cx->probe_index : s->cx->index;
  s->cx->now->unit = cx_parse(s, index, source, extra, s->cx->now->base ? 3 : 1, flags);
  buf_free(&text);
  if (!s->cx->now->unit)
    return CNP_ERROR_ENVIRONMENT;
  CXCursor root = cx(s)->getTranslationUnitCursor(s->cx->now->unit);
  s->cx->now->terse = cx(s)->getCursorPrintingPolicy(root);
  cx(s)->PrintingPolicy_setProperty(s->cx->now->terse, CXPrintingPolicy_TerseOutput, 1);
  return unit_take_diagnostics(w);
}

// ---- freezing ---------------------------------------------------------------

static void model_freeze(Walk *w)
{
  Model *m = w->model;
  Arena *a = w->s->arena;
  for (size_t i = 0; i < w->macros.n; i++)
    vec_push(&w->out, &w->macros.items[i]->d);
  m->ndecls = (uint32_t)w->out.n;
  m->decls = vec_freeze(&w->out, a, Decl *);
  size_t n = 0;
  for (size_t i = 0; i < w->mentioned.n; i++)
    if (!map_get_ptr(&w->listed, w->mentioned.items[i]))
      w->mentioned.items[n++] = w->mentioned.items[i];
  w->mentioned.n = n;
  m->nreferenced = (uint32_t)n;
  m->referenced = vec_freeze(&w->mentioned, a, Decl *);
  if (m->digest)
    return;  // the unit went, and its files with it
  files_freeze(w);
  files_digest(w);
}

// A large unit is let go as soon as its PCH is written: the unit, the PCH and the questions'
// own unit together would take twice what clang takes for the headers. What nearly never
// happens, a macro of a type that the model lacks, wants the unit again: then all is parsed
// once more.
static CnpStatus unit_release(Walk *w)
{
  enum { LARGE = 16 << 20 };  // bytes of PCH
  Session *s = w->s;
  const Options *o = &s->options;
  if (w->keeps_unit || o->no_values || o->behind_headers || o->asks.n || s->cx->nunits > 1)
    return CNP_OK;
  const char *pch = probe_pch(s);
  struct stat st;
  if (!pch)
    return CNP_ERROR_ENVIRONMENT;
  if (stat(pch, &st) || st.st_size < LARGE)
    return CNP_OK;
  files_freeze(w);
  files_digest(w);
  cx_release(s);
  return CNP_OK;
}

static void walk_free(Walk *w)
{
  vec_free(&w->made);
  vec_free(&w->types_made);
  vec_free(&w->files);
  vec_free(&w->folders);
  vec_free(&w->retain);
  vec_free(&w->errors);
  vec_free(&w->includes);
  vec_free(&w->out);
  vec_free(&w->mentioned);
  vec_free(&w->macros);
  vec_free(&w->friends);
  vec_free(&w->changes);
  vec_free(&w->bodies);
  vec_free(&w->instances);
  vec_free(&w->wanted);
  for (int i = 0; i < LEVEL_COUNT; i++)
    vec_free(&w->queues[i]);
  map_free(&w->by_handle);
  map_free(&w->decls);
  map_free(&w->types);
  map_free(&w->listed);
  map_free(&w->macro_by_name);
  map_free(&w->concepts);
}

static CnpStatus model_build(Walk *w)
{
  Session *s = w->s;
  CnpStatus status = unit_parse(w);
  pass_dump(w, "parse");
  if (status != CNP_OK)
    return status;
  status = files_read(w);
  pass_dump(w, "files");
  if (status != CNP_OK)
    return status;
  if (s->options.precompile) {  // of which nothing counts
    model_freeze(w);
    return cx_save_as(s, s->options.precompile->text) ? CNP_OK : CNP_ERROR_ENVIRONMENT;
  }
  w->level = LEVEL_MENTIONED;
  cx(s)->visitChildren(cx(s)->getTranslationUnitCursor(s->cx->now->unit), walk_visit, w);
  pass_dump(w, "walk");
  records_fill(w);
  asks_read(w);
  friends_resolve(w);
  erase_look(w);
  bodies_look(w);
  left_out_look(w);
  errors_spread(w);
  lost_list(w);
  changes_freeze(w);
  pass_dump(w, "fill");
  instances_want(w);
  if (w->wanted.n)
    return CNP_OK;
  status = unit_release(w);
  if (status == CNP_OK)
    status = evaluate(w);
  pass_dump(w, "evaluate");
  if (status == CNP_OK && !w->wants_unit)
    model_freeze(w);
  return status;
}

static void model_begin(Walk *w, Session *s, uint32_t unit, Map *said)
{
  *w = (Walk){.s = s, .model = NEW(s->arena, Model), .arch = (ArchSet)1 << unit, .said = said};
}

// The model of one unit, in `w`, which is the caller's to free. What a unit turns out to need is
// known when all of it was read.
static CnpStatus model_make(Walk *w, Session *s, uint32_t unit, Map *said)
{
  cx_select(s, unit);
  model_begin(w, s, unit, said);
  DiagList mark = s->diags;
  CnpStatus status = model_build(w);
  while (w->wants_unit || w->wanted.n) {
    bool keeps_unit = w->keeps_unit || w->wants_unit;
    StrVec *held = w->wanted.n ? &w->wanted : &w->instances, instances = *held;
    *held = (StrVec){0};
    walk_free(w);
    diag_rewind(&s->diags, mark);
    cx_forget(s);
    model_begin(w, s, unit, said);
    w->keeps_unit = keeps_unit;
    w->instances = instances;
    status = model_build(w);
  }
  return status;
}

CnpStatus canopy_parse(Session *s)
{
  cx_open(s);
  uint32_t n = s->cx->nunits;
  Map said = {0};
  Merge *merge = n > 1 ? merge_new(s) : NULL;
  Model *model = NULL;
  CnpStatus status = CNP_OK;
  for (uint32_t i = 0; i < n && status == CNP_OK; i++) {
    Walk w;
    status = model_make(&w, s, i, merge ? &said : NULL);
    model = w.model;
    if (merge && status == CNP_OK)
      merge_add(merge, &w);
    walk_free(&w);
  }
  if (merge)
    model = merge_finish(merge);
  map_free(&said);
  if (status != CNP_OK)
    return status;
  assert(model);  // there is at least one unit
  model->narchs = n;
  model->archs = n == s->options.archs.n ? vec_freeze(&s->options.archs, s->arena, Str)
                                         : NEW_ARRAY(s->arena, Str, n);
  s->model = model;
  pass_dump_model(s, model, "freeze");
  return status;
}
