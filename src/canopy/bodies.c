// Bodies of host functions, and what the host's variables begin with, as changes for an NVRTC that
// refuses them.
//
// nvcc compiles host functions for the host alone, NVRTC all that it reads: a
// launch, a thread or a library's call in one refuses the whole header. Device
// code can call none of them, so without such bodies nothing that is bound is
// lost. What NVRTC takes is left as it stands. Kept are bodies that their
// declaration needs (constexpr, a deduced result) and what a directive tears
// apart. Where a declaration alone will not do, as of an inline function, the
// body calls what nothing defines: who needs it is told when it is linked.
// A function that a macro's use writes as a whole is declared in clang's words. A variable has the
// value that clang knows, or is declared and nothing defines it.
#include <string.h>

#include "tokens.h"

typedef struct BodyPlace {
  FileEntry *file;
  uint32_t at;
} BodyPlace;

typedef struct BodyWalk {
  Walk *w;
  Tokens tokens;        // of the file looked at last
  VEC(BodyPlace) kept;  // where bodies of the device begin
} BodyWalk;

// ---- which ------------------------------------------------------------------

static bool result_is_deduced(Walk *w, CXCursor c)
{
  Str text = cx_type_spelling(w->s, cx(w->s)->getResultType(cx(w->s)->getCursorType(c)));
  return is_word_in(text, "auto");
}

static bool function_is_host(Walk *w, CXCursor c)
{
  Attributes a = {0};
  attributes_read(w, &a, c);
  ExecSpace space = attributes_space(&a);
  vec_free(&a.names);
  return space == SPACE_HOST || space == SPACE_NONE;
}

static bool function_may_lose_body(Walk *w, CXCursor c)
{
  const CxApi *fn = cx(w->s);
  bool is_member = c.kind != CXCursor_FunctionDecl;
  if ((is_member && fn->CXXMethod_isDefaulted(c)) || !function_is_host(w, c) ||
      result_is_deduced(w, c))
    return false;
  Str print = cx_pretty(w->s, c);
  return !is_word_in(print, "constexpr") && !is_word_in(print, "consteval");
}

// ---- where ------------------------------------------------------------------

// Whether the conditions between two tokens all begin and end there, each branch with its brackets
// matched, and no other directive would be lost.
static bool directives_match(const Tokens *t, uint32_t open, uint32_t close)
{
  enum { DEEPEST = 32 };
  static const char *const begin[] = {"if", "ifdef", "ifndef", NULL},
                           *const go_on[] = {"else", "elif", "elifdef", "elifndef", NULL},
                           *const harmless[] = {"pragma", "error", "warning", NULL};
  int depth = 0, depths[DEEPEST], n = 0;
  for (uint32_t i = open; i < close; i++) {
    if (!t->all.items[i].directive) {
      depth += token_depth(t, i);
      continue;
    }
    uint32_t word = i + 1;
    if (token_in(t, word, begin)) {
      if (n == DEEPEST)
        return false;
      depths[n++] = depth;
    } else if (token_in(t, word, go_on) || token_is(t, word, "endif")) {
      if (!n || depths[n - 1] != depth)
        return false;
      n -= token_is(t, word, "endif");
    } else if (!token_in(t, word, harmless)) {
      return false;
    }
    uint32_t directive = t->all.items[i].directive;
    while (i + 1 < close && t->all.items[i + 1].directive == directive)
      i++;
  }
  return !n;
}

static Tokens *tokens_of(BodyWalk *self, CXFile handle)
{
  Walk *w = self->w;
  FileEntry *f = file_entry(w, handle);
  if (!f || f->is_main || f->file.is_system)
    return NULL;
  Tokens *t = &self->tokens;
  if (t->file == f)
    return t->text ? t : NULL;
  tokens_open(t, w, f);
  return t->text ? t : NULL;
}

// What stands for a body: of a member where its class declares it, and of a function that every
// unit would emit, nothing.
static const char *body_instead(Walk *w, CXCursor c, bool in_class)
{
  bool is_emitted = c.kind == CXCursor_FunctionDecl && !cx(w->s)->Cursor_isFunctionInlined(c) &&
                    cx(w->s)->Cursor_getStorageClass(c) != CX_SC_Static;
  if (in_class || is_emitted)
    return ";";
  return cx(w->s)->Cursor_isFunctionInlined(c) || c.kind == CXCursor_FunctionDecl
             ? "{ ::nvrtc_host_function_on_the_device(); }"
             : "{ ::nvrtc_host_function_traps(); }";
}

static void change_add(BodyWalk *self, const Tokens *t, uint32_t from, Token first, Token last,
                       const char *put, bool joins)
{
  vec_push(&self->w->bodies, (Change){.file = t->file,
                                      .from = from,
                                      .at = first.at,
                                      .put = intern_c(self->w->s, put),
                                      .cut = first.at,
                                      .end = last.at + last.len,
                                      .by_lines = true,
                                      .joins = joins});
}

static void keep_add(BodyWalk *self, const Tokens *t, uint32_t i)
{
  vec_push(&self->kept, ((BodyPlace){t->file, t->all.items[i].at}));
}

// Behind the declaration: clang has skipped the body.
static void body_look(BodyWalk *self, CXCursor c, bool in_class)
{
  CxPlace start, stop;
  cx_extent(self->w->s, c, &start, &stop);
  Tokens *t = start.file == stop.file ? tokens_of(self, stop.file) : NULL;
  uint32_t begin = t ? token_from(t, stop.offset) : NONE, open;
  uint32_t close = begin == NONE ? NONE : body_end(self->w, t, begin, &open);
  if (close == NONE) {
    if (token_is_word(t ? t : &self->tokens, t ? begin : NONE))
      keep_add(self, t, begin);
    return;
  }
  if (!in_class)
    begin = open;
  if (!function_may_lose_body(self->w, c)) {
    keep_add(self, t, begin);
    return;
  }
  if (directives_match(t, begin, close))
    change_add(self, t, start.offset, t->all.items[begin], t->all.items[close],
               body_instead(self->w, c, in_class), false);
}

// ---- what a macro's use declares as a whole ---------------------------------

// The use's first token; NONE: the declaration is written out.
static uint32_t use_of(BodyWalk *self, CXCursor c, Tokens **out)
{
  CxPlace start, stop, name = cx_place(self->w->s, c);
  cx_extent(self->w->s, c, &start, &stop);
  if (!start.file || start.file != name.file || start.offset != name.offset)
    return NONE;
  Tokens *t = *out = tokens_of(self, start.file);
  uint32_t i = t ? token_from(t, start.offset) : NONE;
  Str spelling = cx_spelling(self->w->s, c);
  if (!token_is_word(t ? t : &self->tokens, t ? i : NONE) || t->all.items[i].at != start.offset ||
      t->all.items[i].directive || !spelling)
    return NONE;
  Token k = t->all.items[i];
  const Macro *m = map_get_ptr(&self->w->macro_by_name, intern(self->w->s, t->text + k.at, k.len));
  Token last = t->all.items[macro_use_end(t, i)];
  return m && stop.offset == last.at + last.len ? i : NONE;
}

static bool has_error_between(Walk *w, const FileEntry *f, uint32_t from, uint32_t to)
{
  for (size_t i = 0; i < w->errors.n; i++) {
    ErrorPlace e = w->errors.items[i];
    if (e.offset >= from && e.offset < to && file_entry(w, e.file) == f)
      return true;
  }
  return false;
}

// At any declaration; whether that is all that there is to be seen of it.
static bool use_look(BodyWalk *self, CXCursor c, bool in_class)
{
  Tokens *t = NULL;
  uint32_t i = use_of(self, c, &t);
  if (i == NONE)
    return false;
  bool is_function = c.kind == CXCursor_FunctionDecl || c.kind == CXCursor_CXXMethod ||
                     c.kind == CXCursor_Constructor || c.kind == CXCursor_Destructor ||
                     c.kind == CXCursor_ConversionFunction;
  Token first = t->all.items[i], last = t->all.items[macro_use_end(t, i)];
  if (!is_function || !function_may_lose_body(self->w, c) ||
      has_error_between(self->w, t->file, first.at, last.at + last.len)) {
    keep_add(self, t, i);
    return true;
  }
  Buf put = {0};
  bool has_body = function_has_body(self->w, c);
  buf_printf(&put, "%s%s", str_c(cx_pretty(self->w->s, c)),
             has_body ? body_instead(self->w, c, in_class) : ";");
  change_add(self, t, 0, first, last, put.text, true);
  buf_free(&put);
  return true;
}

// ---- variables --------------------------------------------------------------

static bool variable_is_host(Walk *w, CXCursor c)
{
  Attributes a = {0};
  attributes_read(w, &a, c);
  bool is_host = !a.device && !a.constant && !a.shared && !a.managed;
  vec_free(&a.names);
  return is_host && !is_word_in(cx_pretty(w->s, c), "constexpr");
}

// The value that clang knows, as C++; false where it knows none, and of an enum.
static bool value_put(Buf *out, const Value *v)
{
  if (str_c(v->code)[0] == '{')
    return false;
  switch (v->kind) {
  case VALUE_INT:
    buf_printf(out, v->i == INT64_MIN ? "(%lldll-1)" : "%lldll",
               (long long)(v->i == INT64_MIN ? v->i + 1 : v->i));
    return true;
  case VALUE_UINT:
    buf_printf(out, "%lluull", (unsigned long long)v->u);
    return true;
  case VALUE_BOOL:
    buf_puts(out, v->i ? "true" : "false");
    return true;
  case VALUE_FLOAT:
    buf_puts(out, str_c(v->text));
    return !strpbrk(str_c(v->text), "in");  // inf, nan
  case VALUE_STRING:
    buf_putc(out, '"');
    for (uint32_t i = 0; i < v->text->len; i++)
      buf_printf(out, "\\%03o", (unsigned char)v->text->text[i]);
    buf_putc(out, '"');
    return true;
  case VALUE_NONE:
    break;
  }
  return false;
}

// The token behind the declarator of the variable whose name is at i: where its initialiser begins.
static uint32_t declarator_end(const Tokens *t, uint32_t i, uint32_t end)
{
  while (i < end && token_is(t, i + 1, "["))
    i = token_close(t, i + 1);
  return i == NONE ? NONE : i + 1;
}

typedef struct InitialLook {
  Walk *w;
  bool is_computed;
} InitialLook;

static enum CXChildVisitResult initial_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  InitialLook *self = payload;
  const CxApi *fn = cx(self->w->s);
  CXCursor to = fn->getCursorReferenced(c);
  CXType t = fn->getCanonicalType(fn->getCursorType(to));
  bool is_variable = c.kind == CXCursor_DeclRefExpr && to.kind == CXCursor_VarDecl;
  bool is_integral = t.kind == CXType_Enum ||
                     (builtin_code(t.kind) && t.kind != CXType_Float && t.kind != CXType_Double);
  self->is_computed |=
      c.kind == CXCursor_CallExpr || c.kind == CXCursor_LambdaExpr || (is_variable && !is_integral);
  return self->is_computed ? CXChildVisit_Break : CXChildVisit_Recurse;
}

// Whether NVRTC may find that the variable's beginning is computed: literals alone never are.
static bool variable_is_computed(Walk *w, CXCursor c)
{
  InitialLook self = {.w = w};
  cx(w->s)->visitChildren(c, initial_visit, &self);
  return self.is_computed || cx(w->s)->getCursorTLSKind(c) != CXTLS_None;
}

// Whether all that stands before the name at `at` is of it alone: no other declarator, no class;
// and there is no directive before `end`.
static bool words_are_own(const Tokens *t, uint32_t first, uint32_t at, uint32_t end)
{
  int depth = 0;
  for (uint32_t i = at; i < end; i++)
    if (t->all.items[i].directive)
      return false;
  for (uint32_t i = first; i < at; i++) {
    depth += token_depth(t, i) + token_is(t, i, "<") - token_is(t, i, ">");
    if (token_is(t, i, "{") || t->all.items[i].directive || (!depth && token_is(t, i, ",")))
      return false;
  }
  return true;
}

// Whether a definition alone has the word at i, or the macro that stands for it.
static bool word_defines(Walk *w, const Tokens *t, uint32_t i)
{
  static const char *const all[] = {"inline", "thread_local", "__thread", "constinit",
                                    "static", "extern",       NULL};
  Token k = t->all.items[i];
  const Macro *m = map_get_ptr(&w->macro_by_name, intern(w->s, t->text + k.at, k.len));
  for (size_t n = 0; m && all[n]; n++)
    if (str_is(m->body, all[n]))
      return true;
  return token_in(t, i, all);
}

// The declaration's words up to its initialiser, but for those that make it a definition.
static void words_put(Walk *w, Buf *out, const Tokens *t, uint32_t i, uint32_t end, bool in_class)
{
  buf_puts(out, in_class ? "static " : "extern ");
  for (; i < end; i++) {
    Token k = t->all.items[i];
    if (!word_defines(w, t, i))
      buf_printf(out, "%.*s ", (int)k.len, t->text + k.at);
  }
}

// `auto` needs what it begins with: the type that clang found, if that has a name that goes before
// the variable's.
static void deduced_put(Walk *w, Buf *out, CXCursor c, bool in_class)
{
  const CxApi *fn = cx(w->s);
  Str type = cx_full_name(w->s, fn->getCanonicalType(fn->getCursorType(c)));
  if (type && !strpbrk(type->text, "([") && !is_word_in(type, "auto"))
    buf_printf(out, "%s %s %s", in_class ? "static" : "extern", type->text,
               str_c(cx_spelling(w->s, c)));
}

static bool is_deduced(const Tokens *t, uint32_t i, uint32_t end)
{
  for (; i < end; i++)
    if (token_is(t, i, "auto"))
      return true;
  return false;
}

// A variable of the host: NVRTC makes it one of the device, which nothing may compute at the start.
static void variable_look(BodyWalk *self, CXCursor c, bool in_class)
{
  Walk *w = self->w;
  CxPlace start, stop, name = cx_place(w->s, c);
  cx_extent(w->s, c, &start, &stop);
  Tokens *t =
      start.file == stop.file && name.offset > start.offset ? tokens_of(self, start.file) : NULL;
  uint32_t first = t ? token_from(t, start.offset) : NONE,
           at = t ? token_from(t, name.offset) : NONE;
  uint32_t end = t ? token_from(t, stop.offset) : NONE;
  Str spelling = cx_spelling(w->s, c);
  if (end == NONE || at == NONE || !spelling || !token_is(t, end, ";") ||
      !token_is(t, at, spelling->text))
    return;
  if (!words_are_own(t, first, at, end) || !variable_is_computed(w, c))
    return;
  uint32_t begins = declarator_end(t, at, end);
  if (begins == NONE || (begins < end && !strchr("={(", t->text[t->all.items[begins].at])))
    return;
  if (!variable_is_host(w, c)) {
    keep_add(self, t, first);
    return;
  }
  Value v = value_of_cursor(w, c, type_get(w, cx(w->s)->getCursorType(c)));
  Buf put = {0}, value = {0};
  bool is_member = !in_class && token_is(t, at ? at - 1 : NONE, "::");
  bool is_of_thread = cx(w->s)->getCursorTLSKind(c) != CXTLS_None;  // which NVRTC knows nothing of
  if (value_put(&value, &v) && !is_of_thread) {
    Token last = t->all.items[begins - 1];
    buf_printf(&put, "%.*s = %s", (int)(last.at + last.len - t->all.items[first].at),
               t->text + t->all.items[first].at, value.text);
  } else if (is_deduced(t, first, at)) {
    deduced_put(w, &put, c, in_class);
    if (!put.len)
      begins = NONE;
  } else if (!is_member) {
    words_put(w, &put, t, first, begins, in_class);
  }
  bool is_one_line = !put.len || !memchr(put.text, '\n', put.len);
  if (is_one_line && begins != NONE)
    change_add(self, t, 0, t->all.items[first], t->all.items[end - 1], put.len ? put.text : "",
               false);
  buf_free(&put);
  buf_free(&value);
}

static bool is_class(CXCursor c)
{
  return c.kind == CXCursor_StructDecl || c.kind == CXCursor_ClassDecl ||
         c.kind == CXCursor_FriendDecl;
}

static enum CXChildVisitResult body_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  BodyWalk *self = payload;
  bool is_text = c.kind == CXCursor_MacroDefinition || c.kind == CXCursor_MacroExpansion ||
                 c.kind == CXCursor_InclusionDirective;
  if (is_text || use_look(self, c, is_class(parent)))
    return CXChildVisit_Continue;
  switch ((int)c.kind) {
  case CXCursor_VarDecl:
    variable_look(self, c, is_class(parent));
    return CXChildVisit_Continue;
  case CXCursor_FunctionDecl:
  case CXCursor_CXXMethod:
  case CXCursor_Constructor:
  case CXCursor_Destructor:
  case CXCursor_ConversionFunction:
    body_look(self, c, is_class(parent));
    return CXChildVisit_Continue;
  case CXCursor_FriendDecl:
    return CXChildVisit_Recurse;
  case CXCursor_Namespace:
  case CXCursor_LinkageSpec:
  case CXCursor_StructDecl:
  case CXCursor_ClassDecl: {
    FileEntry *f = file_entry(self->w, cx_place(self->w->s, c).file);
    return f && !f->file.is_system ? CXChildVisit_Recurse : CXChildVisit_Continue;
  }
  default:
    return CXChildVisit_Continue;
  }
}

// A file that is included as host code and as device code has one text: it stays.
static void bodies_leave_kept(BodyWalk *self)
{
  size_t n = 0;
  for (size_t i = 0; i < self->w->bodies.n; i++) {
    Change c = self->w->bodies.items[i];
    bool is_kept = false;
    for (size_t k = 0; k < self->kept.n && !is_kept; k++)
      is_kept = self->kept.items[k].file == c.file && self->kept.items[k].at == c.at;
    for (size_t k = 0; k < n && !is_kept; k++) {  // or is it there already
      Change *known = &self->w->bodies.items[k];
      is_kept = known->file == c.file && known->at == c.at;
      if (is_kept && c.joins && !strstr(known->put->text, c.put->text))
        known->put = str_format(self->w->s->strings, "%s %s", known->put->text, c.put->text);
    }
    if (!is_kept)
      self->w->bodies.items[n++] = c;
  }
  self->w->bodies.n = n;
}

void bodies_look(Walk *w)
{
  const Options *o = &w->s->options;
  BodyWalk self = {.w = w};
  if (o->ask_only || o->default_device)
    return;
  cx(w->s)->visitChildren(cx(w->s)->getTranslationUnitCursor(w->s->cx->now->unit), body_visit,
                          &self);
  bodies_leave_kept(&self);
  vec_free(&self.tokens.all);
  vec_free(&self.kept);
}
