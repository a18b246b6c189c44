// The .pyi: what a type checker and an editor see of a bound header.
//
// Namespaces are classes with static methods, records are classes, enums are
// IntEnums. Overloads that are one to Python (float and double) are written
// once, with every C++ signature in the docstring. A parameter says all that
// converts to it, a result what it is. Operators stand in the classes of both
// operands, as Python looks for them. Header comments are text and stay text:
// nothing in them can end the docstring. The stub's own names begin with `_nb_`,
// which no header's do.
#include <string.h>

#include "docstring.h"
#include "plan.h"

typedef struct Stub {
  Session *s;
  const Plan *p;
  Buf *out;
  const char *margin;  // of the current class body
} Stub;

static void stub_scope(Stub *w, Str scope);

static void stub_line(Stub *w, const char *text)
{
  buf_printf(w->out, "%s%s\n", w->margin, text);
}

static const char *margin_deeper(Stub *w, const char *margin)
{
  return str_c(str_format(w->s->strings, "%s    ", margin));
}

// ---- functions --------------------------------------------------------------

typedef enum { CALL_FUNCTION, CALL_METHOD } CallForm;

// What a parameter with an intent takes or gives: one level behind it.
static const Type *type_intended(const Type *t)
{
  bool leads = t->kind == TYPE_LREF || t->kind == TYPE_RREF || t->kind == TYPE_POINTER;
  return leads ? t->to : t;
}

static bool param_is_out(const Row *row, uint32_t i)
{
  return row->intents && row->intents[i] == 'o';
}

// NumPy's numbers are numbers too.
static Str word_accepting(Stub *w, const Type *t)
{
  Str word = type_python(w->s, t);
  if (str_is(word, "int"))
    return intern_c(w->s, "_nb_Int");
  return str_is(word, "float") ? intern_c(w->s, "_nb_Float") : word;
}

static bool row_converts(const Row *row)
{
  return row->kind == 'c' && row->form == FORM_DECLARED && row->nparams &&
         row->nparams - row->ndefaults <= 1;
}

// A class is also made from what its converting constructors take.
static Str stub_accepts(Stub *w, const Type *t)
{
  Str text = word_accepting(w, t);
  const Type *r = type_referred(t);
  const TypeEntry *e = type_pass(t) == PASS_CLASS && r->code && !str_is(text, "_nb_Any")
                           ? map_get_ptr(&w->p->by_type, type_name(w->s, r))
                           : NULL;
  StrVec words = {0};
  vec_push(&words, text);
  for (size_t i = 0; e && i < e->rows.n; i++) {
    if (!row_converts(e->rows.items[i]))
      continue;
    Str word = word_accepting(w, e->rows.items[i]->params[0].type);
    if (strs_have(&words, word))
      continue;
    vec_push(&words, word);
    text = str_format(w->s->strings, "%s | %s", str_c(text), str_c(word));
  }
  vec_free(&words);
  return text;
}

static Str stub_annotation(Stub *w, const Row *row, uint32_t i)
{
  const Type *t = row->params[i].type;
  if (row->intents && row->intents[i])
    return stub_accepts(w, type_intended(t));
  if (type_pass(t) == PASS_POINTEE || type_pass(t) == PASS_ARRAY)
    return intern_c(w->s, "_nb_Pointer");
  return stub_accepts(w, t);
}

static bool row_has_param(Stub *w, const Row *row, const char *name)
{
  for (uint32_t i = 0; i < row->nparams; i++)
    if (row->params[i].name && !strcmp(str_c(name_python(w->s, str_c(row->params[i].name))), name))
      return true;
  return false;
}

// A name that no parameter has.
static Str param_free_name(Stub *w, const Row *row, const char *name)
{
  Str text = intern_c(w->s, name);
  while (row_has_param(w, row, text->text))
    text = str_format(w->s->strings, "_%s", text->text);
  return text;
}

// Of what is zeros but for the members given each may be missing.
static bool row_may_lack(const Row *row, uint32_t i)
{
  return i + row->ndefaults >= row->nparams ||
         (row->form == FORM_AGGREGATE && record_is_zeros(row->owner));
}

// Parameters that no keyword can name come first in Python, so those before an
// unnamed one are positional too. `self` is the parameter that is the object; -1: none.
static Str stub_params(Stub *w, const Row *row, CallForm form, int self)
{
  Buf b = {0};
  const char *comma = "";
  if (form == CALL_METHOD) {
    buf_puts(&b, str_c(param_free_name(w, row, "self")));
    comma = ", ";
  }
  uint32_t unnamed = 0;
  for (uint32_t i = 0; i < row->nparams; i++)
    if (!row->params[i].name && !param_is_out(row, i) && (int)i != self)
      unnamed = i + 1;
  for (uint32_t i = 0; i < row->nparams; i++) {
    if (param_is_out(row, i) || (int)i == self)
      continue;
    Str name = row->params[i].name
                   ? name_python(w->s, str_c(row->params[i].name))
                   : param_free_name(w, row, str_c(str_format(w->s->strings, "_%u", (unsigned)i)));
    buf_printf(&b, "%s%s: %s%s", comma, str_c(name), str_c(stub_annotation(w, row, i)),
               row_may_lack(row, i) ? " = ..." : "");
    comma = ", ";
    if (i + 1 == unnamed)
      buf_puts(&b, ", /");
  }
  Str text = intern(w->s, b.text ? b.text : "", b.len);
  buf_free(&b);
  return text;
}

static Str stub_result(Stub *w, const Row *row)
{
  if (row->kind == 'c' || row->kind == 'x')
    return intern_c(w->s, "None");
  Buf b = {0};
  uint32_t n = 0;
  if (type_pass(row->result) != PASS_VOID) {
    buf_puts(&b, str_c(type_python(w->s, row->result)));
    n++;
  }
  for (uint32_t i = 0; row->intents && i < row->nparams; i++)
    if (row->intents[i] == 'o' || row->intents[i] == 'b')
      buf_printf(&b, "%s%s", n++ ? ", " : "",
                 str_c(type_python(w->s, type_intended(row->params[i].type))));
  Str text = intern(w->s, b.text ? b.text : "", b.len);
  buf_free(&b);
  if (n > 1)
    return str_format(w->s->strings, "_nb_tuple[%s]", str_c(text));
  return n ? text : intern_c(w->s, "None");
}

// A row as a Python name has it.
typedef struct StubRow {
  Str name;
  const Row *row;
  int self;  // the parameter of a free operator that is the object; -1: none
} StubRow;

typedef VEC(StubRow) StubRows;

// Rows that are one to Python.
typedef struct StubCall {
  Str params;
  RowVec rows;
} StubCall;

typedef VEC(StubCall) StubCalls;

static void stub_def(Stub *w, Str name, const StubCall *call, const char *decorator)
{
  if (decorator)
    buf_printf(w->out, "%s@%s\n", w->margin, decorator);
  buf_printf(w->out, "%sdef %s(%s) -> %s:\n", w->margin, str_c(name), str_c(call->params),
             str_c(stub_result(w, call->rows.items[0])));
  const char *margin = w->margin;
  w->margin = margin_deeper(w, margin);
  docstring_rows(w->s, w->out, w->margin, &call->rows);
  stub_line(w, "...");
  w->margin = margin;
}

static StubCalls calls_of(Stub *w, const StubRows *rows, CallForm form)
{
  StubCalls calls = {0};
  for (size_t i = 0; i < rows->n; i++) {
    Str params = stub_params(w, rows->items[i].row, form, rows->items[i].self);
    size_t k = 0;
    while (k < calls.n && calls.items[k].params != params)
      k++;
    if (k == calls.n)
      vec_push(&calls, (StubCall){.params = params});
    vec_push(&calls.items[k].rows, (Row *)rows->items[i].row);
  }
  return calls;
}

static void stub_method(Stub *w, Str name, const StubRows *rows)
{
  StubCalls calls = calls_of(w, rows, CALL_METHOD);
  for (size_t i = 0; i < calls.n; i++) {
    stub_def(w, name, &calls.items[i], calls.n > 1 ? "_nb_overload" : NULL);
    vec_free(&calls.items[i].rows);
  }
  vec_free(&calls);
}

// A function is an object that is called: it has `overloads` too. An overload
// set needs a class of its own for that.
static void stub_function(Stub *w, Str name, const StubRows *rows)
{
  StubCalls calls = calls_of(w, rows, CALL_FUNCTION);
  if (calls.n == 1) {
    stub_def(w, name, &calls.items[0], "_nb_function");
  } else {
    const char *margin = w->margin;
    buf_printf(w->out, "%sclass _nb_f_%s(_nb_Handle):\n", margin, str_c(name));
    w->margin = margin_deeper(w, margin);
    stub_method(w, intern_c(w->s, "__call__"), rows);
    w->margin = margin;
    buf_printf(w->out, "%s%s: _nb_f_%s\n", margin, str_c(name), str_c(name));
  }
  for (size_t i = 0; i < calls.n; i++)
    vec_free(&calls.items[i].rows);
  vec_free(&calls);
}

// ---- records ----------------------------------------------------------------

static const char *conversion_method(Stub *w, const Row *row)
{
  const Type *t = type_referred(row->result);
  if (t->kind != TYPE_BUILTIN)
    return NULL;
  const char *word = str_c(type_python(w->s, t));
  return !strcmp(word, "bool") ? "__bool__" : !strcmp(word, "float") ? "__float__" : "__int__";
}

// The Python name of a member; NULL for what Python cannot say.
static Str member_python(Stub *w, const Row *row)
{
  const char *text = NULL;
  switch (row->kind) {
  case 'd':
    return NULL;
  case 'c':
  case 'x':
    text = "__init__";
    break;
  case 'v':
  case 'w':
    text = conversion_method(w, row);
    break;
  default:
    if (row->rename || !row->fn)
      return row->rename;
    text = row->fn->is_operator ? operator_method(row->fn->symbol, row->nparams + 1, 0)
                                : str_c(name_python(w->s, str_c(row->fn->d.name)));
  }
  return text ? intern_c(w->s, text) : NULL;
}

static bool is_conversion(const Row *row)
{
  return row->kind == 'v' || row->kind == 'w';
}

static void members_of_class(Stub *w, const TypeEntry *e, StubRows *out)
{
  for (size_t i = 0; i < e->rows.n; i++) {
    const Row *row = e->rows.items[i];
    Str name = member_python(w, row);
    bool is_first = true;
    for (size_t k = 0; is_conversion(row) && k < out->n; k++)
      is_first &= out->items[k].name != name;
    if (name && is_first)
      vec_push(out, (StubRow){name, row, -1});
  }
}

// A free operator is a method of each operand that is of the class. `a + a` is
// reflected only for what converts to the left one.
static void operators_of_class(Stub *w, const TypeEntry *e, StubRows *out)
{
  for (uint32_t i = 0; i < w->p->nrows; i++) {
    const Row *row = w->p->rows[i];
    if (row->kind != 'o' || !row->nparams || row->nparams > 2)
      continue;
    const Type *first = type_referred(row->params[0].type);
    for (uint32_t k = 0; k < row->nparams; k++) {
      const Type *t = type_referred(row->params[k].type);
      bool is_mine = t->code && type_name(w->s, t) == e->spelling;
      bool converts = strstr(str_c(stub_accepts(w, first)), " | ") != NULL;
      bool is_said = k && first->code && type_name(w->s, first) == e->spelling && !converts;
      const char *method = is_mine ? operator_method(row->fn->symbol, row->nparams, (int)k) : NULL;
      if (method && !is_said)
        vec_push(out, (StubRow){intern_c(w->s, method), row, (int)k});
    }
  }
}

static void stub_members(Stub *w, const TypeEntry *e)
{
  StubRows all = {0}, same = {0};
  members_of_class(w, e, &all);
  operators_of_class(w, e, &all);
  for (size_t i = 0; i < all.n; i++) {
    Str name = all.items[i].name;
    bool is_known = !name_is_identifier(name);
    for (size_t k = 0; k < i; k++)
      is_known |= all.items[k].name == name;
    if (is_known)
      continue;
    same.n = 0;
    for (size_t k = i; k < all.n; k++)
      if (all.items[k].name == name)
        vec_push(&same, all.items[k]);
    if (all.items[i].row->kind == 's')
      stub_function(w, name, &same);
    else
      stub_method(w, name, &same);
  }
  vec_free(&same);
  vec_free(&all);
}

static void stub_fields(Stub *w, const Record *r)
{
  r = record_with_used(w->s, r);
  for (uint32_t i = 0; i < r->nfields; i++) {
    const Field *f = &r->fields[i];
    if (f->anonymous && f->access == ACCESS_PUBLIC) {
      stub_fields(w, f->anonymous);
    } else if (field_is_plain(f)) {
      Str name = name_python(w->s, str_c(f->name));
      buf_printf(w->out, "%s%s: %s\n", w->margin, str_c(name), str_c(type_python(w->s, f->type)));
    }
  }
}

// "A, B, ": the bases that Python can name.
static Str stub_bases(Stub *w, const Record *r)
{
  Str text = intern_c(w->s, "");
  for (uint32_t i = 0; r && i < r->nbases; i++) {
    Str word = r->bases[i].access == ACCESS_PUBLIC ? type_python(w->s, r->bases[i].type) : NULL;
    if (word && !str_is(word, "_nb_Any"))
      text = str_format(w->s->strings, "%s%s, ", str_c(text), str_c(word));
  }
  return text;
}

static void stub_record(Stub *w, const Name *n, const TypeEntry *e)
{
  buf_printf(w->out, "%sclass %s(%smetaclass=_nb_Class):\n", w->margin, str_c(n->python),
             str_c(stub_bases(w, e->record)));
  const char *margin = w->margin;
  w->margin = margin_deeper(w, margin);
  docstring_text(w->out, w->margin, n->comment);
  if (e->record)
    stub_fields(w, e->record);
  stub_members(w, e);
  stub_scope(w, e->decl ? e->decl->qualified : NULL);
  stub_line(w, "...");
  w->margin = margin;
}

// ---- enums and constants ----------------------------------------------------

static void stub_enum(Stub *w, const Name *n, const TypeEntry *e)
{
  const Enum *en = e->enumeration;
  buf_printf(w->out, "%sclass %s(_nb_IntEnum):\n", w->margin, str_c(n->python));
  const char *margin = w->margin;
  w->margin = margin_deeper(w, margin);
  docstring_text(w->out, w->margin, n->comment);
  for (uint32_t i = 0; i < en->nenumerators; i++) {
    const Enumerator *c = &en->enumerators[i];
    if (c->differs)
      continue;
    Str name = name_enumerator(w->s, c);
    if (en->is_unsigned)
      buf_printf(w->out, "%s%s = %llu\n", w->margin, str_c(name), (unsigned long long)c->value);
    else
      buf_printf(w->out, "%s%s = %lld\n", w->margin, str_c(name), (long long)c->value);
  }
  stub_members(w, e);
  stub_line(w, "...");
  w->margin = margin;
}

static Str stub_value_type(Stub *w, const Name *n)
{
  static const char *const words[] = {"_nb_Any", "int", "int", "float", "_nb_str", "bool"};
  const char *code = str_c(n->code);
  size_t len = strlen(code);
  if (len > 2 && code[0] == '{') {
    const TypeEntry *e = map_get_ptr(&w->p->by_type, intern(w->s, code + 1, len - 2));
    const Entry *d = e && e->decl ? map_get_ptr(&w->p->by_decl, e->decl) : NULL;
    if (d && d->python && d->fate != FATE_SKIPPED && !strchr(d->python->text, ' '))
      return d->python;
  }
  return intern_c(w->s, words[n->value.kind]);
}

// ---- scopes -----------------------------------------------------------------

static bool name_is_own_namespace(const Name *n)
{
  return n->decl && n->decl->kind == DECL_NAMESPACE;
}

static void stub_namespace(Stub *w, const Name *n)
{
  if (!name_is_own_namespace(n)) {
    buf_printf(w->out, "%s%s: _nb_Any  # namespace %s\n", w->margin, str_c(n->python),
               str_c(n->text));
    return;
  }
  buf_printf(w->out, "%sclass %s:\n", w->margin, str_c(n->python));
  const char *margin = w->margin;
  w->margin = margin_deeper(w, margin);
  stub_scope(w, n->text);
  stub_line(w, "...");
  w->margin = margin;
}

static void stub_type(Stub *w, const Name *n)
{
  const TypeEntry *e = map_get_ptr(&w->p->by_type, n->text);
  bool is_using = n->decl && n->decl->kind == DECL_USING;
  if (is_using || !e)
    buf_printf(w->out, "%s%s: _nb_Any\n", w->margin, str_c(n->python));
  else if (e->enumeration)
    stub_enum(w, n, e);
  else
    stub_record(w, n, e);
}

static void stub_alias(Stub *w, const Name *n)
{
  const char *target = "_nb_Any";
  if (n->decl && n->decl->kind == DECL_ALIAS)
    target = str_c(type_python(w->s, ((const Alias *)n->decl)->type));
  if (strpbrk(target, " <"))
    target = "_nb_Any";
  buf_printf(w->out, "%s%s: _nb_TypeAlias = %s\n", w->margin, str_c(n->python), target);
}

static void stub_rows(Stub *w, const Name *n)
{
  StubRows rows = {0};
  for (size_t i = 0; i < n->rows.n; i++)
    vec_push(&rows, (StubRow){n->python, n->rows.items[i], -1});
  stub_function(w, n->python, &rows);
  vec_free(&rows);
}

static void stub_name(Stub *w, const Name *n)
{
  if (!name_is_identifier(n->python))
    return;
  switch (n->kind) {
  case NAME_ROWS:
    stub_rows(w, n);
    break;
  case NAME_TYPE:
    stub_type(w, n);
    break;
  case NAME_ALIAS:
    stub_alias(w, n);
    break;
  case NAME_VALUE:
    buf_printf(w->out, "%s%s: _nb_Final[%s]\n", w->margin, str_c(n->python),
               str_c(stub_value_type(w, n)));
    break;
  case NAME_OBJECT:
    buf_printf(w->out, "%s%s: _nb_Final[%s]\n", w->margin, str_c(n->python),
               str_c(type_python(w->s, n->rows.items[0]->result)));
    break;
  case NAME_NAMESPACE:
    stub_namespace(w, n);
    break;
  case NAME_TEMPLATE:
    buf_printf(w->out, "%s%s: _nb_Any  # %s\n", w->margin, str_c(n->python), str_c(n->text));
    break;
  }
}

static void stub_scope(Stub *w, Str qualified)
{
  const Scope *scope = qualified ? map_get_ptr(&w->p->by_scope, qualified) : NULL;
  for (size_t i = 0; scope && i < scope->names.n; i++)
    stub_name(w, scope->names.items[i]);
}

// What the annotations are written with. Overloads that C++ tells apart may look
// alike to a type checker.
static const char stub_head[] =
    "# mypy: disable-error-code=\"overload-cannot-match, overload-overlap, override, "
    "assignment, misc\"\n"
    "# ruff: noqa\n"
    "from builtins import dict as _nb_dict, object as _nb_object, property as _nb_property\n"
    "from builtins import str as _nb_str, tuple as _nb_tuple, type as _nb_type\n"
    "from collections.abc import Callable as _nb_Callable\n"
    "from enum import IntEnum as _nb_IntEnum\n"
    "from typing import Any as _nb_Any, Final as _nb_Final, Generic as _nb_Generic\n"
    "from typing import ParamSpec as _nb_ParamSpec, Protocol as _nb_Protocol\n"
    "from typing import TypeAlias as _nb_TypeAlias, TypeVar as _nb_TypeVar\n"
    "from typing import overload as _nb_overload\n"
    "\n"
    "_nb_Pointer: _nb_TypeAlias = _nb_Any  # an array, a pointer or None\n"
    "_nb_Device: _nb_TypeAlias = _nb_Any  # a pointer to a device function\n"
    "_nb_P = _nb_ParamSpec(\"_nb_P\")\n"
    "_nb_R = _nb_TypeVar(\"_nb_R\", covariant=True)\n"
    "\n"
    "class _nb_Int(_nb_Protocol):  # NumPy's too; arrays have no __hash__\n"
    "    def __index__(self) -> int: ...\n"
    "    def __hash__(self) -> int: ...\n"
    "\n"
    "class _nb_Float(_nb_Protocol):\n"
    "    def __float__(self) -> float: ...\n"
    "    def __hash__(self) -> int: ...\n"
    "\n"
    "class _nb_Handle:\n"
    "    __name__: _nb_str\n"
    "    qualified: _nb_str\n"
    "    overloads: _nb_tuple[_nb_Any, ...]\n"
    "\n"
    "class _nb_function(_nb_Handle, _nb_Generic[_nb_P, _nb_R]):\n"
    "    def __init__(self, function: _nb_Callable[_nb_P, _nb_R]) -> None: ...\n"
    "    def __call__(self, *args: _nb_P.args, **kwargs: _nb_P.kwargs) -> _nb_R: ...\n"
    "\n"
    "class _nb_Class(_nb_type):\n"
    "    @_nb_property\n"
    "    def sizeof(self) -> int: ...\n"
    "    @_nb_property\n"
    "    def alignof(self) -> int: ...\n"
    "    @_nb_property\n"
    "    def dtype(self) -> _nb_Any: ...\n"
    "    @_nb_property\n"
    "    def fields(self) -> _nb_tuple[_nb_Any, ...]: ...\n"
    "    @_nb_property\n"
    "    def bases(self) -> _nb_tuple[_nb_Any, ...]: ...\n"
    "    @_nb_property\n"
    "    def overloads(self) -> _nb_tuple[_nb_Any, ...]: ...\n"
    "    @_nb_property\n"
    "    def qualified(self) -> _nb_str: ...\n"
    "    from_numpy: _nb_Any\n    pointer: _nb_Any\n"
    "\n"
    "__numbast__: _nb_dict[_nb_str, _nb_object]\n"
    "\n";

const char *emit_stub(Session *s, const Plan *p)
{
  Buf out = {0};
  Stub w = {.s = s, .p = p, .out = &out, .margin = ""};
  emit_banner(s, &out);
  buf_puts(&out, stub_head);
  stub_scope(&w, intern_c(s, ""));
  return buf_finish(&out, s->arena);
}
