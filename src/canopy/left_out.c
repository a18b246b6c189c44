// Declarations that NVRTC refuses where it reads them, as changes and as errors.
//
// NVRTC refuses all of a header for one declaration that it can't read: a name with `$`, a GNU case
// range, an overload on what is one type to it and two to clang. --refused says where. The smallest
// declaration there goes, in the order of the errors: first a function's body, whose function is
// deleted, so that what calls it is refused too; then the declaration; then the class that it is a
// part of, whose name stays. What went is declared with NVRTC's error, as with one of clang's. Of a
// function that went a template of its name stays, deleted: no other overload takes its calls.
#include <stdlib.h>
#include <string.h>

#include "tokens.h"

// What nothing defines.
static const char refused_body[] =
    "{ extern __device__ void numbast_refused(); numbast_refused(); }";

typedef enum { LOSS_NONE, LOSS_BODY, LOSS_INSIDE, LOSS_ALL } Loss;

typedef struct Span {
  CXCursor cursor;
  uint32_t parent;       // the class that it stands in; NONE: a namespace
  uint32_t first, last;  // tokens
  uint32_t open;         // where a body begins; NONE: there is none
  Loss loss;
  unsigned long round;  // of NVRTC's answers, when it was lost
  Str why;
} Span;

typedef struct LeftOut {
  Walk *w;
  FileEntry *file;
  Tokens tokens;
  VEC(Span) spans;  // a class before its members
  uint32_t parent;  // of what is visited
  unsigned long round;
  StrVec guards;  // functions whose deleted template is there
} LeftOut;

// ---- where declarations are -------------------------------------------------

static bool kind_is_class(CXCursor c)
{
  return c.kind == CXCursor_StructDecl || c.kind == CXCursor_ClassDecl ||
         c.kind == CXCursor_UnionDecl || c.kind == CXCursor_ClassTemplate ||
         c.kind == CXCursor_ClassTemplatePartialSpecialization;
}

static bool kind_is_function(CXCursor c)
{
  return c.kind == CXCursor_FunctionDecl || c.kind == CXCursor_CXXMethod ||
         c.kind == CXCursor_Constructor || c.kind == CXCursor_Destructor ||
         c.kind == CXCursor_ConversionFunction || c.kind == CXCursor_FunctionTemplate;
}

// The bracket that the one at i closes; NONE for none.
static uint32_t bracket_open(const Tokens *t, uint32_t i)
{
  for (int depth = 0; i != NONE; i = token_before(t, i)) {
    depth += token_depth(t, i);
    if (!depth)
      return i;
  }
  return NONE;
}

// Whether the word at i is a macro that stands for an attribute or for nothing.
static bool word_is_attribute(Walk *w, const Tokens *t, uint32_t i)
{
  static const char *const words[] = {"__attribute__", "alignas", "__declspec", "__extension__",
                                      NULL};
  if (!token_is_word(t, i))
    return false;
  Token k = t->all.items[i];
  const Macro *m = map_get_ptr(&w->macro_by_name, intern(w->s, t->text + k.at, k.len));
  return token_in(t, i, words) || (m && (!m->body->len || str_starts(m->body, "[[") ||
                                         str_starts(m->body, "__attribute__")));
}

// Where what clang leaves out of a declaration's extent begins: attributes and `extern "C"` before
// it, and the `typedef` of a class.
static uint32_t declaration_start(Walk *w, const Tokens *t, uint32_t first)
{
  for (uint32_t i = token_before(t, first), from; i != NONE; i = token_before(t, first)) {
    from = i;
    if (token_is(t, i, "]") || token_is(t, i, ")"))
      from = bracket_open(t, i);
    if (token_is(t, i, ")") && from != NONE)
      from = token_before(t, from);
    if (token_is(t, i, "\"C\"") || token_is(t, i, "\"C++\""))
      from = token_before(t, i);
    bool is_attribute = token_is(t, i, "]") && token_is(t, from == NONE ? NONE : from + 1, "[");
    if (from == NONE || !(is_attribute || token_is(t, from, "typedef") ||
                          token_is(t, from, "extern") || word_is_attribute(w, t, from)))
      break;
    first = from;
  }
  return first;
}

// The semicolon that ends what begins at i; of a body that stands there its end. NONE for neither.
static uint32_t declaration_end(const Tokens *t, uint32_t i)
{
  for (; i != NONE && !token_is(t, i, ";"); i = token_next(t, i)) {
    if (token_depth(t, i) < 0)
      return NONE;
    if (token_depth(t, i) > 0)
      i = token_close(t, i);
    if (i == NONE)
      break;
  }
  return i;
}

// Behind a function's declarator: the body and its end.
static uint32_t function_end(Walk *w, const Tokens *t, uint32_t i, uint32_t *open)
{
  static const char *const ends[] = {";", "=", "{", ":", "try", NULL};
  *open = NONE;
  while (i != NONE && !token_in(t, i, ends)) {
    uint32_t start;
    uint32_t close = token_is_word(t, i) ? body_end(w, t, i, &start) : NONE;  // a macro's
    if (close != NONE) {
      *open = start;
      return close;
    }
    if (token_depth(t, i) < 0)
      return NONE;
    i = token_depth(t, i) > 0 ? token_close(t, i) : i;
    i = i == NONE ? NONE : token_next(t, i);
  }
  if (i == NONE || token_is(t, i, ";") || token_is(t, i, "="))
    return i == NONE ? NONE : declaration_end(t, i);
  uint32_t start, close = body_end(w, t, i, &start);
  *open = close == NONE ? NONE : i;
  return close;
}

static bool span_add(LeftOut *self, CXCursor c)
{
  const Tokens *t = &self->tokens;
  CxPlace start, stop;
  cx_extent(self->w->s, c, &start, &stop);
  if (!start.file || start.file != stop.file || file_entry(self->w, start.file) != self->file)
    return false;
  uint32_t first = token_from(t, start.offset), behind = token_from(t, stop.offset);
  if (first == NONE)
    return false;
  Span span = {.cursor = c, .parent = self->parent, .open = NONE};
  span.first = declaration_start(self->w, t, first);
  for (size_t i = self->spans.n; i-- > 0;)
    if (self->spans.items[i].first == span.first && self->spans.items[i].parent == span.parent)
      return false;  // another declarator of it
  uint32_t use = macro_use_end(t, first);
  Token word = t->all.items[first], last = t->all.items[use];
  bool is_macro =
      map_get_ptr(&self->w->macro_by_name, intern(self->w->s, t->text + word.at, word.len)) != NULL;
  if (is_macro && last.at + last.len == stop.offset)  // its use wrote all of it
    span.last = token_is(t, token_next(t, use), ";") ? token_next(t, use) : use;
  else if (behind == NONE)
    return false;
  else if (kind_is_function(c) || c.kind == CXCursor_FriendDecl)
    span.last = function_end(self->w, t, behind, &span.open);
  else if (c.kind == CXCursor_UnexposedDecl && token_is(t, behind - 1, "}"))
    span.last = behind - 1;
  else
    span.last = declaration_end(t, behind);
  if (c.kind == CXCursor_FriendDecl)
    span.open = NONE;
  if (span.last != NONE)
    vec_push(&self->spans, span);
  return span.last != NONE;
}

static enum CXChildVisitResult span_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  LeftOut *self = payload;
  switch ((int)c.kind) {
  case CXCursor_Namespace:
  case CXCursor_LinkageSpec:
    return CXChildVisit_Recurse;
  case CXCursor_FunctionDecl:
  case CXCursor_CXXMethod:
  case CXCursor_Constructor:
  case CXCursor_Destructor:
  case CXCursor_ConversionFunction:
  case CXCursor_FunctionTemplate:
  case CXCursor_VarDecl:
  case CXCursor_FieldDecl:
  case CXCursor_EnumDecl:
  case CXCursor_TypedefDecl:
  case CXCursor_TypeAliasDecl:
  case CXCursor_UsingDeclaration:
  case CXCursor_UsingDirective:
  case CXCursor_NamespaceAlias:
  case CXCursor_UnexposedDecl:
  case CXCursor_FriendDecl:
    span_add(self, c);
    return CXChildVisit_Continue;
  default:
    break;
  }
  if (kind_is_class(c) && span_add(self, c)) {
    uint32_t above = self->parent;
    self->parent = (uint32_t)self->spans.n - 1;
    cx(self->w->s)->visitChildren(c, span_visit, self);
    self->parent = above;
  }
  return CXChildVisit_Continue;
}

// ---- what becomes of them -----------------------------------------------------

// Whether a class without it is another class: its layout, its copies or its table of functions.
static bool is_part_of_class(Walk *w, CXCursor c)
{
  const CxApi *fn = cx(w->s);
  return c.kind == CXCursor_FieldDecl || c.kind == CXCursor_Constructor ||
         c.kind == CXCursor_Destructor || fn->CXXMethod_isVirtual(c) ||
         fn->CXXMethod_isCopyAssignmentOperator(c) || fn->CXXMethod_isMoveAssignmentOperator(c) ||
         (kind_is_class(c) && fn->Cursor_isAnonymous(c));
}

// Without one that is written out the template would stand for it.
static bool is_specialized(Walk *w, CXCursor c)
{
  return kind_is_function(c) && !cx(w->s)->Cursor_isNull(cx(w->s)->getSpecializedCursorTemplate(c));
}

static bool is_within_lost(const LeftOut *self, const Span *s)
{
  for (uint32_t i = s->parent; i != NONE; i = self->spans.items[i].parent)
    if (self->spans.items[i].loss >= LOSS_INSIDE)
      return true;
  return false;
}

static void span_lose(LeftOut *self, uint32_t i, uint32_t offset, Str why)
{
  const Tokens *t = &self->tokens;
  for (; i != NONE; i = self->spans.items[i].parent) {
    Span *s = &self->spans.items[i];
    Loss before = s->loss;
    if (before && s->round == self->round)
      return;
    bool has_name = kind_is_class(s->cursor) && !cx(self->w->s)->Cursor_isAnonymous(s->cursor) &&
                    cx_spelling(self->w->s, s->cursor) && !token_is(t, s->first, "typedef");
    bool is_member = s->parent != NONE && is_part_of_class(self->w, s->cursor);
    bool is_special = is_specialized(self->w, s->cursor);
    if (before == LOSS_NONE && s->open != NONE &&
        (is_special || offset >= t->all.items[s->open].at))
      s->loss = LOSS_BODY;
    else if (before < LOSS_INSIDE && has_name && !is_member)
      s->loss = LOSS_INSIDE;
    else if (before < LOSS_ALL && !is_member && (before || !is_special))
      s->loss = LOSS_ALL;
    if (s->loss != before) {
      s->why = s->why ? s->why : why;
      s->round = self->round;
      return;
    }
  }
}

// The innermost declarations that have something of the text from `from` to `to`.
static void text_refuse(LeftOut *self, uint32_t from, uint32_t to, Str why)
{
  const Tokens *t = &self->tokens;
  VEC(uint32_t) found = {0};
  for (uint32_t i = 0; i < self->spans.n; i++) {
    const Span *s = &self->spans.items[i];
    Token last = t->all.items[s->last];
    if (t->all.items[s->first].at >= to || last.at + last.len <= from || is_within_lost(self, s))
      continue;
    for (size_t k = 0; k < found.n; k++)
      if (found.items[k] == s->parent)
        found.items[k] = found.items[--found.n];
    vec_push(&found, i);
  }
  for (size_t k = 0; k < found.n; k++)
    span_lose(self, found.items[k], from, why);
  vec_free(&found);
}

static void left_out_add(LeftOut *self, uint32_t from, uint32_t end, const char *put)
{
  vec_push(&self->w->bodies, (Change){.file = self->file,
                                      .at = from,
                                      .put = intern_c(self->w->s, put),
                                      .cut = from,
                                      .end = end,
                                      .by_lines = true,
                                      .is_always = true});
}

// A header that NVRTC lacks or that says that it isn't for NVRTC: it is read without the #include.
static bool include_refuse(LeftOut *self, uint32_t from, uint32_t to)
{
  const Tokens *t = &self->tokens;
  uint32_t i = token_from(t, from);
  uint32_t directive = i != NONE && t->all.items[i].at < to ? t->all.items[i].directive : 0;
  while (directive && i && t->all.items[i - 1].directive == directive)
    i--;
  if (!directive || !token_is(t, i + 1, "include"))
    return false;
  uint32_t last = i;
  while (token_next(t, last) != NONE)
    last = token_next(t, last);
  Token end = t->all.items[last];
  for (size_t k = 0; k < self->w->bodies.n; k++) {
    const Change *known = &self->w->bodies.items[k];
    if (known->file == self->file && known->is_always && known->at == t->all.items[i].at)
      return false;
  }
  left_out_add(self, t->all.items[i].at, end.at + end.len, "");
  return true;
}

// "LINE:COLUMN" of the file; column 0: all of the line.
static void place_refuse(LeftOut *self, const char *at, Str why)
{
  char *end;
  unsigned long line = strtoul(at, &end, 10), column = *end ? strtoul(end + 1, NULL, 10) : 0;
  const Tokens *t = &self->tokens;
  size_t p = 0;
  for (; line > 1 && p < t->size; p++)
    line -= t->text[p] == '\n';
  size_t stop = p;
  while (stop < t->size && t->text[stop] != '\n')
    stop++;
  if (line != 1 || p >= t->size)
    return;
  p += strspn(t->text + p, " \t");
  if (include_refuse(self, (uint32_t)p, (uint32_t)stop))
    return;
  if (column && p + column <= stop + 1) {
    while (p > 0 && t->text[p - 1] != '\n')
      p--;
    p += column - 1;
    stop = p + 1;
  }
  text_refuse(self, (uint32_t)p, (uint32_t)stop, why);
}

// ---- what NVRTC reads instead ---------------------------------------------------

static bool name_is_plain(Str name)
{
  for (uint32_t i = 0; i < str_len(name); i++)
    if (!is_identifier_char(name->text[i]) || name->text[i] == '$' ||
        (unsigned char)name->text[i] > 127)
      return false;
  return str_len(name) > 0;
}

// A deleted template of the function's name, once in its scope.
static void guard_put(LeftOut *self, Buf *out, const Span *s)
{
  Walk *w = self->w;
  Str name = cx_spelling(w->s, s->cursor);
  CXCursor scope = cx(w->s)->getCursorSemanticParent(s->cursor);
  bool is_function = kind_is_function(s->cursor) && s->cursor.kind != CXCursor_ConversionFunction;
  Str id = str_format(w->s->strings, "%p %s", cx_identity(w->s, scope), str_c(name));
  if (!is_function || !name_is_plain(name))
    return;
  for (size_t i = 0; i < self->guards.n; i++)
    if (self->guards.items[i] == id)
      return;
  vec_push(&self->guards, id);
  bool is_member = s->parent != NONE;
  buf_printf(out, "%stemplate <class... T> void %s(T...) = delete;%s",
             is_member ? "" : "extern \"C++\" { ", name->text, is_member ? "" : " }");
}

// "template <...> struct S<...>;" from what stands before the bases and the members.
static void name_put(LeftOut *self, Buf *out, const Span *s)
{
  static const char *const keys[] = {"struct", "class", "union", NULL};
  const Tokens *t = &self->tokens;
  uint32_t key = token_from(t, cx_place(self->w->s, s->cursor).offset), end = key;
  Str name = cx_spelling(self->w->s, s->cursor);
  if (!token_is(t, key, name->text) || t->all.items[key].directive)
    return;
  while (end != NONE && !token_is(t, end, "{") && !token_is(t, end, ":") &&
         !token_is(t, end, "final"))
    end = token_next(t, end);
  uint32_t at = key;
  while (key > s->first && !token_in(t, key, keys))
    key--;
  if (end == NONE || !token_in(t, key, keys))
    return;
  for (uint32_t i = s->first; i < end; i++)  // no attributes
    if (!t->all.items[i].directive && (i <= key || i >= at))
      buf_printf(out, "%.*s ", (int)t->all.items[i].len, t->text + t->all.items[i].at);
  buf_puts(out, "; ");
}

static void cut_add(LeftOut *self, uint32_t first, uint32_t last, const char *put)
{
  const Tokens *t = &self->tokens;
  for (uint32_t i = first, k; i <= last; i = k) {  // directives stay
    for (k = i + 1; k <= last && !t->all.items[k].directive == !t->all.items[i].directive; k++)
      continue;
    if (t->all.items[i].directive)
      continue;
    Token from = t->all.items[i], to = t->all.items[k - 1];
    left_out_add(self, from.at, to.at + to.len, i == first ? put : "");
  }
}

// Nothing else changes what went.
static void changes_drop(LeftOut *self, uint32_t from, uint32_t to)
{
  size_t n = 0;
  for (size_t i = 0; i < self->w->bodies.n; i++) {
    Change c = self->w->bodies.items[i];
    if (c.file != self->file || c.at < from || c.at >= to)
      self->w->bodies.items[n++] = c;
  }
  self->w->bodies.n = n;
}

static bool span_is_first(Walk *w, const Span *s)
{
  CXCursor first = cx(w->s)->getCanonicalCursor(s->cursor);
  CxPlace a = cx_place(w->s, first), b = cx_place(w->s, s->cursor);
  return a.file == b.file && a.offset == b.offset;
}

static void span_change(LeftOut *self, const Span *s)
{
  Walk *w = self->w;
  const Tokens *t = &self->tokens;
  const Decl *d = map_get_ptr(&w->decls, cx_identity(w->s, s->cursor));
  bool is_first = span_is_first(w, s);
  bool has_twin = d && d->kind == DECL_FUNCTION && function_tell_twin(w, (const Function *)d);
  bool is_body = s->loss == LOSS_BODY && is_first;
  Buf put = {0};
  if (is_body)
    buf_puts(&put, is_part_of_class(w, s->cursor) ? refused_body : "= delete;");
  else if (s->loss == LOSS_INSIDE)
    name_put(self, &put, s);
  else if (is_first && !has_twin)
    guard_put(self, &put, s);
  uint32_t first = is_body ? s->open : s->first;
  Token last = t->all.items[s->last];
  changes_drop(self, t->all.items[first].at, last.at + last.len);
  cut_add(self, first, s->last, put.text ? put.text : "");
  buf_free(&put);
}

// What stands in the span is declared with the error.
static void span_mark(LeftOut *self, const Span *s)
{
  Walk *w = self->w;
  const Tokens *t = &self->tokens;
  Token last = t->all.items[s->last];
  const Decl *own = map_get_ptr(&w->decls, cx_identity(w->s, s->cursor));
  uint32_t from = t->all.items[s->first].at, to = last.at + last.len;
  for (size_t i = 0; i < w->made.n; i++) {
    Decl *d = w->made.items[i];
    bool is_within = d->loc.file == self->file->file.clang_name && d->loc.offset >= from &&
                     d->loc.offset < to && d->kind != DECL_NAMESPACE;
    if (d != own && !is_within)
      continue;
    d->has_error = true;
    if (!d->error)
      d->error = s->why;
  }
}

static bool name_ends(Str name, Str tail)
{
  size_t n = str_len(name), len = str_len(tail);
  return len && n >= len && !strcmp(name->text + n - len, tail->text) &&
         (n == len || name->text[n - len - 1] == '/');
}

// Whether the name by which NVRTC knows a file is this one's: a path, or what an #include says.
static bool file_is_named(const FileEntry *f, Str name)
{
  if (name->text[0] == '/')
    return name == f->file.path || name == f->file.clang_name;
  return name_ends(f->file.name, name) || name_ends(name, f->file.name);
}

// Where a file of the user's has the #include that leads to a file of a library.
typedef struct Leading {
  const LeftOut *self;
  const FileEntry *to;
  CxPlace place;  // file NULL: there is none
} Leading;

static void leading_visit(CXFile file, CXSourceLocation *stack, unsigned depth,
                          CXClientData payload)
{
  Leading *found = payload;
  Walk *w = found->self->w;
  if (found->place.file || file_entry(w, file) != found->to)
    return;
  for (unsigned i = 0; i < depth; i++) {
    CxPlace at = cx_expansion(w->s, stack[i]);
    const FileEntry *f = file_entry(w, at.file);
    if (f && (f->is_main || !f->file.is_system)) {
      found->place = f == found->self->file ? at : (CxPlace){0};
      return;
    }
  }
}

// What led there went: all that the file includes of that library's folder, `thrust/`.
static void folder_refuse(LeftOut *self, const char *name)
{
  const Tokens *t = &self->tokens;
  size_t n = strcspn(name, "/");
  for (uint32_t i = 0; name[n] && i + 3 < t->all.n; i++) {
    const char *named = t->text + t->all.items[i + 2].at;
    if (token_is(t, i, "#") && token_is(t, i + 1, "include") && token_is(t, i + 2, "<") &&
        !strncmp(named + 1, name, n + 1))
      include_refuse(self, t->all.items[i].at, t->all.items[i].at + 1);
  }
}

static void library_refuse(LeftOut *self, Str name)
{
  Walk *w = self->w;
  for (size_t i = 0; i < w->files.n; i++) {
    FileEntry *f = w->files.items[i];
    Leading found = {.self = self, .to = f};
    if (f->is_main || !f->file.is_system || !file_is_named(f, name))
      continue;
    cx(w->s)->getInclusions(w->s->cx->now->unit, leading_visit, &found);
    if (found.place.file && !include_refuse(self, found.place.offset, found.place.offset + 1))
      folder_refuse(self, str_c(f->file.name));
  }
}

static void tokens_look(LeftOut *self)
{
  Walk *w = self->w;
  tokens_open(&self->tokens, w, self->file);
  self->spans.n = 0;
  self->parent = NONE;
  if (self->tokens.text)
    cx(w->s)->visitChildren(cx(w->s)->getTranslationUnitCursor(w->s->cx->now->unit), span_visit,
                            self);
}

static void file_look(LeftOut *self)
{
  Walk *w = self->w;
  const PairVec *all = &w->s->options.refused;
  bool is_read = false;
  for (size_t i = 0; i < all->n; i++) {
    const char *key = str_c(all->items[i].key), *name = strchr(key, ':') + 1,
               *line = strrchr(key, ':');
    while (line > name && line[-1] != ':')
      line--;
    Str file = intern(w->s, name, (size_t)(line - 1 - name));
    bool is_own = file_is_named(self->file, file);
    if (!is_own && strncmp(line, "0:", 2))
      continue;
    if (!is_read)
      tokens_look(self);
    is_read = true;
    self->round = strtoul(key, NULL, 10);
    if (is_own)
      place_refuse(self, line, all->items[i].value);
    else
      library_refuse(self, file);
  }
  for (size_t i = 0; is_read && i < self->spans.n; i++) {
    const Span *s = &self->spans.items[i];
    if (s->loss == LOSS_NONE || is_within_lost(self, s))
      continue;
    span_change(self, s);
    span_mark(self, s);
  }
}

void left_out_look(Walk *w)
{
  LeftOut self = {.w = w};
  for (size_t i = 0; w->s->options.refused.n && i < w->files.n; i++) {
    self.file = w->files.items[i];
    if (!self.file->is_main && !self.file->file.is_system)
      file_look(&self);
  }
  vec_free(&self.tokens.all);
  vec_free(&self.spans);
  vec_free(&self.guards);
}
