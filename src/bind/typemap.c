// C++ types as shims and Python see them.
//
// A type is spelled from its structure, never by cutting text: names are taken
// from the root, so that nothing in a header's namespaces can hide them. What a
// shim passes how is decided by type_pass alone (docs/table.md, section 5).
#include <string.h>

#include "plan.h"

typedef struct Builtin {
  const char *code, *cxx, *python, *problem;
} Builtin;

static const Builtin typemap_builtins[] = {
#define BUILTIN(kind, code, cxx, python, problem) {code, cxx, python, problem},
#include "../canopy/builtins.def"
#undef BUILTIN
};

// The code without its cv letters.
static const char *code_bare(const Type *t)
{
  const char *code = str_c(t->code);
  while (*code == 'K' || *code == 'V')
    code++;
  return code;
}

static const Builtin *builtin_of(const Type *t)
{
  const char *code = t->kind == TYPE_VOID ? "v" : code_bare(t);
  for (size_t i = 0; i < sizeof typemap_builtins / sizeof *typemap_builtins; i++)
    if (!strcmp(typemap_builtins[i].code, code))
      return &typemap_builtins[i];
  return NULL;
}

bool type_is_function(const Type *t)
{
  return t->kind == TYPE_FUNCTION || (t->kind == TYPE_POINTER && t->to->kind == TYPE_FUNCTION);
}

bool type_leads_to_function(const Type *t)
{
  while (t->kind == TYPE_POINTER)
    t = t->to;
  return t->kind == TYPE_FUNCTION;
}

bool type_is_unnamed(const Type *t)
{
  while (t->to && t->kind != TYPE_FUNCTION)
    t = t->to;
  if (t->kind != TYPE_RECORD && t->kind != TYPE_ENUM)
    return false;
  const Record *r = type_record(t);
  if (r && r->field)  // without a name it is bytes
    return !r->is_trivially_copyable;
  const char *words = str_c(t->spelling);  // a template's argument may be what has no name
  return (t->decl && t->decl->is_anonymous) || strstr(words, "(unnamed") ||
         strstr(words, "(lambda");
}

const Type *type_referred(const Type *t)
{
  return t->kind == TYPE_LREF || t->kind == TYPE_RREF ? t->to : t;
}

const Record *type_record(const Type *t)
{
  return t->kind == TYPE_RECORD && t->decl && t->decl->kind == DECL_RECORD ? (const Record *)t->decl
                                                                           : NULL;
}

// References to classes are addresses, const ones too: no copy is made, and none need be
// possible. A const reference to a scalar is a value: what it refers to may be a shim's parameter.
bool type_is_address(const Type *t)
{
  if (t->kind != TYPE_LREF && t->kind != TYPE_RREF)
    return false;
  const Type *r = t->to;
  if (r->kind == TYPE_RECORD)
    return true;
  if (t->kind == TYPE_RREF)
    return false;
  bool is_scalar = r->kind == TYPE_BUILTIN || r->kind == TYPE_ENUM || r->kind == TYPE_POINTER;
  return is_scalar && !r->is_const && !type_is_function(r);
}

const Record *type_filled(const Type *t)
{
  bool leads = t->kind == TYPE_LREF || t->kind == TYPE_POINTER;
  return leads && !t->to->is_const ? type_record(t->to) : NULL;
}

Pass type_pass(const Type *t)
{
  const Type *r = type_referred(t);
  switch (r->kind) {
  case TYPE_VOID:
    return PASS_VOID;
  case TYPE_RECORD:
    return PASS_CLASS;
  case TYPE_ARRAY:
    return PASS_ARRAY;
  case TYPE_FUNCTION:
    return PASS_FUNCTION;
  case TYPE_ENUM:
  case TYPE_BUILTIN:
  case TYPE_POINTER:
  case TYPE_LREF:
  case TYPE_RREF:
  case TYPE_MEMBER_POINTER:
  case TYPE_DEPENDENT:
  case TYPE_OTHER:
  case TYPE_COUNT:
    break;
  }
  if (t->kind == TYPE_LREF && !r->is_const)
    return PASS_POINTEE;
  return r->kind == TYPE_ENUM ? PASS_ENUM : PASS_SCALAR;
}

Str type_name(Session *s, const Type *t)
{
  const char *code = code_bare(t);
  size_t n = strlen(code);
  if (n > 2 && code[0] == '{')
    return intern(s, code + 1, n - 2);
  return t->spelling;
}

// ---- what cannot be passed --------------------------------------------------

static Why why(Session *s, WhyId id, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static Why why(Session *s, WhyId id, const char *fmt, ...)
{
  va_list args;
  va_start(args, fmt);
  Str text = str_vformat(s->strings, fmt, args);
  va_end(args);
  return (Why){id, text};
}

static Why problem_of_pointee(Session *s, const Type *t)
{
  if (!t->code)
    return why(s, WHY_type, "type '%s' has no counterpart", str_c(t->spelling));
  switch (t->kind) {
  case TYPE_BUILTIN: {
    const Builtin *b = builtin_of(t);
    if (!b || b->problem)
      return why(s, WHY_type, "%s", b ? b->problem : "an unknown builtin type");
    break;
  }
  case TYPE_POINTER:
  case TYPE_ARRAY:
    return problem_of_pointee(s, t->to);
  case TYPE_RECORD:
  case TYPE_ENUM:
    if (type_is_unnamed(t))
      return why(s, WHY_type, "type '%s' has no name", str_c(t->spelling));
    break;
  case TYPE_VOID:
  case TYPE_FUNCTION:
  case TYPE_LREF:
  case TYPE_RREF:
  case TYPE_MEMBER_POINTER:
  case TYPE_DEPENDENT:
  case TYPE_OTHER:
  case TYPE_COUNT:
    break;
  }
  return (Why){WHY_none, NULL};
}

// Whether a parameter by value is an object that is more than its bytes, and one that can only be
// moved.
bool type_is_made_in_place(const Type *t)
{
  const Record *r = t->kind == TYPE_RECORD ? type_record(t) : NULL;
  return r && record_is_special(r);
}

bool type_is_moved(const Type *t)
{
  return type_is_made_in_place(t) && !type_record(t)->is_copy_constructible;
}

// CUDA's pairs spell out the copy of their two halves, so that C++ calls it not trivial: it is
// their bytes all the same.
bool record_copies_bytes(const Record *r)
{
  static const char *const pairs[] = {"__half2", "__nv_bfloat162"};
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
    if (str_is(r->d.qualified, pairs[i]) && r->size == 4 && r->is_trivially_destructible)
      return true;
  return r->is_trivially_copyable;
}

bool record_is_special(const Record *r)
{
  return !record_copies_bytes(r) || !r->is_copy_constructible || !r->is_trivially_destructible;
}

// A class that a shim reads or makes: its layout must be known, copies must be possible.
static Why problem_of_class(Session *s, const Type *t, const Type *r, bool is_result)
{
  const Record *rec = type_record(r);
  if (rec && rec->d.differs)
    return why_differs(s, &rec->d);
  if (rec && rec->d.has_error)
    return why(s, WHY_error, "'%s' is declared with an error", str_c(type_name(s, r)));
  if (!rec || !rec->is_complete || r->size < 0)
    return why(s, WHY_incomplete, "incomplete type '%s'", str_c(type_name(s, r)));
  bool copies = t->kind == TYPE_RECORD && !is_result;
  if (copies && rec->is_abstract)
    return why(s, WHY_copy, "'%s' is abstract: there are no values of it", str_c(type_name(s, r)));
  if (copies && !rec->is_copy_constructible && !rec->is_move_constructible)
    return why(s, WHY_copy, "'%s' cannot be copied", str_c(type_name(s, r)));
  return (Why){WHY_none, NULL};
}

bool type_is_long_double(const Type *t)
{
  const Type *r = type_referred(t);
  bool is_value = t == r || t->kind == TYPE_RREF || r->is_const;
  return is_value && !r->is_volatile && r->kind == TYPE_BUILTIN && !strcmp(code_bare(r), "e");
}

Why type_problem(Session *s, const Type *t, bool is_result)
{
  if (type_is_long_double(t))
    return (Why){WHY_none, NULL};
  Why w = problem_of_pointee(s, t);
  const Type *r = type_referred(t);
  if (w.id == WHY_none && r != t)
    w = problem_of_pointee(s, r);
  if (w.id != WHY_none)
    return w;
  if (is_result && r->kind == TYPE_POINTER && r->to->kind == TYPE_ARRAY)
    return why(s, WHY_type, "the result is a pointer to an array");
  switch (type_pass(t)) {
  case PASS_CLASS:
    return problem_of_class(s, t, r, is_result);
  case PASS_VOID:
    if (!is_result)
      return why(s, WHY_type, "a parameter of type '%s'", str_c(t->spelling));
    break;
  case PASS_ARRAY:
  case PASS_FUNCTION:
    if (is_result)
      return why(s, WHY_type, "the result is a reference to %s",
                 r->kind == TYPE_ARRAY ? "an array" : "a function");
    if (r->kind == TYPE_ARRAY && r->count < 0)
      return why(s, WHY_type, "type '%s' has no extent", str_c(t->spelling));
    break;
  case PASS_ENUM: {
    const Enum *e = (const Enum *)r->decl;
    if (e && e->d.differs)
      return why_differs(s, &e->d);
    if (e && e->d.has_error)
      return why(s, WHY_error, "'%s' is declared with an error", str_c(type_name(s, r)));
    if (!e || e->d.kind != DECL_ENUM || !e->underlying || !e->underlying->code)
      return why(s, WHY_incomplete, "incomplete type '%s'", str_c(type_name(s, r)));
    break;
  }
  case PASS_SCALAR:
  case PASS_POINTEE:
    break;
  }
  return (Why){WHY_none, NULL};
}

// int64_t is clang's long but NVRTC's long long: behind a pointer or in an
// overload set the difference shows.
bool type_has_long(const Type *t)
{
  switch (t->kind) {
  case TYPE_BUILTIN:
    return !strcmp(code_bare(t), "l") || !strcmp(code_bare(t), "m");
  case TYPE_POINTER:
  case TYPE_LREF:
  case TYPE_RREF:
  case TYPE_ARRAY:
    return type_has_long(t->to);
  case TYPE_VOID:
  case TYPE_RECORD:
  case TYPE_ENUM:
  case TYPE_FUNCTION:
  case TYPE_MEMBER_POINTER:
  case TYPE_DEPENDENT:
  case TYPE_OTHER:
  case TYPE_COUNT:
    break;
  }
  return false;
}

// ---- C++ text ---------------------------------------------------------------

static Str public_name(Session *s, const Decl *d)
{
  return s->plan ? map_get_ptr(&s->plan->public_names, d) : NULL;
}

Str decl_cxx(Session *s, const Decl *d)
{
  if (public_name(s, d))
    return public_name(s, d);
  if (!strncmp(str_c(d->spelled), "decltype(", 9))  // in a class that a field alone names
    return d->spelled;
  if (!s->plan || !map_get_ptr(&s->plan->hidden_types, d))
    return str_format(s->strings, "::%s", str_c(d->spelled));
  const char *tag = d->kind == DECL_ENUM ? "enum" : record_word(((const Record *)d)->kind);
  return str_format(s->strings, "%s ::%s", tag, str_c(d->spelled));
}

// The name of a record or enum, from the root. A specialization is named by its
// type, which has the arguments.
static Str named_cxx(Session *s, const Type *t)
{
  const Record *r = type_record(t);
  if (t->decl && (public_name(s, t->decl) || !(r && r->is_specialization)))
    return decl_cxx(s, t->decl);
  if (r && r->wide)
    return str_format(s->strings, "::%s", str_c(r->wide));
  return str_format(s->strings, "::%s", str_c(type_name(s, t)));
}

static Str cxx(Session *s, const Type *t, Str inner, bool has_cv);

static const char *cv_words(const Type *t)
{
  if (t->is_const)
    return t->is_volatile ? "const volatile " : "const ";
  return t->is_volatile ? "volatile " : "";
}

static Str cxx_pointer(Session *s, const Type *t, Str inner, bool has_cv)
{
  const char *mark = t->kind == TYPE_POINTER ? "*" : t->kind == TYPE_LREF ? "&" : "&&";
  bool binds = t->to->kind == TYPE_ARRAY || t->to->kind == TYPE_FUNCTION;
  Str text = str_format(s->strings, "%s%s%s%s%s", binds ? "(" : "", mark, has_cv ? cv_words(t) : "",
                        str_c(inner), binds ? ")" : "");
  return cxx(s, t->to, text, true);
}

static Str cxx_function(Session *s, const Type *t, Str inner)
{
  Buf b = {0};
  buf_printf(&b, "%s(", str_c(inner));
  for (uint32_t i = 0; i < t->nparams; i++)
    buf_printf(&b, "%s%s", i ? ", " : "", str_c(cxx(s, t->params[i], NULL, true)));
  if (t->is_variadic)
    buf_puts(&b, t->nparams ? ", ..." : "...");
  buf_puts(&b, t->is_noexcept ? ") noexcept" : ")");
  Str text = intern(s, b.text, b.len);
  buf_free(&b);
  return cxx(s, t->to, text, true);
}

static Str cxx(Session *s, const Type *t, Str inner, bool has_cv)
{
  Str word = t->spelling;
  switch (t->kind) {
  case TYPE_POINTER:
  case TYPE_LREF:
  case TYPE_RREF:
    return cxx_pointer(s, t, inner, has_cv);
  case TYPE_ARRAY:
    return cxx(s, t->to, str_format(s->strings, "%s[%lld]", str_c(inner), (long long)t->count),
               has_cv);
  case TYPE_FUNCTION:
    return cxx_function(s, t, inner);
  case TYPE_RECORD:
  case TYPE_ENUM:
    word = named_cxx(s, t);
    break;
  case TYPE_VOID:
  case TYPE_BUILTIN:
    word = intern_c(s, builtin_of(t) ? builtin_of(t)->cxx : str_c(t->spelling));
    break;
  case TYPE_MEMBER_POINTER:
  case TYPE_DEPENDENT:
  case TYPE_OTHER:
  case TYPE_COUNT:
    return str_format(s->strings, "%s %s", str_c(word), str_c(inner));
  }
  bool is_word = inner && inner->len && inner->text[0] != '*' && inner->text[0] != '&' &&
                 inner->text[0] != '(' && inner->text[0] != '[';
  return str_format(s->strings, "%s%s%s%s", has_cv ? cv_words(t) : "", str_c(word),
                    is_word ? " " : "", str_c(inner));
}

Str type_cxx(Session *s, const Type *t, const char *declarator)
{
  return cxx(s, t, intern_c(s, declarator), true);
}

Str type_cxx_bare(Session *s, const Type *t, const char *declarator)
{
  return cxx(s, t, intern_c(s, declarator), false);
}

// ---- Python words -----------------------------------------------------------

// Annotations of the .pyi. Pointers accept arrays, pointers and None.
Str type_python(Session *s, const Type *t)
{
  t = type_referred(t);
  switch (t->kind) {
  case TYPE_VOID:
  case TYPE_BUILTIN:
    return intern_c(s, builtin_of(t) ? builtin_of(t)->python : "_nb_Any");
  case TYPE_POINTER:
  case TYPE_ARRAY:
    return intern_c(s, type_is_function(t) ? "_nb_Device" : "_nb_Pointer");
  case TYPE_FUNCTION:
    return intern_c(s, "_nb_Device");
  case TYPE_RECORD:
  case TYPE_ENUM: {
    const Entry *e = t->decl && s->plan ? map_get_ptr(&s->plan->by_decl, t->decl) : NULL;
    bool is_known = e && e->python && e->fate != FATE_SKIPPED && !strpbrk(e->python->text, " <");
    return is_known ? e->python : intern_c(s, "_nb_Any");
  }
  case TYPE_LREF:
  case TYPE_RREF:
  case TYPE_MEMBER_POINTER:
  case TYPE_DEPENDENT:
  case TYPE_OTHER:
  case TYPE_COUNT:
    break;
  }
  return intern_c(s, "_nb_Any");
}
