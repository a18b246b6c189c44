// Questions about templates, put to clang.
//
// Each is one line behind the headers: an alias, or a device function in which an
// unevaluated call names what is wanted (its result type is deduced, so clang does
// not skip its body). An instance's or a chosen function's cursor is the answer,
// and it enters the model like a declaration of the header; a refusal is clang's
// own diagnostic of that line, with its notes.
#include "ask.h"

#include "question.h"

#include <stdlib.h>
#include <string.h>

enum { ASK_MAX_NOTES = 24 };

struct Asks {
  Ask *items;
  uint32_t n;  // those behind the options' own are instances that the unit must have
  uint32_t nasked;
  Str file;
  uint32_t line;    // of the first question in the main file
  uint32_t offset;  // where our lines begin
  Ask *last;        // the one whose diagnostic came last
};

void asks_write(Walk *w, Buf *main, const char *file)
{
  const StrVec *texts = &w->s->options.asks, *wanted = &w->instances;
  if (!texts->n && !wanted->n)
    return;
  Asks *self = w->asks = NEW(w->s->arena, Asks);
  self->nasked = (uint32_t)texts->n;
  self->n = self->nasked + (uint32_t)wanted->n;
  self->file = intern_c(w->s, file);
  self->items = NEW_ARRAY(w->s->arena, Ask, self->n);
  self->offset = (uint32_t)main->len;
  questions_head(main);
  self->line = 1;
  for (size_t i = 0; i < main->len; i++)
    self->line += main->text[i] == '\n';
  for (uint32_t i = 0; i < self->n; i++) {
    bool is_asked = i < self->nasked;
    ask_parse(w->s, &self->items[i], is_asked ? texts->items[i] : wanted->items[i - self->nasked]);
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
      read.loc.file = intern_c(w->s, "<extra source>");            // wherever clang was run
    bool is_way = str_starts(read.text, "in file included from");  // to the header, not a reason
    if (!is_way && !ask_at(w, fn->getDiagnosticLocation(note)))
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
  bool is_answer = spelling && str_starts(spelling, "cnp_q");
  bool is_type = spelling && str_starts(spelling, "cnp_t");
  Ask *ask = is_answer || is_type ? ask_at(w, cx(w->s)->getCursorLocation(c)) : NULL;
  if (ask && is_type) {
    ask->type = c;
  } else if (ask) {
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

// Where the template of a function was declared first: an instance stands at its definition.
static Loc loc_of_pattern(Walk *w, CXCursor chosen)
{
  const CxApi *fn = cx(w->s);
  CXCursor pattern = chosen, up = chosen;
  while (!fn->Cursor_isNull(up = fn->getSpecializedCursorTemplate(up)))
    pattern = up;
  return loc_at(w, cx_place(w->s, fn->getCanonicalCursor(pattern)));
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

static void params_read_wide(Walk *w, Function *f, CXCursor chosen)
{
  const CxApi *fn = cx(w->s);
  CXType type = fn->getCursorType(chosen);
  for (uint32_t i = 0; i < f->nparams; i++)
    if (!f->params[i].wide)
      f->params[i].wide = type_wide_pointer(w, f->params[i].type, fn->getArgType(type, i));
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
  uint32_t given = self->nparts - ask_nfixed(self) - is_member_op;
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

// ---- comparisons ------------------------------------------------------------

typedef struct Aliases {
  Walk *w;
  const Type *operands[2], *result;
} Aliases;

static enum CXChildVisitResult operand_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  Aliases *found = payload;
  if (c.kind != CXCursor_TypeAliasDecl)
    return CXChildVisit_Recurse;
  const CxApi *fn = cx(found->w->s);
  const Type *type = type_get(found->w, fn->getCanonicalType(fn->getCursorType(c)));
  Str name = cx_spelling(found->w->s, c);
  if (str_is(name, "a"))
    found->operands[0] = type;
  else if (str_is(name, "b"))
    found->operands[1] = type;
  else if (str_is(name, "r"))
    found->result = type;
  return CXChildVisit_Continue;
}

// Without reference and const.
static const Type *type_bare(const Type *t)
{
  return t->kind == TYPE_LREF || t->kind == TYPE_RREF ? t->to : t;
}

static bool types_are_same_bare(const Type *a, const Type *b)
{
  const char *x = str_c(type_bare(a)->code), *y = str_c(type_bare(b)->code);
  return !strcmp(x + (*x == 'K'), y + (*y == 'K'));
}

// Whether clang called a function with the operands as they stand. C++20 makes a != b and b == a of
// operator==, a < b of operator<=>: there what is called is no answer.
static bool function_is_comparison(const Ask *self, const Function *f, const Aliases *found)
{
  const Type *first = f->owner ? f->owner->type : f->nparams ? f->params[0].type : NULL;
  return f->symbol == self->parts[0] && first && types_are_same_bare(first, found->operands[0]);
}

static bool ask_is_comparison(const Ask *self)
{
  static const char *const symbols[] = {"==", "!=", "<", "<=", ">", ">="};
  for (size_t i = 0; self->kind == ASK_OP && self->nparts == 3 && i < 6; i++)
    if (str_is(self->parts[0], symbols[i]))
      return true;
  return false;
}

// A function of the operands' types whose shim writes the operator, so that the compiler rewrites;
// NULL where it is what clang calls.
static Function *function_as_comparison(Walk *w, const Ask *self, const Function *f)
{
  Aliases found = {.w = w};
  cx(w->s)->visitChildren(self->cursor, operand_visit, &found);
  if (!found.operands[0] || !found.operands[1] || !found.result ||
      function_is_comparison(self, f, &found))
    return NULL;
  Function *made = NEW(w->s->arena, Function);
  *made = *f;
  made->kind = FN_FREE;
  made->owner = NULL;
  made->is_const = made->is_static = made->is_virtual = made->is_asked = made->is_cut = false;
  made->is_operator = made->is_friend = true;
  made->symbol = self->parts[0];
  made->params = NEW_ARRAY(w->s->arena, Param, 2);
  made->nparams = 2;
  for (size_t i = 0; i < 2; i++)
    made->params[i].type = found.operands[i];
  made->result = found.result;
  made->mangled = NULL;
  Str name = str_format(w->s->strings, "operator%s", str_c(self->parts[0]));
  made->d.name = made->d.qualified = made->d.spelled = name;
  made->d.scope = NULL;
  return made;
}

// ---- what was chosen --------------------------------------------------------

// Whether clang found a function of a namespace by its arguments alone: a hidden friend, as like as
// not, which has no other name than the one that it was asked by.
static bool function_is_found_by_arguments(const Ask *self, const Function *f)
{
  if (self->kind == ASK_OP)
    return !f->owner;
  const char *asked = str_c(self->parts[0]);
  return self->kind == ASK_CALL && !f->owner && f->d.scope && asked == text_last_name(asked);
}

static void answer_function(Walk *w, Ask *self, CXCursor chosen)
{
  const CxApi *fn = cx(w->s);
  bool is_new = false;
  Function *f = function_get(w, chosen, NULL, &is_new);
  if (!f)
    return;
  Function *whole = f;
  Function *compared = ask_is_comparison(self) ? function_as_comparison(w, self, f) : NULL;
  f = compared ? compared : function_as_asked(w, self, f, is_new);
  self->answer.decl = &f->d;
  self->answer.print = cx_pretty(w->s, chosen);
  self->answer.declared = loc_of_pattern(w, chosen);
  self->answer.type = f->kind == FN_CONSTRUCTOR && f->owner
                          ? type_get(w, fn->getCursorType(fn->getCursorSemanticParent(chosen)))
                          : f->result;
  if (f == whole && (f->is_asked || function_is_listed(f, is_new)))
    return;
  f->d.is_template_part = false;
  f->d.is_retained = true;
  f->is_asked = true;
  f->ndefaults = 0;  // with fewer arguments it is another question
  f->is_friend |= function_is_found_by_arguments(self, f);  // its shim looks for it so too
  attributes_of_pattern(w, f, chosen);
  params_read_wide(w, f, chosen);
  function_rename_as_asked(w, self, f);
  decl_list(w, &f->d);
}

// Whether an operator of clang's own takes what an operand converts to: the conversion is no
// answer.
static bool ask_only_converts(const Ask *self, CXCursor chosen)
{
  return self->kind == ASK_OP &&
         (chosen.kind == CXCursor_ConversionFunction || chosen.kind == CXCursor_Constructor);
}

static void answer_call(Walk *w, Ask *self)
{
  const CxApi *fn = cx(w->s);
  FoundCall found = {.w = w, .is_new = self->kind == ASK_NEW};
  fn->visitChildren(self->cursor, call_visit, &found);
  CXCursor chosen = found.is_found ? fn->getCursorReferenced(found.call) : (CXCursor){0};
  Str name = found.is_found ? cx_spelling(w->s, chosen) : NULL;
  self->answer.is_builtin = !name || str_is(name, "v") || ask_only_converts(self, chosen);
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

// Numbers and enumerators have a type; of another class's object the value is what it converts to.
static void answer_constant(Walk *w, Ask *self)
{
  void *payload[] = {w, self};
  cx(w->s)->visitChildren(self->cursor, enumerator_visit, payload);
  CXType type = cx(w->s)->getCanonicalType(cx(w->s)->getCursorType(self->type));
  const Type *found = type_get(w, type);
  if (found->kind != TYPE_BUILTIN && found->kind != TYPE_ENUM)
    return;
  self->answer.type = found;
  if (found->kind == TYPE_BUILTIN && strchr("fde", *str_c(found->code)) && self->answer.has_value) {
    double real;
    memcpy(&real, &self->answer.value, sizeof real);
    self->answer.real = value_float_text(w->s, real);
  }
  if (found->kind == TYPE_ENUM && found->decl)
    decl_list(w, found->decl);
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
    for (uint32_t i = 0; i < w->asks->nasked; i++) {
      Ask *self = &w->asks->items[i];
      if (self->answer.message || !self->is_found || ask_is_class(self) != (pass == 0))
        continue;
      if (pass == 0)
        answer_class(w, self);
      else if (self->kind == ASK_CONST)
        answer_constant(w, self);
      else
        answer_call(w, self);
    }
    records_fill(w);
  }
  Answer *answers = NEW_ARRAY(w->s->arena, Answer, w->asks->nasked);
  for (uint32_t i = 0; i < w->asks->nasked; i++)
    answers[i] = w->asks->items[i].answer;
  w->model->answers = answers;
  w->model->nanswers = w->asks->nasked;
}
