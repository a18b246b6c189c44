// Questions about templates, put to clang.
//
// Each is one line behind the headers: an alias, or a device function in which an
// unevaluated call names what is wanted (its result type is deduced, so clang does
// not skip its body). An instance's or a chosen function's cursor is the answer,
// and it enters the model like a declaration of the header; a refusal is clang's
// own diagnostic of that line, with its notes. Nothing of a question reaches clang
// unless each part of it is one template argument, name or operator.
#include "ask.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { ASK_MAX_PARTS = 64, ASK_MAX_NOTES = 24 };

typedef enum {
  ASK_CLASS,
  ASK_DEDUCE,
  ASK_CONST,
  ASK_CALL,
  ASK_METHOD,
  ASK_NEW,
  ASK_OP,
  ASK_COUNT
} AskKind;

static const struct {
  const char *word;
  uint32_t nfixed;  // parts before the arguments, the word apart
} ask_kinds[ASK_COUNT] = {{"class", 1},  {"deduce", 1}, {"const", 1}, {"call", 1},
                          {"method", 2}, {"new", 1},    {"op", 1}};

typedef struct Ask {
  AskKind kind;
  Str parts[ASK_MAX_PARTS];  // without the word
  uint32_t nparts;
  Answer answer;
  CXCursor cursor;
  Record *object;  // METHOD: the class of the object
  bool is_found;
} Ask;

struct Asks {
  Ask *items;
  uint32_t n;
  Str file;
  uint32_t line;    // of the first question in the main file
  uint32_t offset;  // where our lines begin
  Ask *last;        // the one whose diagnostic came last
};

// ---- what may be asked ------------------------------------------------------

static const char brackets_open[] = "([<{", brackets_close[] = ")]>}";

// Whether the brace at `p` holds a class's initial values, and no statements.
static bool is_behind_type(const char *text, const char *p)
{
  while (p > text && p[-1] == ' ')
    p--;
  return p > text && (p[-1] == '>' || p[-1] == '_' || isalnum((unsigned char)p[-1]));
}

// Whether a text can only be one template argument, name or expression: brackets match, nothing
// ends it early. Inside of round and square brackets '<' and '>' are operators.
static bool is_one_argument(const char *text)
{
  char stack[64];
  size_t depth = 0;
  for (const char *p = text; *p; p++) {
    bool in_angles = !depth || stack[depth - 1] == '<';
    if (strchr(";#@`\\\"\n\r", *p) || (*p == '{' && !is_behind_type(text, p)) ||
        (p[0] == '/' && (p[1] == '/' || p[1] == '*')))
      return false;
    if (*p == ',' && !depth)
      return false;
    if (strchr("<>", *p) && (!in_angles || (p > text && p[-1] == '-')))
      continue;
    const char *open = strchr(brackets_open, *p), *close = strchr(brackets_close, *p);
    if (open) {
      if (depth == sizeof stack)
        return false;
      stack[depth++] = *p;
    } else if (close && (!depth || stack[--depth] != brackets_open[close - brackets_close])) {
      return false;
    }
  }
  return !depth && *text;
}

static bool is_operator(const char *text)
{
  static const char *const symbols[] = {
      "+",  "-",  "*",  "/",   "%",  "^",  "&",  "|",  "~",   "!",  "=",   "<",   ">",
      "+=", "-=", "*=", "/=",  "%=", "^=", "&=", "|=", "<<",  ">>", "<<=", ">>=", "==",
      "!=", "<=", ">=", "<=>", "&&", "||", "++", "--", "->*", "->", "()",  "[]"};
  for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
    if (!strcmp(symbols[i], text))
      return true;
  return false;
}

static Str part_trimmed(Session *s, const char *p, size_t n)
{
  while (n && *p == ' ')
    p++, n--;
  while (n && p[n - 1] == ' ')
    n--;
  return intern(s, p, n);
}

static const char *ask_problem(const Ask *self)
{
  if (self->nparts < ask_kinds[self->kind].nfixed)
    return "the question lacks a part";
  for (uint32_t i = 0; i < self->nparts; i++)
    if (self->kind == ASK_OP && i == 0 ? !is_operator(str_c(self->parts[i]))
                                       : !is_one_argument(str_c(self->parts[i])))
      return "not one C++ name, type or template argument";
  if (self->kind == ASK_OP && (self->nparts < 2 || self->nparts > 3) &&
      !str_is(self->parts[0], "()"))
    return "an operator has one or two operands";
  return NULL;
}

static void ask_parse(Session *s, Ask *self, Str text)
{
  self->kind = ASK_COUNT;
  self->answer.question = text;
  const char *p = str_c(text), *end;
  for (bool is_first = true; p; p = *end ? end + 1 : NULL, is_first = false) {
    end = p + strcspn(p, ";");
    Str part = part_trimmed(s, p, (size_t)(end - p));
    for (int k = 0; is_first && k < ASK_COUNT; k++)
      if (str_is(part, ask_kinds[k].word))
        self->kind = (AskKind)k;
    if (!is_first && self->nparts < ASK_MAX_PARTS)
      self->parts[self->nparts++] = part;
  }
  const char *problem = self->kind == ASK_COUNT ? "no such kind of question" : ask_problem(self);
  if (problem)
    self->answer.message = intern_c(s, problem);
}

// ---- the text ---------------------------------------------------------------

static void arguments_write(Buf *b, const Ask *self, uint32_t from)
{
  for (uint32_t i = from; i < self->nparts; i++)
    buf_printf(b, "%scnp_ask::v<%s>()", i > from ? ", " : "", str_c(self->parts[i]));
}

static void operator_write(Buf *b, const Ask *self)
{
  const char *symbol = str_c(self->parts[0]), *left = str_c(self->parts[1]);
  bool is_call = !strcmp(symbol, "()"), is_index = !strcmp(symbol, "[]");
  if (is_call || is_index) {
    buf_printf(b, "cnp_ask::v<%s>()%c", left, symbol[0]);
    arguments_write(b, self, 2);
    buf_putc(b, symbol[1]);
  } else if (self->nparts == 2) {
    buf_printf(b, "%scnp_ask::v<%s>()", symbol, left);
  } else {
    buf_printf(b, "cnp_ask::v<%s>() %s cnp_ask::v<%s>()", left, symbol, str_c(self->parts[2]));
  }
}

static void callee_write(Buf *b, const Ask *self)
{
  const char *first = str_c(self->parts[0]);
  switch (self->kind) {
  case ASK_METHOD:
    buf_printf(b, "cnp_ask::v<%s>().%s(", first, str_c(self->parts[1]));
    break;
  case ASK_NEW:
    buf_puts(b, "::new (cnp_ask::at{}) t(");
    break;
  default:
    buf_printf(b, "%s(", first);
  }
  arguments_write(b, self, ask_kinds[self->kind].nfixed);
  buf_putc(b, ')');
}

static void ask_write(Buf *b, const Ask *self, uint32_t i)
{
  const char *first = self->nparts ? str_c(self->parts[0]) : "";
  if (self->answer.message) {
    buf_putc(b, '\n');
    return;
  }
  switch (self->kind) {
  case ASK_CLASS:
    buf_printf(b, "using cnp_q%u = %s; static_assert(sizeof(%s) > 0, \"\"); ", i, first, first);
    buf_printf(b, "static_assert(sizeof(cnp_ask::inner<%s>(nullptr)) == 1, \"\");\n", first);
    return;
  case ASK_DEDUCE:
    buf_printf(b, "using cnp_q%u = decltype(", i);
    callee_write(b, self);
    buf_puts(b, ");\n");
    return;
  case ASK_CONST:
    buf_printf(b, "enum cnp_q%u : long long { cnp_a%u = static_cast<long long>(%s) };\n", i, i,
               first);
    return;
  default:
    break;
  }
  buf_printf(b, "__device__ inline auto cnp_q%u() { ", i);
  if (self->kind == ASK_NEW)
    buf_printf(b, "using t = %s; ", first);
  buf_puts(b, "using r = decltype(");
  if (self->kind == ASK_OP)
    operator_write(b, self);
  else
    callee_write(b, self);
  buf_puts(b, "); (void)sizeof(cnp_ask::whole<r>(nullptr)); ");  // the result is a whole type
  for (uint32_t k = ask_kinds[self->kind].nfixed; k < self->nparts; k++)  // and so are theirs
    buf_printf(b, "(void)sizeof(cnp_ask::whole<%s>(nullptr)); ", str_c(self->parts[k]));
  buf_puts(b, "}\n");
}

void asks_write(Walk *w, Buf *main, const char *file)
{
  const StrVec *texts = &w->s->options.asks;
  if (!texts->n)
    return;
  Asks *self = w->asks = NEW(w->s->arena, Asks);
  self->n = (uint32_t)texts->n;
  self->file = intern_c(w->s, file);
  self->items = NEW_ARRAY(w->s->arena, Ask, self->n);
  self->offset = (uint32_t)main->len;
  buf_puts(
      main,
      "namespace cnp_ask { struct at {}; template <class T> __host__ __device__ T &&v(); }\n"
      "namespace cnp_ask { template <class T> __host__ __device__ char whole(char (*)[sizeof(T)]); "
      "template <class> __host__ __device__ char whole(...); }\n"
      // to look into an enum of an instance is what gives it its enumerators
      "namespace cnp_ask { template <class T> __host__ __device__ char inner(decltype(T::cnp_none) "
      "*); "
      "template <class> __host__ __device__ char inner(...); }\n"
      "__host__ __device__ void *operator new(decltype(sizeof 0), cnp_ask::at);\n");
  self->line = 1;
  for (size_t i = 0; i < main->len; i++)
    self->line += main->text[i] == '\n';
  for (uint32_t i = 0; i < self->n; i++) {
    ask_parse(w->s, &self->items[i], texts->items[i]);
    ask_write(main, &self->items[i], i);
  }
}

// ---- refusals ---------------------------------------------------------------

// The question whose line a place is on; NULL when there is none.
static Ask *ask_at(Walk *w, CXSourceLocation at)
{
  CXFile file = NULL;
  unsigned line = 0;
  cx(w->s)->getExpansionLocation(at, &file, &line, NULL, NULL);
  Str name = file ? cx_str(w->s, cx(w->s)->getFileName(file)) : NULL;
  if (!name || name != w->asks->file || line < w->asks->line)
    return NULL;
  uint32_t i = line - w->asks->line;
  return i < w->asks->n ? &w->asks->items[i] : NULL;
}

// Its own line's, or that of the first note on one of our lines.
static Ask *ask_of(Walk *w, CXDiagnostic d)
{
  const CxApi *fn = cx(w->s);
  Ask *found = ask_at(w, fn->getDiagnosticLocation(d));
  CXDiagnosticSet notes = fn->getChildDiagnostics(d);
  for (unsigned i = 0, n = fn->getNumDiagnosticsInSet(notes); i < n && !found; i++) {
    CXDiagnostic note = fn->getDiagnosticInSet(notes, i);
    found = ask_of(w, note);
    fn->disposeDiagnostic(note);
  }
  return found;
}

// The main file, which a PCH knows by its whole path.
static bool path_is_main(Walk *w, Str path)
{
  Str name = w->s->cx->main_name;
  return path->len >= name->len && !strcmp(path->text + path->len - name->len, name->text) &&
         (path->len == name->len || path->text[path->len - name->len - 1] == '/');
}

static void notes_take(Walk *w, Ask *self, CXDiagnostic d)
{
  const CxApi *fn = cx(w->s);
  VEC(AnswerNote) notes = {0};
  CXDiagnosticSet set = fn->getChildDiagnostics(d);
  for (unsigned i = 0, n = fn->getNumDiagnosticsInSet(set); i < n && i < ASK_MAX_NOTES; i++) {
    CXDiagnostic note = fn->getDiagnosticInSet(set, i);
    CxPlace place;
    Diag read = cx_diagnostic(w->s, note, &place);
    if (read.loc.file && path_is_main(w, read.loc.file))
      read.loc.file = intern_c(w->s, "<extra source>");  // wherever clang was run
    if (!ask_at(w, fn->getDiagnosticLocation(note)))
      vec_push(&notes, (AnswerNote){read.text, read.loc});
    fn->disposeDiagnostic(note);
  }
  self->answer.nnotes = (uint32_t)notes.n;
  self->answer.notes = vec_freeze(&notes, w->s->arena, AnswerNote);
  vec_free(&notes);
}

bool asks_take_diagnostic(Walk *w, CXDiagnostic d)
{
  if (!w->asks)
    return false;
  Ask *found = ask_of(w, d);
  if (cx(w->s)->getDiagnosticSeverity(d) < CXDiagnostic_Error)
    return found != NULL;
  if (!found)
    found = w->asks->last;  // clang prints a stack of instantiations once
  w->asks->last = found;
  if (!found || found->answer.message)
    return found != NULL;
  found->answer.message = cx_str(w->s, cx(w->s)->getDiagnosticSpelling(d));
  notes_take(w, found, d);
  return true;
}

// ---- answers ----------------------------------------------------------------

bool asks_take_cursor(Walk *w, CXCursor c)
{
  if (!w->asks)
    return false;
  CxPlace place = cx_place(w->s, c);
  Str name = cx_str(w->s, cx(w->s)->getFileName(place.file));
  if (!name || name != w->asks->file || place.offset < w->asks->offset)
    return false;
  Str spelling = cx_spelling(w->s, c);
  Ask *ask =
      spelling && str_starts(spelling, "cnp_q") ? ask_at(w, cx(w->s)->getCursorLocation(c)) : NULL;
  if (ask) {
    ask->cursor = c;
    ask->is_found = true;
  }
  return true;
}

typedef struct FoundCall {
  Walk *w;
  CXCursor call, object;
  bool is_new, is_found;
} FoundCall;

// The object of a method's call: what our v gives.
static enum CXChildVisitResult object_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  FoundCall *f = payload;
  Str name = c.kind == CXCursor_CallExpr ? cx_spelling(f->w->s, c) : NULL;
  if (!name || !str_is(name, "v"))
    return CXChildVisit_Recurse;
  f->object = c;
  return CXChildVisit_Break;
}

static enum CXChildVisitResult call_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  FoundCall *f = payload;
  const CxApi *fn = cx(f->w->s);
  bool is_call = c.kind == CXCursor_CallExpr;
  if (is_call && (!f->is_new || fn->getCursorReferenced(c).kind == CXCursor_Constructor)) {
    f->call = c;
    f->is_found = true;
    return CXChildVisit_Break;
  }
  return CXChildVisit_Recurse;
}

// What stands behind the last `::` that is outside of brackets: the scope before it may be written
// otherwise than clang has it (inline namespaces, default arguments, an alias).
static const char *text_last_name(const char *text)
{
  const char *last = text;
  size_t angles = 0, others = 0;
  for (const char *p = text; *p; p++) {
    if (strchr("([{", *p))
      others++;
    else if (strchr(")]}", *p) && others)
      others--;
    else if (*p == '<' && !others)
      angles++;
    else if (*p == '>' && !others && angles && p[-1] != '-')
      angles--;
    else if (p[0] == ':' && p[1] == ':' && !others && !angles)
      last = p + 2;
  }
  return last;
}

static void function_rename_as_asked(Walk *w, const Ask *self, Function *f)
{
  StrPool *strings = w->s->strings;
  bool is_method = self->kind == ASK_METHOD;
  Str asked = self->parts[is_method ? 1 : 0];
  if (self->kind == ASK_NEW || self->kind == ASK_OP || !strchr(str_c(asked), '<'))
    return;
  const char *text = str_c(asked) + (str_starts(asked, "::") ? 2 : 0);
  f->d.name = f->d.qualified = f->d.spelled = intern_c(w->s, text);
  if (is_method && f->owner) {
    f->d.qualified = str_format(strings, "%s::%s", f->owner->d.qualified->text, text);
    f->d.spelled = str_format(strings, "%s::%s", f->owner->d.spelled->text, text);
    return;
  }
  if (f->d.scope)
    f->d.name = intern_c(w->s, text_last_name(text));
}

static void attributes_of_pattern(Walk *w, Function *f, CXCursor chosen)
{
  CXCursor pattern = cx(w->s)->getSpecializedCursorTemplate(chosen);
  if (f->space != SPACE_NONE || cx(w->s)->Cursor_isNull(pattern))
    return;
  Attributes a = {0};
  attributes_read(w, &a, pattern);
  f->space = attributes_space(&a);
  vec_free(&a.names);
}

// Whether its header or its class has it anyway.
static bool function_is_listed(const Function *f, bool is_new)
{
  return !is_new && !f->is_asked && !f->is_cut && !(f->owner && !f->owner->d.is_retained);
}

// The function of a question where it isn't the declared one. A call that leaves arguments out is
// a function of those that it gives: its shim must be the call that was asked for, with whose
// defaults clang doesn't say. A base's method is one of the object's class, which alone may reach
// it.
static Function *function_as_asked(Walk *w, const Ask *self, Function *f, bool is_new)
{
  StrPool *strings = w->s->strings;
  bool is_member_op = self->kind == ASK_OP && f->owner, is_listed = function_is_listed(f, is_new);
  uint32_t given = self->nparts - ask_kinds[self->kind].nfixed - is_member_op;
  bool is_less = given < f->nparams && !f->is_variadic;
  Record *object = self->kind == ASK_METHOD && f->owner && !f->is_static ? self->object : NULL;
  if (object == f->owner)
    object = NULL;
  if (!object && (!is_less || is_listed))
    return f;
  f->is_cut |= !is_listed && !f->is_asked;
  Function *made = NEW(w->s->arena, Function);
  *made = *f;
  made->is_asked = made->is_cut = false;
  if (is_less)
    made->nparams = given;
  if (object) {
    made->owner = object;
    made->d.qualified = str_format(strings, "%s::%s", str_c(object->d.qualified), str_c(f->d.name));
    made->d.spelled = str_format(strings, "%s::%s", str_c(object->d.spelled), str_c(f->d.name));
  }
  return made;
}

static void answer_function(Walk *w, Ask *self, CXCursor chosen)
{
  const CxApi *fn = cx(w->s);
  bool is_new = false;
  Function *f = function_get(w, chosen, NULL, &is_new);
  if (!f)
    return;
  Function *whole = f;
  f = function_as_asked(w, self, f, is_new);
  self->answer.decl = &f->d;
  self->answer.print = cx_pretty(w->s, chosen);
  self->answer.type = f->kind == FN_CONSTRUCTOR && f->owner
                          ? type_get(w, fn->getCursorType(fn->getCursorSemanticParent(chosen)))
                          : f->result;
  if (f == whole && (f->is_asked || function_is_listed(f, is_new)))
    return;
  f->d.is_template_part = false;
  f->d.is_retained = true;
  f->is_asked = true;
  f->ndefaults = 0;  // with fewer arguments it is another question
  if (self->kind == ASK_OP && !f->owner)
    f->is_friend = true;  // it may be a hidden one: written as an operator it is found
  attributes_of_pattern(w, f, chosen);
  function_rename_as_asked(w, self, f);
  decl_list(w, &f->d);
}

static void answer_call(Walk *w, Ask *self)
{
  const CxApi *fn = cx(w->s);
  FoundCall found = {.w = w, .is_new = self->kind == ASK_NEW};
  fn->visitChildren(self->cursor, call_visit, &found);
  CXCursor chosen = found.is_found ? fn->getCursorReferenced(found.call) : (CXCursor){0};
  Str name = found.is_found ? cx_spelling(w->s, chosen) : NULL;
  self->answer.is_builtin = !name || str_is(name, "v");
  if (self->kind == ASK_METHOD && found.is_found &&
      fn->visitChildren(found.call, object_visit, &found)) {
    const Type *of = type_get(w, fn->getCanonicalType(fn->getCursorType(found.object)));
    self->object = of->kind == TYPE_RECORD ? (Record *)of->decl : NULL;
  }
  if (!self->answer.is_builtin)
    answer_function(w, self, chosen);
}

static enum CXChildVisitResult enumerator_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  Walk *w = ((void **)payload)[0];
  Ask *self = ((void **)payload)[1];
  if (c.kind == CXCursor_EnumConstantDecl) {
    self->answer.value = cx(w->s)->getEnumConstantDeclValue(c);
    self->answer.has_value = true;
  }
  return CXChildVisit_Continue;
}

static void answer_class(Walk *w, Ask *self)
{
  const CxApi *fn = cx(w->s);
  CXType type = fn->getCanonicalType(fn->getCursorType(self->cursor));
  CXCursor decl = fn->getTypeDeclaration(type);
  if (fn->isInvalidDeclaration(
          decl)) {  // clang says why once; later questions see a class of size 1
    self->answer.message =
        intern_c(w->s, "the class is not valid; an earlier question has the reason");
    return;
  }
  w->level = LEVEL_RETAINED;
  self->answer.type = type_get(w, type);
  w->level = LEVEL_MENTIONED;
  if (self->answer.type->kind == TYPE_ENUM && self->answer.type->decl) {
    self->answer.type->decl->is_retained = true;
    decl_list(w, self->answer.type->decl);
  }
  if (self->answer.type->kind != TYPE_RECORD || !self->answer.type->decl)
    return;
  Record *r = (Record *)self->answer.type->decl;
  self->answer.decl = &r->d;
  r->d.is_retained = r->is_asked = true;
  record_get(w, decl);
  decl_list(w, &r->d);
}

static bool ask_is_class(const Ask *self)
{
  return self->kind == ASK_CLASS || self->kind == ASK_DEDUCE;
}

// Classes first: a function of one belongs to its list when it is filled.
void asks_read(Walk *w)
{
  if (!w->asks)
    return;
  for (int pass = 0; pass < 2; pass++) {
    for (uint32_t i = 0; i < w->asks->n; i++) {
      Ask *self = &w->asks->items[i];
      void *payload[] = {w, self};
      if (self->answer.message || !self->is_found || ask_is_class(self) != (pass == 0))
        continue;
      if (pass == 0)
        answer_class(w, self);
      else if (self->kind == ASK_CONST)
        cx(w->s)->visitChildren(self->cursor, enumerator_visit, payload);
      else
        answer_call(w, self);
    }
    records_fill(w);
  }
  Answer *answers = NEW_ARRAY(w->s->arena, Answer, w->asks->n);
  for (uint32_t i = 0; i < w->asks->n; i++)
    answers[i] = w->asks->items[i].answer;
  w->model->answers = answers;
  w->model->nanswers = w->asks->n;
}
