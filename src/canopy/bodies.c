// Bodies of host functions, as changes for an NVRTC that refuses the headers.
//
// nvcc compiles host functions for the host alone, NVRTC all that it reads: a
// launch, a thread or a library's call in one refuses the whole header. Device
// code can call none of them, so without their bodies nothing that is bound is
// lost. Only as the second try: what compiles is left as it stands. Kept are
// bodies that their declaration needs (constexpr, a deduced result), those of
// classes' special and virtual functions, and what a directive tears apart.
#include <string.h>

#include "tokens.h"

typedef struct BodyWalk {
  Walk *w;
  Tokens tokens;  // of the file looked at last
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
  bool is_method = c.kind == CXCursor_CXXMethod;
  bool is_special = is_method && (fn->CXXMethod_isVirtual(c) || fn->CXXMethod_isDefaulted(c) ||
                                  fn->CXXMethod_isCopyAssignmentOperator(c) ||
                                  fn->CXXMethod_isMoveAssignmentOperator(c));
  if (is_special || !function_is_host(w, c) || result_is_deduced(w, c))
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
  while (i != NONE) {
    i = token_next(t, i);
    bool is_list = token_is(t, i, "{") || token_is(t, i, "(");
    if (!is_list)
      continue;
    i = token_close(t, i);
    i = i == NONE ? NONE : token_next(t, i);
    if (token_is(t, i, "{"))
      return i;
    if (!token_is(t, i, ",") && !token_is(t, i, "."))
      return NONE;
  }
  return NONE;
}

// Behind the declaration: clang has skipped the body.
static void body_look(BodyWalk *self, CXCursor c)
{
  CxPlace start, stop;
  cx_extent(self->w->s, c, &start, &stop);
  Tokens *t = start.file == stop.file ? tokens_of(self, stop.file) : NULL;
  uint32_t begin = t ? token_from(t, stop.offset) : NONE, open = begin;
  if (c.kind == CXCursor_Constructor && token_is(t, begin, ":"))
    open = initialisers_end(t, begin);
  if (open == NONE || !token_is(t, open, "{") || t->all.items[begin].directive ||
      !function_may_lose_body(self->w, c))
    return;
  uint32_t close = token_close(t, open);
  if (close == NONE || !directives_match(t, begin, close))
    return;
  Token first = t->all.items[begin], last = t->all.items[close];
  vec_push(&self->w->bodies, (Change){.file = t->file,
                                      .from = start.offset,
                                      .at = first.at,
                                      .put = intern_c(self->w->s, ";"),
                                      .cut = first.at,
                                      .end = last.at + last.len,
                                      .by_lines = true});
}

static enum CXChildVisitResult body_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  BodyWalk *self = payload;
  switch ((int)c.kind) {
  case CXCursor_FunctionDecl:
  case CXCursor_CXXMethod:
  case CXCursor_Constructor:
    body_look(self, c);
    return CXChildVisit_Continue;
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

void bodies_look(Walk *w)
{
  const Options *o = &w->s->options;
  BodyWalk self = {.w = w};
  if (o->ask_only || o->default_device)
    return;
  cx(w->s)->visitChildren(cx(w->s)->getTranslationUnitCursor(w->s->cx->now->unit), body_visit,
                          &self);
  vec_free(&self.tokens.all);
}
