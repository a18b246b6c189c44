// Bodies of host functions, as changes for an NVRTC that refuses them.
//
// nvcc compiles host functions for the host alone, NVRTC all that it reads: a
// launch, a thread or a library's call in one refuses the whole header. Device
// code can call none of them, so without such bodies nothing that is bound is
// lost. What NVRTC takes is left as it stands. Kept are bodies that their
// declaration needs (constexpr, a deduced result) and what a directive tears
// apart. Where a declaration alone will not do, as of an inline function, the
// body calls what nothing defines: who needs it is told when it is linked.
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

static uint32_t token_from(const Tokens *t, uint32_t offset)
{
  size_t low = 0, high = t->all.n;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (t->all.items[middle].at < offset)
      low = middle + 1;
    else
      high = middle;
  }
  return low < t->all.n ? (uint32_t)low : NONE;
}

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
  vec_free(&t->all);
  *t = (Tokens){.file = f, .w = w};
  t->text = cx_file_text(w->s, f->handle, &t->size);
  if (t->text)
    tokens_read(t);
  return t->text ? t : NULL;
}

// The body behind the initialisers `: a(1), b{2}` that begin at i; NONE where it can't be told.
static uint32_t initialisers_end(const Tokens *t, uint32_t i)
{
  static const char *const ends[] = {")", "}", ".", NULL};
  for (i = token_next(t, i); i != NONE && !token_is(t, i, ";"); i = token_next(t, i)) {
    bool is_brace = token_is(t, i, "{");
    if (is_brace && token_in(t, token_before(t, i), ends))
      return i;
    if (is_brace || token_is(t, i, "("))
      i = token_close(t, i);
    if (i == NONE)
      break;
  }
  return NONE;
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

// Behind the declaration: clang has skipped the body.
static void body_look(BodyWalk *self, CXCursor c, bool in_class)
{
  CxPlace start, stop;
  cx_extent(self->w->s, c, &start, &stop);
  Tokens *t = start.file == stop.file ? tokens_of(self, stop.file) : NULL;
  uint32_t begin = t ? token_from(t, stop.offset) : NONE, open = begin;
  if (c.kind == CXCursor_Constructor && token_is(t, begin, ":"))
    open = initialisers_end(t, begin);
  if (open == NONE || !token_is(t, open, "{") || t->all.items[begin].directive)
    return;
  if (!in_class)
    begin = open;
  if (!function_may_lose_body(self->w, c)) {
    vec_push(&self->kept, ((BodyPlace){t->file, t->all.items[begin].at}));
    return;
  }
  uint32_t close = token_close(t, open);
  if (close == NONE || !directives_match(t, begin, close))
    return;
  Token first = t->all.items[begin], last = t->all.items[close];
  vec_push(&self->w->bodies,
           (Change){.file = t->file,
                    .from = start.offset,
                    .at = first.at,
                    .put = intern_c(self->w->s, body_instead(self->w, c, in_class)),
                    .cut = first.at,
                    .end = last.at + last.len,
                    .by_lines = true});
}

static bool is_class(CXCursor c)
{
  return c.kind == CXCursor_StructDecl || c.kind == CXCursor_ClassDecl ||
         c.kind == CXCursor_FriendDecl;
}

static enum CXChildVisitResult body_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  BodyWalk *self = payload;
  switch ((int)c.kind) {
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
    for (size_t k = 0; k < n && !is_kept; k++)  // or is it there already
      is_kept = self->w->bodies.items[k].file == c.file && self->w->bodies.items[k].at == c.at;
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
