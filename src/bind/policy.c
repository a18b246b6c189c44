// Policy: which declarations are bound, and why the others are not.
//
// One question, one function, asked in the order in which a reader would want
// the answer: what the header's author decided (deleted, private) comes before
// what we cannot do (types). No reason here depends on what other declarations
// got; what clang thinks of a shim is verify.c's.
#include <stdio.h>
#include <string.h>

#include "plan.h"

const char *why_words(WhyId id)
{
  static const char *const words[] = {
#define WHY(id, words) [WHY_##id] = words,
#include "why.def"
#undef WHY
  };
  return words[id];
}

Str why_text(Session *s, Why why)
{
  return why.text ? why.text : intern_c(s, why_words(why.id));
}

static Why why_plain(WhyId id)
{
  return (Why){id, NULL};
}

// ---- where a declaration stands ---------------------------------------------

// Of a template that somebody asked about: an alias may name an implementation's class, an operator
// that C++ takes may be one of its functions.
static bool decl_is_asked(const Decl *d)
{
  if (d->kind == DECL_FUNCTION && ((const Function *)d)->is_asked)
    return true;
  for (; d; d = d->scope)
    if (d->kind == DECL_RECORD && ((const Record *)d)->is_asked)
      return true;
  return false;
}

bool decl_is_detail(const Session *s, const Decl *d)
{
  if (strs_have(&s->options.wanted, d->qualified) || decl_is_asked(d))
    return false;
  if (str_starts(d->name, "__internal"))
    return true;
  return decl_in_detail(d);
}

static bool decl_is_public(const Decl *d)
{
  for (; d; d = d->scope)
    if (d->access != ACCESS_PUBLIC)
      return false;
  return true;
}

// What names alone decide.
static Why policy_listed(Session *s, const Decl *d)
{
  if (decl_is_detail(s, d))
    return why_plain(WHY_detail);
  Str excluded = plan_option(&s->options.exclude, d->qualified);
  if (!excluded)
    return why_plain(WHY_none);
  Str text = excluded->len ? str_format(s->strings, "excluded: %s", excluded->text) : NULL;
  return (Why){WHY_excluded, text};
}

// The innermost class that keeps it from the public gives the word.
static Why policy_access(Session *s, const Decl *d)
{
  for (; d; d = d->scope)
    if (d->access != ACCESS_PUBLIC)
      return (Why){WHY_access, intern_c(s, d->access == ACCESS_PRIVATE ? "private" : "protected")};
  return why_plain(WHY_none);
}

// Clang's error, or NVRTC's (left_out.c).
static Why why_error(const Decl *d)
{
  return (Why){d->error && str_starts(d->error, "NVRTC: ") ? WHY_nvrtc : WHY_error, d->error};
}

Why policy_named(Session *s, const Decl *d)
{
  Why w = policy_listed(s, d);
  if (w.id == WHY_none)
    w = policy_access(s, d);
  if (w.id == WHY_none && d->differs)
    w = (Why){WHY_archs, d->differs};
  return w.id == WHY_none && d->has_error ? why_error(d) : w;
}

// ---- functions --------------------------------------------------------------

// A parameter that must be an object: a value in a kernel has no address.
static bool param_needs_lvalue(const Param *p)
{
  return p->type->kind == TYPE_LREF && p->type->to->kind == TYPE_RECORD && !p->type->to->is_const;
}

bool function_is_member(const Function *fn)
{
  return fn->owner && !fn->is_friend;
}

bool function_changes_object(const Function *fn)
{
  return (fn->kind == FN_METHOD || fn->kind == FN_CONVERSION) && function_is_member(fn) &&
         !fn->is_static && !fn->is_const;
}

// Whether an option makes the parameter a value or a result: then the call makes its object.
static bool param_has_intent(const Session *s, const Function *fn, uint32_t i)
{
  for (size_t k = 0; k < s->options.intents.n; k++) {
    const char *key = str_c(s->options.intents.items[k].key), *colon = strrchr(key, ':');
    if (!colon || (size_t)(colon - key) != fn->d.qualified->len ||
        memcmp(key, fn->d.qualified->text, fn->d.qualified->len))
      continue;
    char number[16];
    snprintf(number, sizeof number, "%u", (unsigned)i);
    if (str_is(fn->params[i].name, colon + 1) || !strcmp(number, colon + 1))
      return true;
  }
  return false;
}

static bool function_takes_lvalue(const Function *fn)
{
  bool takes = function_changes_object(fn);
  for (uint32_t i = 0; i < fn->nparams; i++)
    takes |= param_needs_lvalue(&fn->params[i]);
  return takes;
}

// Whether a call needs an object to change, and no mere value: told in the report.
bool function_needs_lvalue(const Session *s, const Function *fn)
{
  if (function_changes_object(fn))
    return true;
  for (uint32_t i = 0; i < fn->nparams; i++)
    if (param_needs_lvalue(&fn->params[i]) && !param_has_intent(s, fn, i))
      return true;
  return false;
}

bool function_is_device(const Session *s, const Function *fn)
{
  switch (fn->space) {
  case SPACE_DEVICE:
  case SPACE_HOST_DEVICE:
    return true;
  case SPACE_NONE:
    return fn->is_constexpr || fn->is_defaulted || s->options.default_device;
  case SPACE_HOST:
  case SPACE_GLOBAL:
    break;
  }
  return false;
}

// The denominator: platform.md's rule for what a header declares.
bool function_is_declared(const Session *s, const Function *fn)
{
  return !fn->is_deleted && !fn->d.is_template_part && fn->kind != FN_DESTRUCTOR &&
         function_is_device(s, fn) && decl_is_public(&fn->d) && !decl_is_detail(s, &fn->d);
}

static Why policy_space(Session *s, const Function *fn)
{
  if (fn->space == SPACE_GLOBAL)
    return why_plain(WHY_kernel);
  if (function_is_device(s, fn))
    return why_plain(WHY_none);
  if (fn->space == SPACE_HOST)
    return why_plain(WHY_host);
  return (Why){WHY_host,
               intern_c(s, "host function: it has no __device__ (the option default_device "
                           "binds it)")};
}

static bool is_one_of(Str symbol, const char *const *list)
{
  for (; *list; list++)
    if (str_is(symbol, *list))
      return true;
  return false;
}

// Operators that Python cannot say, or says in another way.
static Why policy_operator(Session *s, const Function *fn)
{
  static const char *const never[] = {"new", "new[]", "delete",   "delete[]", "&&",
                                      "||",  ",",     "co_await", NULL};
  static const char *const assigns[] = {
      "=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "++", "--", NULL};
  Str symbol = fn->symbol;
  uint32_t operands = fn->nparams + (function_is_member(fn) && !fn->is_static);
  // A const member may change what its object refers to, as of cuda::atomic_ref.
  if (is_one_of(symbol, assigns) && !function_takes_lvalue(fn) && !function_is_member(fn))
    return (Why){WHY_operator,
                 str_format(s->strings, "%s that changes nothing", str_c(fn->d.name))};
  if (is_one_of(symbol, never) || (str_is(symbol, "&") && operands == 1))
    return (Why){WHY_operator,
                 str_format(s->strings, "%s has no counterpart in Python", str_c(fn->d.name))};
  return why_plain(WHY_none);
}

static Why policy_constructor(const Function *fn)
{
  if (fn->owner && fn->owner->is_abstract)
    return why_plain(WHY_abstract);
  return why_plain(WHY_none);
}

static Why policy_types(Session *s, const Function *fn)
{
  for (uint32_t i = 0; i < fn->nparams; i++) {
    Why w = type_problem(s, fn->params[i].type, false);
    if (w.id == WHY_none)
      continue;
    Str name = fn->params[i].name;
    w.text = name ? str_format(s->strings, "parameter '%s': %s", name->text, str_c(w.text))
                  : str_format(s->strings, "parameter %u: %s", i + 1, str_c(w.text));
    return w;
  }
  if (fn->kind == FN_CONSTRUCTOR || fn->kind == FN_DESTRUCTOR)
    return why_plain(WHY_none);
  Why w = type_problem(s, fn->result, true);
  if (w.id != WHY_none && !str_starts(w.text, "the result"))
    w.text = str_format(s->strings, "result: %s", str_c(w.text));
  return w;
}

// Of a type that no code can hold: it is another one on another arch.
Why why_differs(Session *s, const Decl *d)
{
  return (Why){WHY_archs,
               str_format(s->strings, "'%s': %s", str_c(d->qualified), d->differs->text)};
}

Why why_value_differs(Session *s, Str values)
{
  return (Why){WHY_archs,
               str_format(s->strings, "its value depends on the arch: %s", values->text)};
}

static Why policy_owner(Session *s, const Function *fn)
{
  const Record *r = fn->owner;
  if (!function_is_member(fn) || (fn->is_static && r->is_complete))
    return why_plain(WHY_none);
  if (r->d.differs)
    return why_differs(s, &r->d);
  if (r->d.has_error)
    return (Why){WHY_error,
                 str_format(s->strings, "'%s' is declared with an error", str_c(r->d.qualified))};
  if (r->size < 0)
    return (Why){WHY_incomplete,
                 str_format(s->strings, "incomplete type '%s'", str_c(r->d.qualified))};
  if (!str_len(r->d.name) || r->d.is_anonymous)
    return (Why){WHY_type, intern_c(s, "a member of a record without a name")};
  return why_plain(WHY_none);
}

Why policy_function(Session *s, const Function *fn)
{
  Why w = policy_listed(s, &fn->d);
  if (w.id == WHY_none && fn->is_deleted)
    w = why_plain(WHY_deleted);
  if (w.id == WHY_none)
    w = policy_access(s, &fn->d);
  if (w.id == WHY_none && fn->kind == FN_DESTRUCTOR && fn->owner->is_trivially_destructible)
    w = why_plain(WHY_destructor);
  if (w.id == WHY_none)
    w = policy_space(s, fn);
  if (w.id == WHY_none && fn->d.has_error)
    w = why_error(&fn->d);
  if (w.id == WHY_none && fn->is_variadic)
    w = why_plain(WHY_variadic);
  if (w.id == WHY_none && fn->is_operator)
    w = policy_operator(s, fn);
  if (w.id == WHY_none && fn->kind == FN_CONSTRUCTOR)
    w = policy_constructor(fn);
  if (w.id == WHY_none)
    w = policy_owner(s, fn);
  return w.id == WHY_none ? policy_types(s, fn) : w;
}

// The letter of docs/table.md.
char function_row_kind(const Function *fn)
{
  switch (fn->kind) {
  case FN_CONSTRUCTOR:
    return fn->is_explicit ? 'x' : 'c';
  case FN_CONVERSION:
    return fn->is_explicit ? 'w' : 'v';
  case FN_METHOD:
    if (function_is_member(fn))
      return fn->is_static ? 's' : fn->is_const ? 'm' : 'M';
    break;
  case FN_DESTRUCTOR:
    return 'd';
  case FN_FREE:
    break;
  }
  bool is_literal =
      fn->is_operator && strchr(fn->symbol->text, '"');  // 1.0_km: a function by its name
  return fn->is_operator && !is_literal ? 'o' : 'f';
}

// ---- records ----------------------------------------------------------------

// long double and the 128-bit integers: no values of them in Python.
static bool type_is_too_wide(const Type *t)
{
  const char *code = str_c(t->code);
  code += strspn(code, "KV");
  return !strcmp(code, "e") || !strcmp(code, "n") || !strcmp(code, "o");
}

// A field that Python can read where it lies: a scalar, a named record or an
// array of scalars.
bool field_is_plain(const Field *f)
{
  const Type *t = f->type;
  if (!f->name || f->access != ACCESS_PUBLIC || !t->code || f->offset < 0)
    return false;
  bool is_unnamed = type_is_unnamed(t);
  while (t->kind == TYPE_ARRAY && t->count > 0)
    t = t->to;
  if (is_unnamed && t->kind != TYPE_ENUM)
    return false;
  switch (t->kind) {
  case TYPE_BUILTIN:
  case TYPE_ENUM:
  case TYPE_POINTER:
    return !t->is_volatile && !type_is_too_wide(t);
  case TYPE_RECORD:
    return t->decl && t->size >= 0;
  case TYPE_VOID:
  case TYPE_LREF:
  case TYPE_RREF:
  case TYPE_ARRAY:
  case TYPE_FUNCTION:
  case TYPE_MEMBER_POINTER:
  case TYPE_DEPENDENT:
  case TYPE_OTHER:
  case TYPE_COUNT:
    break;
  }
  return false;
}

const Record *record_of_field(const Field *f)
{
  const Type *t = f->type;
  while (t->kind == TYPE_ARRAY)
    t = t->to;
  const Record *r = type_record(t);
  return r && r->field ? r : NULL;
}

Why policy_field(Session *s, const Field *f)
{
  if (field_is_plain(f))
    return why_plain(WHY_none);
  const Type *t = f->type;
  if (f->offset < 0 && f->access == ACCESS_PUBLIC)
    return (Why){WHY_type, intern_c(s, "a field of a virtual base class")};
  if (t->kind == TYPE_LREF || t->kind == TYPE_RREF)
    return (Why){WHY_type, intern_c(s, "a field that is a reference")};
  if (t->is_volatile)
    return (Why){WHY_type, intern_c(s, "a volatile field")};
  if (type_is_unnamed(t))
    return (Why){WHY_type, intern_c(s, "a field whose type has no name")};
  return (Why){WHY_type, str_format(s->strings, "a field of type '%s', which has no counterpart",
                                    str_c(t->spelling))};
}

static const char *record_obstacle(const Record *r);

// Why Python cannot read this field; NULL when it can.
static const char *field_obstacle(const Field *f)
{
  if (!str_len(f->name) && f->width >= 0)
    return NULL;  // padding
  if (f->access != ACCESS_PUBLIC)
    return "private fields";
  if (f->anonymous)
    return record_obstacle(f->anonymous);
  if (!field_is_plain(f))
    return "fields of a type without a counterpart";
  return NULL;
}

static const char *base_obstacle(const Base *b)
{
  if (!b->record || !b->record->is_complete)
    return "a base class of unknown layout";
  if (b->access != ACCESS_PUBLIC && !b->record->is_empty)
    return "private base classes";
  return record_obstacle(b->record);
}

// Why some of a record is out of Python's reach; NULL when nothing is.
static const char *record_obstacle(const Record *r)
{
  const char *text = NULL;
  for (uint32_t i = 0; i < r->nbases && !text; i++)
    text = r->bases[i].is_virtual ? "virtual base classes" : base_obstacle(&r->bases[i]);
  if (!text && r->has_vptr)
    text = "virtual functions";
  for (uint32_t i = 0; i < r->nfields && !text; i++)
    text = field_obstacle(&r->fields[i]);
  return text;
}

Why policy_record(Session *s, const Record *r)
{
  if (!r->is_complete || r->size < 0)
    return (Why){WHY_incomplete, intern_c(s, "forward declared only")};
  const char *text = record_obstacle(r);
  if (!text)
    return why_plain(WHY_none);
  WhyId id = strcmp(text, "private fields") ? WHY_layout : WHY_private_fields;
  return (Why){id, str_format(s->strings, "opaque: %s", text)};
}

// Of an excluded record only its size is left, where what is bound uses it. One that
// is merely not included stays usable: its reason is another.
bool record_is_excluded(Session *s, const Record *r)
{
  return str_starts(plan_option(&s->options.exclude, r->d.qualified), "excluded");
}

// Templates among them, which libclang shows of no instance.
bool record_declares_constructor(const Record *r)
{
  for (uint32_t i = 0; i < r->nfunctions; i++)
    if (r->functions[i]->kind == FN_CONSTRUCTOR)
      return true;
  for (uint32_t i = 0; i < r->nmembers; i++) {
    const Template *t = (const Template *)r->members[i];
    if (t->d.kind == DECL_TEMPLATE && t->function && t->function->kind == FN_CONSTRUCTOR)
      return true;
  }
  return false;
}

// Whether S{a, b} means one value for each field, in order, all of them Python's too.
bool record_is_made_of_fields(const Record *r)
{
  if (r->kind == RECORD_UNION || r->nbases || r->has_vptr || !r->nfields ||
      record_declares_constructor(r) || (r->is_instance && !r->is_aggregate))
    return false;
  for (uint32_t i = 0; i < r->nfields; i++)
    if (!field_is_plain(&r->fields[i]) || r->fields[i].width >= 0)
      return false;
  return true;
}

// Whether S{} is zeros and no more, and S{a} those but for a.
bool record_is_zeros(const Record *r)
{
  return r->is_trivially_copyable && r->is_trivially_default_constructible;
}

static bool field_can_be_left_out(const Field *f)
{
  const Type *t = f->type;
  while (t->kind == TYPE_ARRAY)
    t = t->to;
  return f->initial || t->kind != TYPE_RECORD ||
         ((const Record *)t->decl)->is_default_constructible;
}

// How many members a row S{a, b} has for parameters; 0: it isn't one. Arrays would have to be
// spelled element by element: left to assignments, with what follows them. What is all zeros but
// for the members given is made by the runtime, without a shim for each number of them.
uint32_t record_nmade(Session *s, const Record *r, uint32_t *ndefaults)
{
  bool is_zero = record_is_zeros(r);
  uint32_t n = 0, least = r->nfields;
  if (!record_is_made_of_fields(r))
    return 0;
  while (n < r->nfields && r->fields[n].type->kind != TYPE_ARRAY &&
         type_problem(s, r->fields[n].type, false).id == WHY_none)
    n++;
  while (!is_zero && least > 1 && field_can_be_left_out(&r->fields[least - 1]))
    least--;
  *ndefaults = n > least ? n - least : 0;
  return n >= least ? n : 0;
}

// ---- macros ----------------------------------------------------------------

// "function-like macro (a, b, ...)"
static Why policy_macro_with_parameters(Session *s, const Macro *m)
{
  Buf b = {0};
  buf_printf(&b, "%s (", why_words(WHY_macro));
  for (uint32_t i = 0; i < m->nparams; i++)
    buf_printf(&b, "%s%s", i ? ", " : "", str_c(m->params[i]));
  buf_putc(&b, ')');
  Why why = {WHY_macro, intern(s, b.text, b.len)};
  buf_free(&b);
  return why;
}

Why policy_macro(Session *s, const Macro *m)
{
  Why why = policy_named(s, &m->d);
  if (why.id != WHY_none)
    return why;
  if (m->is_function_like)
    return policy_macro_with_parameters(s, m);
  if (m->value.kind != VALUE_NONE)
    return why;
  if (!m->body->len && !m->value.text)
    return (Why){WHY_empty, NULL};
  if (m->type && !m->value.why)
    return type_problem(s, m->type, true);
  return m->value.text ? why_value_differs(s, m->value.text) : (Why){WHY_value, m->value.why};
}
