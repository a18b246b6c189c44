// The .pyi: what a type checker and an editor see of a bound header.
//
// Namespaces are classes with static methods, records are classes, enums are
// IntEnums. Overloads that are one to Python (float and double) are written
// once, with every C++ signature in the docstring. Header comments are text and
// stay text: nothing in them can end the docstring.
#include <string.h>

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

// ---- comments ---------------------------------------------------------------

static const char *comment_skip_marks(const char *p, const char *end)
{
  static const char *const marks[] = {"/**<", "/**",  "/*!<", "/*!", "/*", "///<",
                                      "///",  "//!<", "//!",  "//",  "*"};
  while (p < end && (*p == ' ' || *p == '\t'))
    p++;
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
    size_t n = strlen(marks[i]);
    bool closes = *marks[i] == '*' && p + 1 < end && p[1] == '/';
    if (!closes && (size_t)(end - p) >= n && !memcmp(p, marks[i], n)) {
      p += n;
      break;
    }
  }
  return p < end && *p == ' ' ? p + 1 : p;
}

// One line of a docstring: escaped as a literal, without the literal's quotes.
static void docstring_line(Stub *w, const char *text, size_t len)
{
  Buf b = {0};
  buf_pystr(&b, text, len);
  if (len)
    buf_puts(w->out, w->margin);
  for (size_t i = 1; i + 1 < b.len; i++) {
    bool run =
        b.text[i] == '"' && b.text[i - 1] != '\\' && (b.text[i + 1] == '"' || i + 2 == b.len);
    if (run)
      buf_putc(w->out, '\\');
    buf_putc(w->out, b.text[i]);
  }
  buf_putc(w->out, '\n');
  buf_free(&b);
}

static void docstring_comment(Stub *w, Str comment)
{
  const char *p = str_c(comment);
  bool any = false;
  uint32_t blank = 0;
  while (*p) {
    const char *end = p + strcspn(p, "\n"), *next = *end ? end + 1 : end;
    const char *from = comment_skip_marks(p, end);
    while (end > from && strchr(" \t\r", end[-1]))
      end--;
    if (end - from >= 2 && end[-2] == '*' && end[-1] == '/')
      end -= 2;
    while (end > from && strchr(" \t\r*", end[-1]))
      end--;
    p = next;
    if (end <= from) {
      blank += any;
      continue;
    }
    if (blank || !any)
      buf_putc(w->out, '\n');
    docstring_line(w, from, (size_t)(end - from));
    any = true;
    blank = 0;
  }
}

static bool comment_has_text(Str comment)
{
  return comment && strcspn(comment->text, "/*!< \t\r\n") < comment->len &&
         comment->text[strspn(comment->text, "/*!< \t\r\n")];
}

// Signatures first, then what the header says about the first that says something.
static void docstring_rows(Stub *w, const RowVec *rows)
{
  Str comment = NULL;
  for (size_t i = 0; i < rows->n; i++) {
    const Row *row = rows->items[i];
    Str text = plan_signature(w->s, row, row->fn);
    buf_printf(w->out, "%s%s", w->margin, i ? "" : "\"\"\"");
    const char *margin = w->margin;
    w->margin = "";
    docstring_line(w, str_c(text), str_len(text));
    w->margin = margin;
    if (!comment && row->fn && comment_has_text(row->fn->d.comment))
      comment = row->fn->d.comment;
  }
  if (comment)
    docstring_comment(w, comment);
  stub_line(w, "\"\"\"");
}

static void docstring_text(Stub *w, Str comment)
{
  if (!comment_has_text(comment))
    return;
  stub_line(w, "\"\"\"");
  docstring_comment(w, comment);
  stub_line(w, "\"\"\"");
}

// ---- functions --------------------------------------------------------------

typedef enum { CALL_FUNCTION, CALL_STATIC, CALL_METHOD } CallForm;

static const Type *type_pointee(const Type *t)
{
  t = type_referred(t);
  return t->kind == TYPE_POINTER ? t->to : t;
}

static bool param_is_out(const Row *row, uint32_t i)
{
  return row->intents && row->intents[i] == 'o';
}

static Str stub_annotation(Stub *w, const Row *row, uint32_t i)
{
  const Type *t = row->params[i].type;
  char intent = row->intents ? row->intents[i] : 0;
  if (intent == 'b')
    return type_python(w->s, type_pointee(t));
  if (type_pass(t) == PASS_POINTEE || type_pass(t) == PASS_ARRAY)
    return intern_c(w->s, "_Pointer");
  return type_python(w->s, t);
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

// Parameters that no keyword can name come first in Python, so those before an
// unnamed one are positional too.
static Str stub_params(Stub *w, const Row *row, CallForm form)
{
  Buf b = {0};
  const char *comma = "";
  if (form == CALL_METHOD) {
    buf_puts(&b, str_c(param_free_name(w, row, "self")));
    comma = ", ";
  }
  uint32_t unnamed = 0;
  for (uint32_t i = 0; i < row->nparams; i++)
    if (!row->params[i].name && !param_is_out(row, i))
      unnamed = i + 1;
  for (uint32_t i = 0; i < row->nparams; i++) {
    if (param_is_out(row, i))
      continue;
    Str name = row->params[i].name
                   ? name_python(w->s, str_c(row->params[i].name))
                   : param_free_name(w, row, str_c(str_format(w->s->strings, "_%u", (unsigned)i)));
    buf_printf(&b, "%s%s: %s%s", comma, str_c(name), str_c(stub_annotation(w, row, i)),
               i + row->ndefaults >= row->nparams ? " = ..." : "");
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
                 str_c(type_python(w->s, type_pointee(row->params[i].type))));
  Str text = intern(w->s, b.text ? b.text : "", b.len);
  buf_free(&b);
  if (n > 1)
    return str_format(w->s->strings, "tuple[%s]", str_c(text));
  return n ? text : intern_c(w->s, "None");
}

typedef struct StubCall {
  Str params;
  RowVec rows;
} StubCall;

typedef VEC(StubCall) StubCalls;

static void stub_def(Stub *w, Str name, const StubCall *call, CallForm form, bool is_overload)
{
  if (is_overload)
    stub_line(w, "@_overload");
  if (form == CALL_STATIC)
    stub_line(w, "@staticmethod");
  buf_printf(w->out, "%sdef %s(%s) -> %s:\n", w->margin, str_c(name), str_c(call->params),
             str_c(stub_result(w, call->rows.items[0])));
  const char *margin = w->margin;
  w->margin = margin_deeper(w, margin);
  docstring_rows(w, &call->rows);
  stub_line(w, "...");
  w->margin = margin;
}

static void stub_callable(Stub *w, Str name, const RowVec *rows, CallForm form)
{
  StubCalls calls = {0};
  for (size_t i = 0; i < rows->n; i++) {
    Row *row = rows->items[i];
    Str params = stub_params(w, row, form);
    size_t k = 0;
    while (k < calls.n && calls.items[k].params != params)
      k++;
    if (k == calls.n)
      vec_push(&calls, (StubCall){.params = params});
    vec_push(&calls.items[k].rows, row);
  }
  for (size_t i = 0; i < calls.n; i++) {
    stub_def(w, name, &calls.items[i], form, calls.n > 1);
    vec_free(&calls.items[i].rows);
  }
  vec_free(&calls);
}

// ---- records ----------------------------------------------------------------

static const char *operator_method(const Row *row)
{
  static const struct {
    const char *symbol, *unary, *binary;
  } methods[] = {
      {"+", "__pos__", "__add__"}, {"-", "__neg__", "__sub__"}, {"*", NULL, "__mul__"},
      {"/", NULL, "__truediv__"},  {"%", NULL, "__mod__"},      {"&", NULL, "__and__"},
      {"|", NULL, "__or__"},       {"^", NULL, "__xor__"},      {"~", "__invert__", NULL},
      {"<<", NULL, "__lshift__"},  {">>", NULL, "__rshift__"},  {"==", NULL, "__eq__"},
      {"!=", NULL, "__ne__"},      {"<", NULL, "__lt__"},       {"<=", NULL, "__le__"},
      {">", NULL, "__gt__"},       {">=", NULL, "__ge__"},      {"[]", NULL, "__getitem__"},
  };
  Str symbol = row->fn->symbol;
  if (str_is(symbol, "()"))
    return "__call__";
  for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
    if (str_is(symbol, methods[i].symbol))
      return row->nparams ? methods[i].binary : methods[i].unary;
  return NULL;
}

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
  case 'c':
  case 'x':
    text = "__init__";
    break;
  case 'v':
  case 'w':
    text = conversion_method(w, row);
    break;
  default:
    if (row->rename)
      return row->rename;
    text = row->fn->is_operator ? operator_method(row)
                                : str_c(name_python(w->s, str_c(row->fn->d.name)));
  }
  return text ? intern_c(w->s, text) : NULL;
}

static bool is_conversion(const Row *row)
{
  return row->kind == 'v' || row->kind == 'w';
}

static bool member_is_known(Stub *w, const TypeEntry *e, size_t end, Str name)
{
  for (size_t k = 0; k < end; k++)
    if (member_python(w, e->rows.items[k]) == name)
      return true;
  return false;
}

static void stub_members(Stub *w, const TypeEntry *e)
{
  for (size_t i = 0; i < e->rows.n; i++) {
    const Row *row = e->rows.items[i];
    Str name = member_python(w, row);
    if (!name || !name_is_identifier(name) || member_is_known(w, e, i, name))
      continue;
    RowVec rows = {0};
    for (size_t k = i; k < e->rows.n; k++)
      if (member_python(w, e->rows.items[k]) == name && !(k > i && is_conversion(row)))
        vec_push(&rows, e->rows.items[k]);
    stub_callable(w, name, &rows, row->kind == 's' ? CALL_STATIC : CALL_METHOD);
    vec_free(&rows);
  }
}

static void stub_fields(Stub *w, const Record *r)
{
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

static void stub_record(Stub *w, const Name *n, const TypeEntry *e)
{
  buf_printf(w->out, "%sclass %s:\n", w->margin, str_c(n->python));
  const char *margin = w->margin;
  w->margin = margin_deeper(w, margin);
  docstring_text(w, n->comment);
  if (e->record)
    stub_fields(w, e->record);
  stub_members(w, e);
  stub_scope(w, e->decl ? e->decl->qualified : NULL);
  stub_line(w, "...");
  w->margin = margin;
}

// ---- enums and constants ----------------------------------------------------

static void stub_enum(Stub *w, const Name *n, const Enum *en)
{
  buf_printf(w->out, "%sclass %s(_IntEnum):\n", w->margin, str_c(n->python));
  const char *margin = w->margin;
  w->margin = margin_deeper(w, margin);
  docstring_text(w, n->comment);
  for (uint32_t i = 0; i < en->nenumerators; i++) {
    const Enumerator *c = &en->enumerators[i];
    Str name = name_enumerator(w->s, str_c(c->name));
    if (en->is_unsigned)
      buf_printf(w->out, "%s%s = %llu\n", w->margin, str_c(name), (unsigned long long)c->value);
    else
      buf_printf(w->out, "%s%s = %lld\n", w->margin, str_c(name), (long long)c->value);
  }
  stub_line(w, "...");
  w->margin = margin;
}

static Str stub_value_type(Stub *w, const Name *n)
{
  static const char *const words[] = {"_Any", "int", "int", "float", "str", "bool"};
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
    buf_printf(w->out, "%s%s: _Any  # namespace %s\n", w->margin, str_c(n->python), str_c(n->text));
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
    buf_printf(w->out, "%s%s: _Any\n", w->margin, str_c(n->python));
  else if (e->enumeration)
    stub_enum(w, n, e->enumeration);
  else
    stub_record(w, n, e);
}

static void stub_alias(Stub *w, const Name *n)
{
  const char *target = "_Any";
  if (n->decl && n->decl->kind == DECL_ALIAS)
    target = str_c(type_python(w->s, ((const Alias *)n->decl)->type));
  if (strpbrk(target, " <"))
    target = "_Any";
  buf_printf(w->out, "%s%s: _TypeAlias = %s\n", w->margin, str_c(n->python), target);
}

static void stub_name(Stub *w, const Name *n)
{
  if (!name_is_identifier(n->python))
    return;
  switch (n->kind) {
  case NAME_ROWS:
    stub_callable(w, n->python, &n->rows, *w->margin ? CALL_STATIC : CALL_FUNCTION);
    break;
  case NAME_TYPE:
    stub_type(w, n);
    break;
  case NAME_ALIAS:
    stub_alias(w, n);
    break;
  case NAME_VALUE:
    buf_printf(w->out, "%s%s: _Final[%s]\n", w->margin, str_c(n->python),
               str_c(stub_value_type(w, n)));
    break;
  case NAME_OBJECT:
    buf_printf(w->out, "%s%s: _Final[%s]\n", w->margin, str_c(n->python),
               str_c(type_python(w->s, n->rows.items[0]->result)));
    break;
  case NAME_NAMESPACE:
    stub_namespace(w, n);
    break;
  case NAME_TEMPLATE:
    buf_printf(w->out, "%s%s: _Any  # %s\n", w->margin, str_c(n->python), str_c(n->text));
    break;
  }
}

static void stub_scope(Stub *w, Str qualified)
{
  const Scope *scope = qualified ? map_get_ptr(&w->p->by_scope, qualified) : NULL;
  for (size_t i = 0; scope && i < scope->names.n; i++)
    stub_name(w, scope->names.items[i]);
}

const char *emit_stub(Session *s, const Plan *p)
{
  Buf out = {0};
  Stub w = {.s = s, .p = p, .out = &out, .margin = ""};
  emit_banner(s, &out);
  // Overloads that C++ tells apart may look alike to a type checker.
  buf_puts(&out,
           "# mypy: disable-error-code=\"overload-cannot-match, overload-overlap, override, "
           "assignment, misc\"\n"
           "# ruff: noqa\n"
           "from enum import IntEnum as _IntEnum\n"
           "from typing import Any as _Any, Final as _Final, TypeAlias as _TypeAlias, overload as "
           "_overload\n\n"
           "_Pointer: _TypeAlias = _Any  # an array, a pointer or None\n"
           "_Function: _TypeAlias = _Any  # a pointer to a device function\n\n");
  stub_scope(&w, intern_c(s, ""));
  return buf_finish(&out, s->arena);
}
