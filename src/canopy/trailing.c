// Attributes behind a closing brace: `struct S { ... } __attribute__((packed));`.
//
// gcc, clang and nvcc let them change the type; NVRTC ignores them, or gives them to the typedef
// alone. So for each file that has some the model says which text NVRTC must read instead: the
// same, with what changes a layout (packed, aligned) behind the word `struct`. Names are those
// that #include lines say, since that is how NVRTC asks for a file that it is given.
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

// One past the word `struct`, `class`, `union` or `enum` that the declaration begins with; NULL: a
// macro wrote it.
static const char *keyword_end(Walk *w, CXCursor c, const char *text, uint32_t start)
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
  for (size_t i = 0; i < w->trailing.n; i++)
    if (w->trailing.items[i].file == f && w->trailing.items[i].brace == brace)
      return true;
  return false;
}

// The declaration's text as NVRTC must read it; lines stay where they are.
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
    vec_push(&w->trailing, (Trailing){file_entry(w, self->file), (uint32_t)(word - text), self->end,
                                      (uint32_t)(stop - text), attributes});
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
  if (w->s->options.ask_only || !cx(w->s)->isCursorDefinition(c) ||
      !(self.is_template || cx(w->s)->Cursor_hasAttrs(c)))
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

// ---- files ------------------------------------------------------------------

static int trailing_compare(const void *a, const void *b)
{
  const Trailing *x = a, *y = b;
  if (x->file != y->file)
    return strcmp(str_c(x->file->file.name), str_c(y->file->file.name));
  return (x->word > y->word) - (x->word < y->word);
}

// A copy of the text from `p` to `end` without what items[0..n) move; the lines of that stay.
static void text_put_moved(Buf *out, const char *text, const Trailing *items, size_t n, uint32_t p,
                           uint32_t end)
{
  for (; p < end; p++) {
    bool is_cut = false;
    for (size_t i = 0; i < n; i++) {
      if (items[i].word == p)
        buf_puts(out, str_c(items[i].attributes));
      is_cut |= p >= items[i].brace && p < items[i].end;
    }
    if (!is_cut || text[p] == '\n')
      buf_putc(out, text[p]);
  }
}

static Str text_from(Session *s, const char *p, const char *end)
{
  return intern(s, p, (size_t)(end - p));
}

// Declarations within each other go together.
static void moved_fill(Walk *w, Moved *m, const Trailing *items, size_t n)
{
  size_t size = 0;
  const char *text = cx_file_text(w->s, items->file->handle, &size);
  VEC(Edit) edits = {0};
  for (size_t i = 0, k; text && i < n; i = k) {
    uint32_t start = items[i].word, end = items[i].end;
    for (k = i + 1; k < n && items[k].word < end; k++)
      end = items[k].end > end ? items[k].end : end;
    Buf after = {0};
    text_put_moved(&after, text, items + i, k - i, start, end);
    vec_push(&edits, (Edit){text_from(w->s, text + start, text + end),
                            intern(w->s, after.text ? after.text : "", after.len)});
    buf_free(&after);
  }
  m->nedits = (uint32_t)edits.n;
  m->edits = vec_freeze(&edits, w->s->arena, Edit);
  vec_free(&edits);
}

// What the names in #include lines mean: NVRTC is given a file by such a name, wherever it stands.
typedef struct Spellings {
  Walk *w;
  VEC(Str) names;  // in order, each once
  Map meant;       // name -> FileEntry, or the Spellings itself when it means several
} Spellings;

static enum CXChildVisitResult spellings_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  Spellings *self = payload;
  Walk *w = self->w;
  const FileEntry *from =
      c.kind == CXCursor_InclusionDirective ? file_entry(w, cx_place(w->s, c).file) : NULL;
  if (!from || from->is_main)  // ours says where a header is
    return CXChildVisit_Continue;
  FileEntry *f = file_entry(w, cx(w->s)->getIncludedFile(c));
  Str name = f ? cx_spelling(w->s, c) : NULL;
  if (!name)
    return CXChildVisit_Continue;
  void *known = map_get_ptr(&self->meant, name);
  if (!known)
    vec_push(&self->names, name);
  if (known != f)
    map_set_ptr(&self->meant, name, known ? (void *)self : f);
  return CXChildVisit_Continue;
}

static void moved_name(Walk *w, Moved *m, const FileEntry *f, const Spellings *all)
{
  StrVec names = {0};
  m->file = f->file.name;
  void *meant = map_get_ptr(&all->meant, m->file);
  if (!meant || meant == f)
    vec_push(&names, m->file);
  for (size_t i = 0; i < all->names.n; i++)
    if (all->names.items[i] != m->file && map_get_ptr(&all->meant, all->names.items[i]) == f)
      vec_push(&names, all->names.items[i]);
  m->nnames = (uint32_t)names.n;
  m->names = vec_freeze(&names, w->s->arena, Str);
  vec_free(&names);
}

void trailing_freeze(Walk *w)
{
  size_t n = w->trailing.n;
  if (!n)
    return;
  Trailing *items = w->trailing.items;
  qsort(items, n, sizeof *items, trailing_compare);
  Spellings all = {.w = w};
  cx(w->s)->visitChildren(cx(w->s)->getTranslationUnitCursor(w->s->cx->now->unit), spellings_visit,
                          &all);
  Moved *moved = NEW_ARRAY(w->s->arena, Moved, n);
  for (size_t i = 0, k; i < n; i = k) {
    for (k = i + 1; k < n && items[k].file == items[i].file;)
      k++;
    Moved *m = &moved[w->model->nmoved++];
    moved_name(w, m, items[i].file, &all);
    moved_fill(w, m, items + i, k - i);
  }
  w->model->moved = moved;
  vec_free(&all.names);
  map_free(&all.meant);
}
