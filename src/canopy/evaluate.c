// Values and traits, asked of clang.
//
// A macro has no type and a record's traits have no query, so both become rows of a second unit:
// `constexpr auto cnp_m3 = NAME;` and an enumerator made of type traits,
// inside a device function so that host-only members don't count. A macro that
// is no constant may still be an expression of device code, `auto cnp_x3 = NAME;`,
// whose type is what is wanted then.
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "probe.h"
#include "walk.h"

// ---- macros -----------------------------------------------------------------

// Whether the apostrophe at p stands between digits: 1'000.
static bool is_digit_separator(const char *text, const char *p)
{
  const char *start = p;
  while (start > text && (is_identifier_char(start[-1]) || start[-1] == '\'' || start[-1] == '.'))
    start--;
  return *p == '\'' && start < p && *start >= '0' && *start <= '9' && is_identifier_char(p[1]);
}

// Whether a body may be an expression; what it must not do is to break what follows.
static bool macro_is_candidate(const Macro *m)
{
  if (m->is_function_like || !m->body->len)
    return false;
  int round = 0, square = 0;
  for (const char *p = m->body->text; *p; p++) {
    if (*p == '"' || (*p == '\'' && !is_digit_separator(m->body->text, p))) {
      char quote = *p;
      for (p++; *p && *p != quote; p++)
        p += *p == '\\' && p[1];
      if (!*p)
        return false;
      continue;
    }
    if (strchr(";{}#@`", *p))
      return false;
    round += (*p == '(') - (*p == ')');
    square += (*p == '[') - (*p == ']');
    if (round < 0 || square < 0)
      return false;
  }
  return !round && !square;
}

// ---- rows -------------------------------------------------------------------

typedef struct Question {
  Record *record;      // traits of one
  Macro *macro;        // or the value of one
  Variable *variable;  // or the elements of a constant array
  bool is_expression;  // of the macro its type in device code
  bool is_dropped;     // its value is not asked for: it broke what followed
  bool is_defined;     // the macro, at the end of the headers
} Question;

typedef struct Evaluation {
  Walk *w;
  VEC(Question) questions;  // a question is a row
  StrVec unknown;           // USRs of records that macros make and the model lacks
  Map aliases;  // Namespace -> its number plus 1, of those that this unit has a short name for
  uint32_t naliases;
  ProbeUnit unit;
  Map hiding;  // names of functions and variables
  bool reached_end;
  TextAsks texts;  // what no literal tells
  Buf elements;    // of the array that is being told
} Evaluation;

// What is asked of each record's class cnp_T: the member that holds the answer, and the question.
#define TRAITS(TRAIT)                                                                          \
  TRAIT(is_trivially_copyable, "__is_trivially_copyable(cnp_T)")                               \
  TRAIT(is_trivially_destructible, "__is_trivially_destructible(cnp_T)")                       \
  TRAIT(is_copy_constructible, "__is_constructible(cnp_T, const cnp_T &)")                     \
  TRAIT(is_default_constructible, "__is_constructible(cnp_T)")                                 \
  TRAIT(is_trivially_copy_constructible, "__is_trivially_constructible(cnp_T, const cnp_T &)") \
  TRAIT(is_move_constructible, "__is_constructible(cnp_T, cnp_T &&)")                          \
  TRAIT(is_copy_assignable, "__is_assignable(cnp_T &, const cnp_T &)")                         \
  TRAIT(is_trivially_copy_assignable, "__is_trivially_assignable(cnp_T &, const cnp_T &)")     \
  TRAIT(is_trivially_default_constructible, "__is_trivially_constructible(cnp_T)")             \
  TRAIT(is_destructible, "__is_destructible(cnp_T)")                                           \
  TRAIT(is_aggregate, "__is_aggregate(cnp_T)")                                                 \
  TRAIT(is_empty, "__is_empty(cnp_T)")                                                         \
  TRAIT(is_standard_layout, "__is_standard_layout(cnp_T)")                                     \
  TRAIT(is_move_assignable, "__is_assignable(cnp_T &, cnp_T &&)")

// struct stat beside a function stat: C++ wants the tag then (and refuses it for a typedef's name).
static const char *record_tag(const Evaluation *self, const Record *r)
{
  return map_get_ptr(&self->hiding, r->d.qualified) ? record_word(r->kind) : "";
}

static void evaluation_note_hiding(Evaluation *self)
{
  for (size_t i = 0; i < self->w->out.n; i++) {
    Decl *d = self->w->out.items[i];
    if (d->kind == DECL_FUNCTION || d->kind == DECL_VARIABLE)
      map_set_ptr(&self->hiding, d->qualified, d);
  }
}

static const Decl *decl_namespace(const Decl *d)
{
  do
    d = d->scope;
  while (d && (d->kind != DECL_NAMESPACE || d->is_anonymous));
  return d;
}

// The name behind "::". Deep namespaces get short names first, `namespace cnp_n3 = cnp_n2::d;`,
// else each of their records would have clang look all of them up.
static Str record_path(Evaluation *self, const Decl *d, Buf *out)
{
  enum { DEEP = 8 };
  StrPool *strings = self->w->s->strings;
  const Decl *chain[512];
  size_t n = 0;
  for (const Decl *ns = decl_namespace(d); ns && n < 512; ns = decl_namespace(ns))
    chain[n++] = ns;
  if (n < DEEP || n == 512)
    return d->spelled;
  uintptr_t last = 0;
  for (size_t i = n; i-- > 0;) {
    uintptr_t known = (uintptr_t)map_get_ptr(&self->aliases, chain[i]);
    if (!known) {
      known = ++self->naliases;
      map_set_ptr(&self->aliases, chain[i], (void *)known);
      buf_printf(out, "namespace cnp_n%zu = ", (size_t)known);
      if (last)
        buf_printf(out, "cnp_n%zu", (size_t)last);
      buf_printf(out, "::%s;\n", chain[i]->name->text);
    }
    last = known;
  }
  return str_format(strings, "cnp_n%zu::%s", (size_t)last,
                    d->spelled->text + chain[0]->spelled->len + 2);
}

// Names a record's class cnp_T0, and what has no name by the field in the class before it: cnp_T1.
// Returns the last one's number.
static unsigned record_write_name(const Evaluation *self, const Record *r, const char *path,
                                  Buf *out)
{
  if (!r->field) {
    buf_printf(out, "using cnp_T0 = %s ::%s; ", record_tag(self, r), path);
    return 0;
  }
  unsigned n = record_write_name(self, (const Record *)r->d.scope, path, out);
  buf_printf(out, "using cnp_T%u = __typeof__(cnp_T%u::%s); ", n + 1, n, r->field->text);
  return n + 1;
}

// Names its class cnp_T: lines of a namespace, then those of a function.
static void record_write_class(Evaluation *self, const Record *r, Buf *before, Buf *named)
{
  const Record *outer = r;
  while (outer->field)
    outer = (const Record *)outer->d.scope;
  const char *path = record_path(self, &outer->d, before)->text;
  unsigned last = record_write_name(self, r, path, named);
  buf_printf(named, "using cnp_T = cnp_T%u; ", last);
}

static void question_write(Evaluation *self, size_t i, Buf *out)
{
  Question *q = &self->questions.items[i];
  if (q->is_dropped && !q->macro) {
    buf_putc(out, '\n');
  } else if (q->record) {
    Buf named = {0};
    record_write_class(self, q->record, out, &named);
    buf_printf(out, "__device__ inline void cnp_f%zu() { %senum { cnp_t%zu = 0", i, named.text, i);
    buf_free(&named);
    unsigned bit = 0;
#define TRAIT(member, question) buf_printf(out, "|(" question "?%u:0)", 1u << bit++);
    TRAITS(TRAIT)
#undef TRAIT
    buf_puts(out, " }; }\n");
  } else if (q->variable) {
    array_write(out, q->variable, i);
  } else if (q->is_expression) {
    const char *name = q->macro->d.name->text;
    if (!q->is_dropped)
      buf_printf(out,
                 "#ifdef %s\n__device__ inline void cnp_e%zu() { auto cnp_x%zu = %s; }\n#endif\n",
                 name, i, i, name);
    else
      buf_putc(out, '\n');
  } else if (q->macro) {
    const char *name = q->macro->d.name->text;
    buf_printf(out, "#if defined %s || defined cnp_was_%s\nenum { cnp_d%zu };\n", name, name, i);
    if (!q->is_dropped && macro_is_candidate(q->macro))
      buf_printf(out, "constexpr auto cnp_m%zu = %s;\n", i, name);
    buf_puts(out, "#endif\n");
  } else {
    buf_puts(out, "#ifdef CUDA_VERSION\nenum { cnp_v = CUDA_VERSION };\n"
                  "#elif defined CUDART_VERSION\nenum { cnp_v = CUDART_VERSION };\n#endif\n");
  }
}

static void cuda_version_set(Model *m, Session *s, long long v)
{
  if (v > 0)
    m->cuda_version = str_format(s->strings, "%lld.%lld", v / 1000, v % 1000 / 10);
}

static void answer_enumerator(Evaluation *self, CXCursor c, const char *name)
{
  Walk *w = self->w;
  long long value = cx(w->s)->getEnumConstantDeclValue(c);
  if (!strcmp(name, "cnp_end"))
    self->reached_end = true;
  else if (!strcmp(name, "cnp_v"))
    cuda_version_set(w->model, w->s, value);
  else if (!strncmp(name, "cnp_d", 5)) {
    size_t i = strtoul(name + 5, NULL, 10);
    if (i < self->questions.n)
      self->questions.items[i].is_defined = true;
  } else if (!strncmp(name, "cnp_a", 5)) {
    size_t i = strtoul(name + 5, NULL, 10);
    Variable *v = i < self->questions.n ? self->questions.items[i].variable : NULL;
    uint64_t bits = cx(w->s)->getEnumConstantDeclUnsignedValue(c);
    if (v && self->unit.results[i].ok)
      array_answer(w, v, name, bits, &self->elements);
  } else if (!strncmp(name, "cnp_t", 5)) {
    size_t i = strtoul(name + 5, NULL, 10);
    Record *r = i < self->questions.n ? self->questions.items[i].record : NULL;
    if (!r || !self->unit.results[i].ok)
      return;
    unsigned bit = 0;
#define TRAIT(member, question) r->member = value >> bit++ & 1;
    TRAITS(TRAIT)
#undef TRAIT
  }
}

// A record or enum of the model by its spelling, members included.
static const Type *type_among(Decl *const *decls, size_t n, Str spelled)
{
  const Type *found = NULL;
  for (size_t i = 0; i < n && !found; i++) {
    const Decl *d = decls[i];
    if (d->kind == DECL_ENUM && d->spelled == spelled)
      found = ((const Enum *)d)->type;
    if (d->kind != DECL_RECORD)
      continue;
    const Record *r = (const Record *)d;
    found = d->spelled == spelled ? r->type : type_among(r->members, r->nmembers, spelled);
  }
  return found;
}

static const Type *type_known(Walk *w, Str spelled)
{
  const Type *t = type_among(w->out.items, w->out.n, spelled);
  return t ? t : type_among(w->mentioned.items, w->mentioned.n, spelled);
}

// The type of `auto cnp_x = MACRO`, which is another unit's.
static void answer_type(Evaluation *self, Macro *m, CXCursor c)
{
  Walk *w = self->w;
  const CxApi *fn = cx(w->s);
  CXType t = fn->getUnqualifiedType(fn->getCanonicalType(fn->getCursorType(c)));
  if (t.kind != CXType_Record && t.kind != CXType_Enum) {
    m->type = type_get_builtin(w, t);
    return;
  }
  Str spelled = cx_full_name(w->s, t);
  m->type = spelled ? type_known(w, spelled) : NULL;
  Str usr = cx_str(w->s, fn->getCursorUSR(fn->getTypeDeclaration(t)));
  if (!m->type && str_len(usr))
    vec_push(&self->unknown, usr);
}

static void answer_of_macro(Evaluation *self, Macro *m, CXCursor c)
{
  m->value = value_of_macro(self->w, c);
  if (m->value.kind == VALUE_NONE && !m->value.why && cursor_is_text(self->w, c))
    vec_push(&self->texts, ((TextAsk){m->d.name, &m->value}));
}

static enum CXChildVisitResult answer_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  Evaluation *self = payload;
  if (c.kind == CXCursor_EnumConstantDecl) {
    answer_enumerator(self, c, str_c(cx_spelling(self->w->s, c)));
    return CXChildVisit_Continue;
  }
  if (c.kind != CXCursor_VarDecl)
    return CXChildVisit_Recurse;
  const char *name = str_c(cx_spelling(self->w->s, c));
  bool is_type = !strncmp(name, "cnp_x", 5);
  size_t i = strncmp(name, "cnp_m", 5) && !is_type ? SIZE_MAX : strtoul(name + 5, NULL, 10);
  if (i >= self->questions.n || !self->questions.items[i].macro || !self->unit.results[i].ok)
    return CXChildVisit_Continue;
  if (is_type)
    answer_type(self, self->questions.items[i].macro, c);
  else
    answer_of_macro(self, self->questions.items[i].macro, c);
  return CXChildVisit_Continue;
}

// ---- the unit ---------------------------------------------------------------

// What has another value at each use is no constant: where it were asked for is of this unit.
#define VARIES(name) "#undef " name "\n#define " name " cnp_varies\n"
static const char varying[] = VARIES("__LINE__") VARIES("__COUNTER__") VARIES("__FILE__")
    VARIES("__FILE_NAME__") VARIES("__BASE_FILE__") VARIES("__INCLUDE_LEVEL__") VARIES("__DATE__")
        VARIES("__TIME__") VARIES("__TIMESTAMP__");

static CnpStatus evaluation_try(Evaluation *self)
{
  self->unit = (ProbeUnit){.s = self->w->s, .is_prefix = true};
  map_free(&self->aliases);
  self->aliases = (Map){0};
  Buf row = {0};
  for (size_t i = 0; i < self->questions.n; i++) {
    row.len = 0;
    if (!i)
      buf_puts(&row, varying);
    question_write(self, i, &row);
    probe_add(&self->unit, row.text);
  }
  buf_free(&row);
  probe_add(&self->unit, "enum { cnp_end };");
  CnpStatus status = probe_run(&self->unit);
  self->reached_end = false;
  self->unknown.n = self->texts.n = 0;
  if (status == CNP_OK)
    cx(self->w->s)
        ->visitChildren(cx(self->w->s)->getTranslationUnitCursor(self->unit.unit), answer_visit,
                        self);
  return status;
}

// A macro that opens a brace in another's name swallows what follows: the first
// row with an error goes, and all are asked again.
static bool evaluation_drop_first(Evaluation *self)
{
  for (size_t i = 0; i < self->questions.n; i++)
    if (!self->unit.results[i].ok && !self->questions.items[i].is_dropped) {
      self->questions.items[i].is_dropped = true;
      return true;
    }
  return false;
}

static CnpStatus evaluation_run(Evaluation *self)
{
  for (;;) {
    CnpStatus status = evaluation_try(self);
    bool again = status == CNP_OK && !self->reached_end && evaluation_drop_first(self);
    probe_free(&self->unit);
    if (!again)
      return status;
  }
}

static bool record_is_askable(const Record *r)
{
  assert(r);
  for (const Decl *d = &r->d; d; d = d->scope) {
    bool is_said = !d->is_anonymous || d != &r->d || r->field;
    if (d->access != ACCESS_PUBLIC || !is_said)
      return false;
  }
  return r->is_complete && !r->d.is_template_part && !r->d.has_error;
}

static void evaluation_add_record(Evaluation *self, Record *r)
{
  if (record_is_askable(r))
    vec_push(&self->questions, (Question){.record = r});
}

static void evaluation_add_members(Evaluation *self, Decl *d)
{
  if (d->kind != DECL_RECORD)
    return;
  Record *r = (Record *)d;
  evaluation_add_record(self, r);
  for (uint32_t i = 0; i < r->nmembers; i++)
    evaluation_add_members(self, r->members[i]);
  for (uint32_t i = 0; i < r->nfields; i++) {
    const Type *t = r->fields[i].type;
    while (t->kind == TYPE_ARRAY)
      t = t->to;
    if (t->kind == TYPE_RECORD && t->decl->is_anonymous && t->decl->scope == &r->d)
      evaluation_add_members(self, (Decl *)t->decl);
  }
}

// What a class that is only mentioned has in it is mentioned by itself.
static const Decl *decl_outermost(const Decl *d)
{
  while (d->scope && d->scope->kind == DECL_RECORD)
    d = d->scope;
  return d;
}

// A macro that the header undefines again is none of its names.
static void macros_keep_defined(Evaluation *self)
{
  Walk *w = self->w;
  w->macros.n = 0;
  for (size_t i = 0; i < self->questions.n; i++)
    if (self->questions.items[i].is_defined)
      vec_push(&w->macros, self->questions.items[i].macro);
}

// ---- records that only macros make ------------------------------------------

typedef struct Search {
  Walk *w;
  const StrVec *usrs;
} Search;

static enum CXChildVisitResult search_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  Search *self = payload;
  const CxApi *fn = cx(self->w->s);
  if (c.kind == CXCursor_Namespace || c.kind == CXCursor_LinkageSpec)
    return CXChildVisit_Recurse;
  bool is_type = c.kind == CXCursor_StructDecl || c.kind == CXCursor_ClassDecl ||
                 c.kind == CXCursor_UnionDecl || c.kind == CXCursor_EnumDecl;
  if (!is_type || !fn->isCursorDefinition(c))
    return CXChildVisit_Continue;
  Str usr = cx_str(self->w->s, fn->getCursorUSR(c));
  for (size_t i = 0; i < self->usrs->n; i++)
    if (self->usrs->items[i] == usr)
      type_get(self->w, fn->getCursorType(c));
  return CXChildVisit_Continue;
}

// Brings them into the model, and asks again: about those macros and about the records.
static CnpStatus evaluate_unknown(Evaluation *self)
{
  Walk *w = self->w;
  size_t before = w->mentioned.n;
  Search search = {w, &self->unknown};
  w->level = LEVEL_MENTIONED;
  cx(w->s)->visitChildren(cx(w->s)->getTranslationUnitCursor(w->s->cx->now->unit), search_visit,
                          &search);
  records_fill(w);
  Evaluation again = {.w = w};
  evaluation_note_hiding(&again);
  vec_push(&again.questions, (Question){0});
  for (size_t i = before; i < w->mentioned.n; i++)
    if (w->mentioned.items[i]->kind == DECL_RECORD)
      evaluation_add_record(&again, (Record *)w->mentioned.items[i]);
  for (size_t i = 0; i < self->questions.n; i++) {
    const Question *q = &self->questions.items[i];
    if (q->is_expression && !q->is_dropped && !q->macro->type)
      vec_push(&again.questions, *q);
  }
  CnpStatus status = w->mentioned.n > before ? evaluation_run(&again) : CNP_OK;
  vec_free(&again.questions);
  vec_free(&again.unknown);
  vec_free(&again.texts);
  map_free(&again.aliases);
  map_free(&again.hiding);
  return status;
}

// ---- text -------------------------------------------------------------------

static CnpStatus evaluate_texts(Evaluation *self)
{
  const Walk *w = self->w;
  for (size_t i = 0; i < w->made.n; i++) {
    if (w->made.items[i]->kind != DECL_VARIABLE)
      continue;
    Variable *v = (Variable *)w->made.items[i];
    bool is_unknown = v->value.kind == VALUE_NONE && !v->value.why && v->is_constexpr;
    bool is_askable = v->d.is_retained && !v->d.has_error && !v->d.is_template_part;
    if (is_unknown && is_askable && v->type->kind == TYPE_POINTER && type_is_text(v->type))
      vec_push(&self->texts,
               ((TextAsk){str_format(w->s->strings, "::%s", v->d.spelled->text), &v->value}));
  }
  return self->texts.n ? texts_evaluate(self->w, &self->texts) : CNP_OK;
}

// ---- what S{} makes ---------------------------------------------------------

static CnpStatus evaluate_initials(Evaluation *self)
{
  Session *s = self->w->s;
  InitialAsks asks = {0};
  Buf before = {0}, named = {0};
  map_free(&self->aliases);
  self->aliases = (Map){0};
  for (size_t i = 0; i < self->questions.n; i++) {
    Record *r = self->questions.items[i].record;
    bool makes_more = r && r->is_trivially_copyable && !r->is_trivially_default_constructible;
    if (!makes_more || !(r->is_default_constructible || r->is_aggregate))
      continue;
    before.len = named.len = 0;
    record_write_class(self, r, &before, &named);
    Str lines = intern(s, before.len ? before.text : "", before.len);
    vec_push(&asks, ((InitialAsk){r, lines, intern(s, named.text, named.len)}));
  }
  buf_free(&before);
  buf_free(&named);
  CnpStatus status = asks.n ? initials_evaluate(self->w, &asks) : CNP_OK;
  vec_free(&asks);
  return status;
}

// ---- expressions without a meaning ------------------------------------------

// What clang merely warns of is no value that the device could make: (1/0), 1<<99. It looks for
// such only in a unit that may have warnings.
#define ERROR(flag) "#pragma clang diagnostic error \"-W" flag "\"\n"
static const char undefined[] = ERROR("division-by-zero") ERROR("shift-count-negative")
    ERROR("shift-count-overflow") ERROR("integer-overflow");
#undef ERROR

static CnpStatus evaluate_undefined(Evaluation *self)
{
  const Walk *w = self->w;
  VEC(Macro *) asked = {0};
  ProbeUnit unit = {.s = w->s, .is_prefix = true, .warns = true};
  Buf row = {0};
  probe_add(&unit, undefined);
  for (size_t i = 0; i < w->macros.n; i++) {
    Macro *m = w->macros.items[i];
    if (m->value.kind != VALUE_NONE || !m->type)
      continue;
    row.len = 0;
    buf_printf(&row, "__device__ inline void cnp_e%zu() { auto cnp_x = %s; }", i, m->d.name->text);
    vec_push(&asked, m);
    probe_add(&unit, row.text);
  }
  buf_free(&row);
  CnpStatus status = asked.n ? probe_run(&unit) : CNP_OK;
  for (size_t i = 0; asked.n && status == CNP_OK && i < asked.n; i++)
    if (!unit.results[i + 1].ok) {
      asked.items[i]->type = NULL;
      asked.items[i]->value.why = unit.results[i + 1].message;
    }
  probe_free(&unit);
  vec_free(&asked);
  return status;
}

// ---- the door ---------------------------------------------------------------

CnpStatus evaluate(Walk *w)
{
  if (w->s->options.no_values)
    return CNP_OK;
  Evaluation self = {.w = w};
  evaluation_note_hiding(&self);
  vec_push(&self.questions, (Question){0});
  for (size_t i = 0; i < w->out.n; i++)
    evaluation_add_members(&self, w->out.items[i]);
  for (size_t i = 0; i < w->mentioned.n; i++) {
    Decl *d = w->mentioned.items[i];
    if (d->kind == DECL_RECORD && !map_get_ptr(&w->listed, decl_outermost(d)))
      evaluation_add_record(&self, (Record *)d);
  }
  for (size_t i = 0; i < w->made.n; i++)
    if (w->made.items[i]->kind == DECL_VARIABLE && array_is_askable((Variable *)w->made.items[i]))
      vec_push(&self.questions, (Question){.variable = (Variable *)w->made.items[i]});
  for (size_t i = 0; i < w->macros.n; i++)
    vec_push(&self.questions, (Question){.macro = w->macros.items[i]});
  for (size_t i = 0; i < w->macros.n; i++)
    if (macro_is_candidate(w->macros.items[i]))
      vec_push(&self.questions, (Question){.macro = w->macros.items[i], .is_expression = true});
  bool is_needed = self.questions.n > 1 || !w->s->options.ask_only;
  CnpStatus status = is_needed ? evaluation_run(&self) : CNP_OK;
  w->wants_unit = status == CNP_OK && self.unknown.n && !w->s->cx->now->unit;
  if (status == CNP_OK && self.unknown.n && !w->wants_unit)
    status = evaluate_unknown(&self);
  if (status == CNP_OK && !w->wants_unit)
    status = evaluate_texts(&self);
  if (status == CNP_OK && !w->wants_unit)
    status = evaluate_initials(&self);
  if (status == CNP_OK && !w->wants_unit)
    status = evaluate_undefined(&self);
  if (status == CNP_OK)
    macros_keep_defined(&self);
  vec_free(&self.texts);
  buf_free(&self.elements);
  vec_free(&self.questions);
  vec_free(&self.unknown);
  map_free(&self.aliases);
  map_free(&self.hiding);
  return status;
}
