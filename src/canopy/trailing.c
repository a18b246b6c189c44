// Attributes behind a closing brace: `struct S { ... } __attribute__((packed));`.
//
// gcc, clang and nvcc let them change the type; NVRTC ignores them, or gives them to the typedef
// alone. So NVRTC reads what changes a layout (packed, aligned) behind the word `struct`.
#include <stdlib.h>
#include <string.h>

#include "walk.h"

typedef struct Behind {
  Walk *w;
  CXFile file;
  uint32_t end;        // of the declaration's brace
  VEC(uint32_t) uses;  // where macros behind it were used that are attributes
  bool is_there;
  bool is_template;  // libclang tells nothing of its attributes, but no name can stand there
} Behind;

// ---- words ------------------------------------------------------------------

static const char *text_skip_space(const char *p, const char *end)
{
  while (p < end) {
    const char *next = p + strspn(p, " \t\r\n\\");
    if (end - next > 1 && next[0] == '/' && next[1] == '/')
      next += strcspn(next, "\n");
    else if (end - next > 1 && next[0] == '/' && next[1] == '*') {
      const char *stop = strstr(next + 2, "*/");
      next = stop ? stop + 2 : end;
    }
    if (next == p)
      break;
    p = next;
  }
  return p;
}

static size_t word_length(const char *p)
{
  size_t n = 0;
  while (is_identifier_char(p[n]))
    n++;
  return n;
}

static bool word_is(const char *p, size_t n, const char *word)
{
  return n == strlen(word) && !strncmp(p, word, n);
}

// One past the bracket that closes the one at p; NULL when none does.
static const char *bracket_end(const char *p, const char *end)
{
  int depth = 0;
  for (; p < end; p++) {
    depth += (*p == '(') - (*p == ')');
    if (!depth)
      return p + 1;
  }
  return NULL;
}

static bool word_changes_layout(const char *p, size_t n)
{
  return word_is(p, n, "packed") || word_is(p, n, "__packed__") || word_is(p, n, "aligned") ||
         word_is(p, n, "__aligned__");
}

// Of `((packed, unused))` what stands before a type of NVRTC's too: those that change a layout.
static void attributes_put(Buf *out, const char *p, const char *end)
{
  p += strspn(p, "( \t\r\n");
  while (p < end && *p != ')') {
    const char *stop = p;
    while (stop < end && *stop != ',' && *stop != ')')
      stop = *stop == '(' ? bracket_end(stop, end) : stop + 1;
    if (word_changes_layout(p, word_length(p)))
      buf_printf(out, " __attribute__((%.*s))", (int)(stop - p), p);
    p = *stop == ',' ? stop + 1 + strspn(stop + 1, " \t\r\n") : stop;
  }
}

// ---- one declaration --------------------------------------------------------

static enum CXChildVisitResult behind_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  Behind *self = payload;
  if (c.kind < CXCursor_FirstAttr || c.kind >= CXCursor_FirstAttr + 100)
    return CXChildVisit_Continue;
  CxPlace place = cx_place(self->w->s, c);
  if (place.file == self->file && place.offset >= self->end) {
    self->is_there = true;
    vec_push(&self->uses, place.offset);
  }
  return CXChildVisit_Continue;
}

static bool behind_is_used_at(const Behind *self, uint32_t offset)
{
  for (size_t i = 0; i < self->uses.n; i++)
    if (self->uses.items[i] == offset)
      return true;
  return self->is_template;
}

// The attributes behind the brace go to `out`; returns where they end.
static const char *behind_read(const Behind *self, const char *text, const char *end, Buf *out)
{
  const char *p = text + self->end;
  for (;;) {
    const char *word = text_skip_space(p, end);
    size_t n = word_length(word);
    const char *next = text_skip_space(word + n, end);
    const char *stop = n && *next == '(' ? bracket_end(next, end) : NULL;
    if (stop && (word_is(word, n, "__attribute__") || word_is(word, n, "__attribute"))) {
      attributes_put(out, next, stop);
    } else if (n && behind_is_used_at(self, (uint32_t)(word - text))) {
      stop = stop ? stop : word + n;
      buf_printf(out, " %.*s", (int)(stop - word), word);
    } else {
      return p;
    }
    p = stop;
  }
}

const char *keyword_end(Walk *w, CXCursor c, const char *text, uint32_t start)
{
  static const char *const words[] = {"struct", "class", "union", "enum"};
  CxPlace name = cx_place(w->s, c);
  const char *p = text + (name.offset > start ? name.offset : start);
  for (; p >= text + start; p--) {
    size_t n = word_length(p);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
      if (word_is(p, n, words[i]) && (p == text || !is_identifier_char(p[-1])))
        return p + n;
  }
  return NULL;
}

// Instances stand where their template does.
static bool trailing_is_known(Walk *w, CXFile file, uint32_t brace)
{
  const FileEntry *f = file_entry(w, file);
  for (size_t i = 0; i < w->changes.n; i++)
    if (w->changes.items[i].file == f && w->changes.items[i].cut == brace)
      return true;
  return false;
}

static void behind_move(Behind *self, CXCursor c, uint32_t start)
{
  Walk *w = self->w;
  size_t size = 0;
  const char *text = cx_file_text(w->s, self->file, &size);
  if (!text || self->end > size || start >= self->end || text[self->end - 1] != '}')
    return;
  const char *word = keyword_end(w, c, text, start);
  Buf moved = {0};
  const char *stop = word ? behind_read(self, text, text + size, &moved) : NULL;
  if (stop && stop > text + self->end && !trailing_is_known(w, self->file, self->end)) {
    for (size_t i = 0; i < moved.len; i++)
      moved.text[i] = strchr("\r\n\\", moved.text[i]) ? ' ' : moved.text[i];
    Str attributes = intern(w->s, moved.text ? moved.text : "", moved.len);
    vec_push(&w->changes, (Change){.file = file_entry(w, self->file),
                                   .at = (uint32_t)(word - text),
                                   .put = attributes,
                                   .cut = self->end,
                                   .end = (uint32_t)(stop - text)});
  }
  buf_free(&moved);
}

static bool is_class_template(CXCursor c)
{
  return c.kind == CXCursor_ClassTemplate || c.kind == CXCursor_ClassTemplatePartialSpecialization;
}

void trailing_look(Walk *w, CXCursor c)
{
  Behind self = {.w = w, .is_template = is_class_template(c)};
  if (w->s->options.ask_only || !cx(w->s)->isCursorDefinition(c))
    return;
  if (c.kind != CXCursor_EnumDecl)
    flexible_look(w, c);
  if (!(self.is_template || cx(w->s)->Cursor_hasAttrs(c)))
    return;
  CxPlace start, end;
  cx_extent(w->s, c, &start, &end);
  if (!end.file || start.file != end.file)
    return;
  self.file = end.file;
  self.end = end.offset;
  if (!self.is_template)
    cx(w->s)->visitChildren(c, behind_visit, &self);
  if (self.is_there || self.is_template)
    behind_move(&self, c, start.offset);
  vec_free(&self.uses);
}

static bool cursor_is_tag(CXCursor c)
{
  return c.kind == CXCursor_StructDecl || c.kind == CXCursor_ClassDecl ||
         c.kind == CXCursor_UnionDecl || c.kind == CXCursor_EnumDecl || is_class_template(c);
}

static enum CXChildVisitResult unread_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  if (cursor_is_tag(c))
    trailing_look_unread(payload, c);
  return CXChildVisit_Continue;
}

bool trailing_look_unread(Walk *w, CXCursor c)
{
  const FileEntry *f = w->s->options.ask_only ? NULL : file_entry(w, cx_place(w->s, c).file);
  if (!f || f->is_main || f->file.is_system)
    return false;
  if (cursor_is_tag(c)) {
    trailing_look(w, c);
    cx(w->s)->visitChildren(c, unread_visit, w);
  }
  return true;
}
