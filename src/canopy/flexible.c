// Arrays without an extent at the end of a record: `struct S { int n; float data[]; };`.
//
// gcc, clang and nvcc take them, NVRTC refuses the whole header. Nothing that
// it takes has no size and stands at the end, so it reads a static member that
// nothing defines: the layout is the same, and a function that goes to the
// elements is refused when it is linked, by that member's name. What they ask
// of the record's alignment stands behind the word `struct`.
#include <string.h>

#include "walk.h"

typedef struct FlexibleLook {
  Walk *w;
  CXCursor found;    // the last field, if it is such an array
  CxPlace last;      // where it begins
  long long others;  // the alignment that the other fields and bases ask for
  bool is_shared;    // its declaration is another field's too
} FlexibleLook;

static bool is_flexible(Walk *w, CXType t)
{
  t = cx(w->s)->getCanonicalType(t);
  return t.kind == CXType_IncompleteArray ||
         (t.kind == CXType_ConstantArray && !cx(w->s)->getArraySize(t));
}

static enum CXChildVisitResult flexible_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  FlexibleLook *self = payload;
  const CxApi *fn = cx(self->w->s);
  if (c.kind != CXCursor_FieldDecl && c.kind != CXCursor_CXXBaseSpecifier)
    return CXChildVisit_Continue;
  CXType t = fn->getCursorType(c);
  CxPlace start, end;
  cx_extent(self->w->s, c, &start, &end);
  if (c.kind == CXCursor_FieldDecl) {
    self->is_shared = self->last.file == start.file && self->last.offset == start.offset;
    self->last = start;
  }
  self->found = fn->getNullCursor();
  if (c.kind == CXCursor_FieldDecl && is_flexible(self->w, t)) {
    self->found = c;
  } else {
    long long align = fn->Type_getAlignOf(t);
    self->others = align > self->others ? align : self->others;
  }
  return CXChildVisit_Continue;
}

static void change_put(Walk *w, FileEntry *file, uint32_t at, const char *put, uint32_t end)
{
  for (size_t i = 0; i < w->changes.n; i++)  // instances stand where their template does
    if (w->changes.items[i].file == file && w->changes.items[i].at == at)
      return;
  vec_push(&w->changes, (Change){.file = file,
                                 .at = at,
                                 .put = intern_c(w->s, put),
                                 .cut = at,
                                 .end = end,
                                 .by_lines = true});
}

// What stands between the brackets of `data[0]` goes; false where that is not to be seen.
static bool extent_cut(Walk *w, FileEntry *file, CXCursor field, const char *text, size_t size)
{
  CXType t = cx(w->s)->getCanonicalType(cx(w->s)->getCursorType(field));
  if (t.kind == CXType_IncompleteArray)
    return true;
  uint32_t at = cx_place(w->s, field).offset;
  Str name = cx_spelling(w->s, field);
  if (!name || at + name->len >= size || memcmp(text + at, name->text, name->len) != 0)
    return false;
  const char *open = text + at + name->len;
  open += strspn(open, " \t");
  const char *close = *open == '[' ? strpbrk(open + 1, "[]\n") : NULL;
  if (!close || *close != ']')
    return false;
  if (close > open + 1)
    change_put(w, file, (uint32_t)(open + 1 - text), "", (uint32_t)(close - text));
  return true;
}

// The alignment that the elements alone ask for, as C++; NULL: the record has it without them.
static const char *alignment_lost(const FlexibleLook *self, CXCursor record)
{
  Walk *w = self->w;
  const CxApi *fn = cx(w->s);
  CXType element = fn->getArrayElementType(fn->getCursorType(self->found));
  long long align = fn->Type_getAlignOf(element);
  if (align < 0)  // a template's
    return str_format(w->s->strings, " alignas(%s)", str_c(cx_type_spelling(w->s, element)))->text;
  long long all = fn->Type_getAlignOf(fn->getCursorType(record));
  bool is_lost = align > self->others && all >= align;
  return is_lost ? str_format(w->s->strings, " alignas(%lld)", all)->text : NULL;
}

// What stands behind the word `struct`: what alignment is lost, and of `typedef struct {} T;`,
// which can have no static member, the typedef's name. False where there is none.
static bool head_put(Buf *out, const FlexibleLook *self, CXCursor record, uint32_t word)
{
  Walk *w = self->w;
  const char *lost = alignment_lost(self, record);
  buf_puts(out, lost ? lost : "");
  if (cx_place(w->s, record).offset >= word)
    return true;
  Str name = cx_spelling(w->s, record);
  buf_printf(out, " %s ", str_c(name));
  return name != NULL;
}

void flexible_look(Walk *w, CXCursor c)
{
  FlexibleLook self = {.w = w, .found = cx(w->s)->getNullCursor()};
  cx(w->s)->visitChildren(c, flexible_visit, &self);
  if (cx(w->s)->Cursor_isNull(self.found) || self.is_shared || cx(w->s)->Cursor_isAnonymous(c))
    return;
  CxPlace start, end;
  cx_extent(w->s, c, &start, &end);
  FileEntry *file = file_entry(w, self.last.file);
  size_t size = 0;
  const char *text =
      file && start.file == self.last.file ? cx_file_text(w->s, self.last.file, &size) : NULL;
  const char *word = text ? keyword_end(w, c, text, start.offset) : NULL;
  if (!word || file->file.is_system || !extent_cut(w, file, self.found, text, size))
    return;
  Buf head = {0};
  uint32_t at = (uint32_t)(word - text);
  if (head_put(&head, &self, c, at)) {
    if (head.len)
      change_put(w, file, at, head.text, at);
    change_put(w, file, self.last.offset, "static ", self.last.offset);
  }
  buf_free(&head);
}
