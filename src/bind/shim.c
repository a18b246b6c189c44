// Shims: the C++ text of one extern "C" function for each row.
//
// A shim is one line, so that a compiler's message names its row by the line
// alone. Everything is spelled from the root; parameters are called nb0, nb1 ...,
// the object nbo, the result's place nbr: names that no header uses.
//
// One thing cannot be spelled: int64_t is `long` for clang and `long long` for
// NVRTC, and the canonical type doesn't say which one a header meant. Where that
// matters (pointers, overload sets) the argument goes through nb_i or nb_r, which
// convert to either and to nothing else. V<int64_t> is another class there than here: such a
// parameter is spelled with int64_t (canopy/wide.c), such a result is what the call gives.
#include <stdio.h>
#include <string.h>

#include "plan.h"

const char *shim_helper(void)
{
  return "namespace {\n"
         "template <class T> struct nb_f { using t = T; };\n"
         "template <> struct nb_f<long long> { using t = long; };\n"
         "template <> struct nb_f<unsigned long long> { using t = unsigned long; };\n"
         "template <class T> struct nb_f<const T> { using t = const typename nb_f<T>::t; };\n"
         "template <class T> struct nb_f<T *> { using t = typename nb_f<T>::t *; };\n"
         "template <class T, unsigned long N> struct nb_f<T[N]> { using t = typename "
         "nb_f<T>::t[N]; };\n"
         "template <class T, unsigned long N> struct nb_f<const T[N]> { using t = const typename "
         "nb_f<T>::t[N]; };\n"
         "template <class R, class... A> struct nb_f<R(A...)> { using t = typename "
         "nb_f<R>::t(typename "
         "nb_f<A>::t...); };\n"
         "#ifdef __cpp_noexcept_function_type\n"
         "template <class R, class... A> struct nb_f<R(A...) noexcept> { using t = typename "
         "nb_f<R>::t(typename nb_f<A>::t...) noexcept; };\n"
         "#endif\n"
         "template <class A, class B> struct nb_s {};\n"
         "template <class A> struct nb_s<A, A> { using t = int; };\n"
         "template <class P, class Q> using nb_q = typename nb_s<typename nb_f<P>::t, typename "
         "nb_f<Q>::t>::t;\n"
         "template <class P> struct nb_i { P p; template <class Q, class = nb_q<P, Q>> __device__ "
         "operator Q() "
         "const { return (Q)p; } };\n"
         "template <class P> struct nb_r { P *p; template <class Q, class = nb_q<P, Q>> __device__ "
         "operator Q &() "
         "const { return *(Q *)p; } };\n"
         "template <class S> __device__ auto nb_l(const S *s, int) -> decltype(s->operator long()) "
         "{ return s->operator long(); }\n"
         "template <class S> __device__ auto nb_l(const S *s, long) -> decltype(s->operator long "
         "long()) "
         "{ return s->operator long long(); }\n"
         "template <class S> __device__ auto nb_m(const S *s, int) -> decltype(s->operator "
         "unsigned long()) "
         "{ return s->operator unsigned long(); }\n"
         "template <class S> __device__ auto nb_m(const S *s, long) -> decltype(s->operator "
         "unsigned long long()) "
         "{ return s->operator unsigned long long(); }\n"
         "}\n";
}

// ---- long and long long -----------------------------------------------------

// The code with long long read as long: letters, and within braces (functions, classes) words.
static Str code_folded(Session *s, Str code)
{
  static const char words[] = "long long";
  Buf b = {0};
  int depth = 0;
  for (const char *p = str_c(code); *p; p++) {
    depth += (*p == '{') - (*p == '}');
    if (depth && !strncmp(p, words, sizeof words - 1))
      p += strlen("long ");
    buf_putc(&b, depth ? *p : *p == 'x' ? 'l' : *p == 'y' ? 'm' : *p);
  }
  Str text = intern(s, b.text ? b.text : "", b.len);
  buf_free(&b);
  return text;
}

// Whether another overload differs from this one by long against long long: the
// header means the words, and both compilers agree.
static bool param_has_twin(Session *s, const Row *row, uint32_t i)
{
  Str code = row->params[i].type->code, folded = code_folded(s, code);
  const Plan *p = s->plan;
  for (uint32_t k = 0; k < p->ncandidates; k++) {
    const Row *other = p->candidates[k];
    bool has_defaults = (other->fn && other->fn->ndefaults) || (row->fn && row->fn->ndefaults);
    bool can_compete = has_defaults ? i < other->nparams : row->nparams == other->nparams;
    if (other == row || other->qualified != row->qualified || !can_compete)
      continue;
    Str with = other->params[i].type->code;
    if (with != code && code_folded(s, with) == folded)
      return true;
  }
  return false;
}

static bool function_has_long(Session *s, const Type *t)
{
  return type_leads_to_function(t) && strstr(str_c(type_cxx(s, t, "")), "long");
}

static bool param_needs_helper(Session *s, const Row *row, uint32_t i)
{
  const Type *t = row->params[i].type, *r = type_referred(t);
  Pass pass = type_pass(t);
  if (row->params[i].wide || (row->fn && row->fn->is_asked))
    return false;
  bool is_meant = type_has_long(r) || function_has_long(s, r);
  bool can_be = pass == PASS_SCALAR || pass == PASS_POINTEE || pass == PASS_ARRAY;
  if (!can_be || t->kind == TYPE_RREF || !is_meant)
    return false;
  if (pass == PASS_SCALAR && r->kind == TYPE_BUILTIN && !row->is_overloaded)
    return false;
  if (map_get_ptr(&s->plan->template_names, row->qualified))
    return false;  // a template would take the helper for the argument
  return !row->is_overloaded || !param_has_twin(s, row, i);
}

// A conversion to a long that may be a long long; the letter, or 0.
static char conversion_long(const Row *row)
{
  const Type *t = row->result;
  if ((row->kind != 'v' && row->kind != 'w') || t->kind != TYPE_BUILTIN || !type_has_long(t))
    return 0;
  return t->code->text[t->code->len - 1];
}

bool shim_needs_helper(Session *s, const Row *row)
{
  for (uint32_t i = 0; i < row->nparams; i++)
    if (param_needs_helper(s, row, i))
      return true;
  return conversion_long(row) != 0;
}

// Writes the text with the class that t leads to under its wide name.
static void puts_wide(Session *s, Buf *out, const char *text, const Type *t, Str wide)
{
  while (t->to && t->kind != TYPE_FUNCTION)
    t = t->to;
  Str name = wide ? type_cxx_bare(s, t, "") : NULL;
  size_t n = name && name->len && name->text[name->len - 1] == ' ' ? name->len - 1 : str_len(name);
  for (const char *at; n && (at = strstr(text, intern(s, name->text, n)->text)); text = at + n) {
    buf_put(out, text, (size_t)(at - text));
    buf_puts(out, wide->text);
  }
  buf_puts(out, text);
}

// Whether a result of class type may be another class to NVRTC: it is then what the call gives.
static bool result_is_wide(const Row *row)
{
  return row->fn && row->fn->kind != FN_CONSTRUCTOR && row->result->kind == TYPE_RECORD &&
         type_names_long(row->result);
}

// ---- parameters -------------------------------------------------------------

static const Type *enum_underlying(const Type *t)
{
  return ((const Enum *)t->decl)->underlying;
}

static Str class_cxx(Session *s, const Type *t, bool is_const, const char *declarator)
{
  return str_format(s->strings, "%s%s%s", is_const ? "const " : "",
                    t->is_volatile ? "volatile " : "", str_c(type_cxx_bare(s, t, declarator)));
}

// A scalar as a shim takes and gives it. Device code computes long double as double, in which
// clang and NVRTC store it differently.
static Str scalar_cxx(Session *s, const Type *t, const char *declarator)
{
  return type_is_long_double(t) ? str_format(s->strings, "double %s", declarator)
                                : type_cxx_bare(s, t, declarator);
}

static void shim_param(Session *s, Buf *out, const Param *p, uint32_t i)
{
  const Type *t = p->type, *r = type_referred(t);
  char name[24];
  snprintf(name, sizeof name, "nb%u", (unsigned)i);
  char pointer[24];
  snprintf(pointer, sizeof pointer, "*nb%u", (unsigned)i);
  Str text = NULL;
  switch (type_pass(t)) {
  case PASS_SCALAR:
    text = scalar_cxx(s, r, name);
    break;
  case PASS_ENUM:
    text = type_cxx_bare(s, enum_underlying(r), name);
    break;
  case PASS_CLASS:
    text = class_cxx(s, r,
                     t->kind == TYPE_LREF ? r->is_const : t->kind != TYPE_RREF && !type_is_moved(t),
                     pointer);
    break;
  case PASS_POINTEE:
  case PASS_FUNCTION:
    text = type_cxx(
        s, r, r->kind == TYPE_FUNCTION ? str_c(str_format(s->strings, "(%s)", pointer)) : pointer);
    break;
  case PASS_ARRAY:
    text = type_cxx(s, r, str_c(str_format(s->strings, "(%s)", pointer)));
    break;
  case PASS_VOID:
    break;
  }
  puts_wide(s, out, str_c(text), t, p->wide);
}

// An object that is more than its bytes. What stands between the marks is the argument: the runtime
// puts a call that makes the object there (runtime/temporaries.py).
static void shim_object(Session *s, Buf *out, const Type *t, uint32_t i)
{
  buf_printf(out, "/*<%u*/", (unsigned)i);
  if (type_is_moved(t))
    buf_printf(out, "static_cast<%s&&>(*nb%u)", str_c(class_cxx(s, t, false, "")), (unsigned)i);
  else
    buf_printf(out, "*nb%u", (unsigned)i);
  buf_puts(out, "/*>*/");
}

static void shim_canonical_argument(Session *s, Buf *out, const Row *row, uint32_t i)
{
  const Type *t = row->params[i].type, *r = type_referred(t);
  bool helped = param_needs_helper(s, row, i);
  switch (type_pass(t)) {
  case PASS_SCALAR:
    if (helped)
      buf_printf(out, "nb_i<%s>{nb%u}", str_c(type_cxx_bare(s, r, "")), i);
    else if (type_is_long_double(t))
      buf_printf(out, "(long double)nb%u", i);
    else if (t->kind == TYPE_RREF)
      buf_printf(out, "static_cast<%s>(nb%u)", str_c(type_cxx(s, t, "")), i);
    else
      buf_printf(out, "nb%u", i);
    break;
  case PASS_ENUM:
    buf_printf(out, "(%s)nb%u", str_c(type_cxx_bare(s, r, "")), i);
    break;
  case PASS_POINTEE:
    if (helped)
      buf_printf(out, "nb_r<%s>{nb%u}", str_c(type_cxx(s, r, "")), i);
    else
      buf_printf(out, "*nb%u", i);
    break;
  case PASS_ARRAY:
    if (helped) {
      buf_printf(out, "nb_r<%s>{nb%u}", str_c(type_cxx(s, r, "")), i);
      break;
    }
    // fall through
  case PASS_CLASS:
  case PASS_FUNCTION:
    if (type_is_made_in_place(t))
      shim_object(s, out, t, i);
    else if (t->kind == TYPE_RREF)
      buf_printf(out, "static_cast<%s>(*nb%u)", str_c(type_cxx(s, t, "")), i);
    else
      buf_printf(out, "*nb%u", i);
    break;
  case PASS_VOID:
    break;
  }
}

static void shim_argument(Session *s, Buf *out, const Row *row, uint32_t i)
{
  const Param *p = &row->params[i];
  Buf text = {0};
  shim_canonical_argument(s, &text, row, i);
  puts_wide(s, out, text.text ? text.text : "", p->type, p->wide);
  buf_free(&text);
}

bool row_is_postfix(const Row *row)
{
  if (!row->fn || !(str_is(row->fn->symbol, "++") || str_is(row->fn->symbol, "--")))
    return false;
  return row->nparams == (row->kind == 'o' ? 2 : 1);
}

static void shim_arguments(Session *s, Buf *out, const Row *row, uint32_t n)
{
  bool is_postfix = n < row->nparams && row_is_postfix(row);
  for (uint32_t i = 0; i < n; i++) {
    if (i)
      buf_putc(out, ',');
    shim_argument(s, out, row, i);
  }
  if (is_postfix)
    buf_puts(out, n ? ",0" : "0");
}

// ---- calls ------------------------------------------------------------------

// A function-like macro of the same name would swallow the call.
static bool call_is_macro(Session *s, const Row *row)
{
  return map_get_ptr(&s->plan->macros, row->fn->d.name) != NULL;
}

static void call_plain(Session *s, Buf *out, const Row *row, const char *callee, uint32_t n)
{
  bool guard = call_is_macro(s, row);
  buf_printf(out, guard ? "(%s)(" : "%s(", callee);
  shim_arguments(s, out, row, n);
  buf_putc(out, ')');
}

// Hidden friends are found through their arguments alone.
static void call_friend(Session *s, Buf *out, const Row *row, uint32_t n)
{
  const Function *fn = row->fn;
  if (!fn->is_operator) {
    call_plain(s, out, row, str_c(fn->d.name), n);
    return;
  }
  if (n == 1)
    buf_puts(out, str_c(fn->symbol));
  for (uint32_t i = 0; i < n; i++) {
    if (i)
      buf_printf(out, " %s ", str_c(fn->symbol));
    buf_putc(out, '(');
    shim_argument(s, out, row, i);
    buf_putc(out, ')');
  }
}

static void call_conversion(Session *s, Buf *out, const Row *row)
{
  char letter = conversion_long(row);
  Str to = type_cxx(s, row->result, "");
  Buf wide = {0};
  puts_wide(s, &wide, to->text, row->result, row->fn->wide_result);
  if (letter)
    buf_printf(out, "nb_%c(nbo,0)", letter);
  else if (strchr(wide.text, '('))
    buf_printf(out, "static_cast<%s>(*nbo)", wide.text);
  else
    buf_printf(out, "nbo->operator %s()", wide.text);
  buf_free(&wide);
}

static void call_method(Session *s, Buf *out, const Row *row, uint32_t n)
{
  const Function *fn = row->fn;
  if (row->form == FORM_ASSIGN) {
    buf_puts(out, "*nbo=*nb0");
    return;
  }
  Str callee = str_format(s->strings, "nbo->%s", str_c(fn->d.name));
  if (fn->ref == 'R')
    callee =
        str_format(s->strings, "static_cast<%s&&>(*nbo).%s",
                   str_c(class_cxx(s, row->owner->type, row->kind != 'M', "")), str_c(fn->d.name));
  call_plain(s, out, row, callee->text, n);
}

static void shim_call(Session *s, Buf *out, const Row *row, uint32_t n)
{
  switch (row->kind) {
  case 'm':
  case 'M':
    call_method(s, out, row, n);
    break;
  case 'v':
  case 'w':
    call_conversion(s, out, row);
    break;
  case 'd':
    buf_printf(out, "nbo->~%s()", str_c(row->owner->d.name));
    break;
  case 's': {
    const char *owner = str_c(type_cxx_bare(s, row->owner->type, ""));
    owner += strcspn(owner, ":");  // 'struct ::S' names a type, but no scope
    call_plain(s, out, row, str_c(str_format(s->strings, "%s::%s", owner, str_c(row->fn->d.name))),
               n);
    break;
  }
  case 'k':  // a macro has no scope
    if (row->variable)
      shim_address(s, out, row);
    else
      buf_printf(out, "%s%s", row->decl->kind == DECL_MACRO ? "" : "::", str_c(row->decl->spelled));
    break;
  default:
    if (row->fn->is_friend)
      call_friend(s, out, row, n);
    else
      call_plain(s, out, row, str_c(str_format(s->strings, "::%s", str_c(row->fn->d.spelled))), n);
  }
}

// ---- the whole line ---------------------------------------------------------

static bool row_constructs(const Row *row)
{
  return row->kind == 'c' || row->kind == 'x';
}

static void shim_head(Session *s, Buf *out, const Row *row, const char *symbol, uint32_t n)
{
  const Type *r = type_referred(row->result);
  Pass pass = type_pass(r);
  bool by_place = pass == PASS_CLASS && !type_is_address(row->result);
  const Type *value = pass == PASS_ENUM ? enum_underlying(r) : r;
  buf_puts(out, "extern \"C\" __device__ ");
  if (by_place)
    buf_printf(out, "void %s(", symbol);
  else if (type_is_address(row->result))
    buf_printf(out, "%s(", str_c(type_cxx(s, r, str_c(str_format(s->strings, "*%s", symbol)))));
  else if (type_leads_to_function(
               r))  // int (*f(...))(int) would have its tail behind the parameters
    buf_printf(out, "void *%s(", symbol);
  else
    buf_printf(out, "%s(", str_c(scalar_cxx(s, value, symbol)));
  const char *comma = "";
  if (by_place) {
    buf_puts(out, str_c(type_cxx_bare(s, r, "*nbr")));
    comma = ",";
  }
  if (strchr("mMvwd", row->kind)) {
    bool is_volatile = row->fn && row->fn->is_volatile;
    buf_printf(out, "%s%s%s%s", comma, row->fn && row->fn->is_const ? "const " : "",
               is_volatile ? "volatile " : "", str_c(type_cxx_bare(s, row->owner->type, "*nbo")));
    comma = ",";
  }
  for (uint32_t i = 0; i < n; i++) {
    buf_puts(out, comma);
    shim_param(s, out, &row->params[i], i);
    comma = ",";
  }
  buf_putc(out, ')');
}

static void shim_body(Session *s, Buf *out, const Row *row, uint32_t n)
{
  const Type *r = type_referred(row->result);
  Pass pass = type_pass(r);
  if (row_constructs(row)) {
    bool braces = row->form == FORM_AGGREGATE;
    const char *name = str_c(type_cxx_bare(s, r, ""));
    if (braces && map_get_ptr(&s->plan->hidden_types, row->owner)) {
      buf_printf(out, "using nbt=%s;", name);  // `struct S {` would define one
      name = "nbt";
    }
    buf_printf(out, "::new((void*)nbr)%s%c", name, braces ? '{' : '(');
    shim_arguments(s, out, row, n);
    buf_putc(out, braces ? '}' : ')');
    return;
  }
  const char *close = "";
  if (type_is_address(row->result) &&
      row->result->kind == TYPE_RREF) {  // it has no address as such
    buf_puts(out, "auto&&nbv=");
    shim_call(s, out, row, n);
    buf_printf(out, ";return (%s)__builtin_addressof(nbv)", str_c(type_cxx(s, r, "*")));
    return;
  }
  if (type_is_address(row->result)) {
    buf_printf(out, "return (%s)__builtin_addressof(", str_c(type_cxx(s, r, "*")));
    shim_call(s, out, row, n);
    buf_putc(out, ')');
    return;
  }
  if (pass == PASS_CLASS) {
    buf_puts(out, "::new((void*)nbr)");
    if (result_is_wide(row)) {
      buf_puts(out, "decltype(");
      shim_call(s, out, row, n);
      buf_puts(out, ")(");
    } else {
      buf_printf(out, "%s(", str_c(type_cxx_bare(s, r, "")));
    }
    close = ")";
  } else if (pass != PASS_VOID) {
    buf_puts(out, "return ");
  }
  if (pass == PASS_ENUM)
    buf_printf(out, "(%s)", str_c(type_cxx_bare(s, enum_underlying(r), "")));
  else if (pass == PASS_SCALAR && type_leads_to_function(r))
    buf_puts(out, "(void*)");
  else if (pass == PASS_SCALAR && r->kind == TYPE_POINTER &&
           (type_has_long(r) || type_names_long(r)))
    buf_printf(out, "(%s)", str_c(type_cxx_bare(s, r, "")));
  shim_call(s, out, row, n);
  buf_puts(out, close);
}

// What is only a result comes as raw storage.
static void shim_filled(Session *s, Buf *out, const Row *row, uint32_t n)
{
  for (uint32_t i = 0; row->intents && i < n; i++) {
    const Record *r = row->intents[i] == 'o' ? type_filled(row->params[i].type) : NULL;
    if (r && r->is_default_constructible)
      buf_printf(out, "::new((void*)nb%u)%s();", (unsigned)i,
                 str_c(type_cxx_bare(s, row->params[i].type->to, "")));
  }
}

void shim_write(Session *s, Buf *out, const Row *row, const char *symbol, uint32_t omitted)
{
  uint32_t n = row->nparams - omitted;
  shim_head(s, out, row, symbol, n);
  buf_putc(out, '{');
  shim_filled(s, out, row, n);
  shim_body(s, out, row, n);
  buf_puts(out, ";}\n");
}

// ---- layout -----------------------------------------------------------------

// Records whose layout no constant expression can name: offsets are left out
// behind a vtable or a virtual base, where offsetof is only conditionally supported.
static bool record_has_offsets(const Record *r)
{
  if (r->has_vptr)
    return false;
  for (uint32_t i = 0; i < r->nbases; i++)
    if (r->bases[i].is_virtual)
      return false;
  return true;
}

bool shim_has_assert(const Record *r)
{
  return r->is_complete && r->size > 0 && !r->d.is_anonymous && !r->d.has_error;
}

// Fields of `object`, a class: behind `path`, "x." or "y[0].", at `start` bytes.
typedef struct Place {
  const char *object, *path;
  int64_t start;
} Place;

static void write_offsets(Session *s, Buf *out, const Record *r, Place at)
{
  for (uint32_t i = 0; i < r->nfields && record_has_offsets(r); i++) {
    const Field *f = &r->fields[i];
    if (!field_is_plain(f) || f->width >= 0 || f->offset % 8)
      continue;
    int64_t offset = at.start + f->offset / 8;
    buf_printf(out, "&&__builtin_offsetof(%s,%s%s)==%lld", at.object, at.path, str_c(f->name),
               (long long)offset);
    const Record *held = record_of_field(f);
    if (held && held->d.scope == &r->d)
      write_offsets(s, out, held,
                    (Place){at.object,
                            str_format(s->strings, "%s%s.", at.path, held->field->text)->text,
                            offset});
  }
}

bool shim_write_assert(Session *s, Buf *out, const Record *r)
{
  if (!shim_has_assert(r))
    return false;
  const char *name = str_c(type_cxx_bare(s, r->type, ""));
  // offsetof is a macro where NVRTC lacks the builtin: a comma between a template's arguments would
  // be one between the macro's, so such a type stands in parentheses, as what a call gives.
  bool is_wrapped = strchr(name, ',') != NULL;
  const char *open = is_wrapped ? "decltype(((" : "", *close = is_wrapped ? "(*)())0)())" : "";
  buf_printf(out, "static_assert(sizeof(%s)==%lld&&alignof(%s)==%lld", name, (long long)r->size,
             name, (long long)r->align);
  Str object = str_format(s->strings, "%s%s%s", open, name, close);
  write_offsets(s, out, r, (Place){object->text, "", 0});
  buf_printf(out, ",\"layout of %s\");\n", str_c(type_name(s, r->type)));
  return true;
}
