// The files that NVRTC must read otherwise than they stand.
//
// Other passes say what changes (trailing.c, erase.c, bodies.c): text that is put in and text that
// goes. The model says it per file as pairs of texts, so that a module finds them in its copy of
// the header; those of bodies.c are for a text that all others have changed.
// Names are those that #include lines say, since that is how NVRTC asks for a file that it is
// given.
#include <stdlib.h>
#include <string.h>

#include "walk.h"

static int change_compare(const void *a, const void *b)
{
  const Change *x = a, *y = b;
  if (x->file != y->file)
    return strcmp(str_c(x->file->file.name), str_c(y->file->file.name));
  return (x->at > y->at) - (x->at < y->at);
}

// A copy of the text from `p` to `end` as items[0..n) change it; the lines of what they cut stay.
static void text_put_changed(Buf *out, const char *text, const Change *items, size_t n, uint32_t p,
                             uint32_t end)
{
  for (; p < end; p++) {
    bool is_cut = false;
    for (size_t i = 0; i < n; i++) {
      if (items[i].at == p)
        buf_puts(out, str_c(items[i].put));
      is_cut |= p >= items[i].cut && p < items[i].end;
    }
    if (!is_cut || text[p] == '\n')
      buf_putc(out, text[p]);
  }
}

// As a text file is read: its lines end with a line feed alone.
static Str text_from(Session *s, const char *p, const char *end)
{
  Buf b = {0};
  for (; p < end; p++)
    if (*p != '\r' || p + 1 == end || p[1] != '\n')
      buf_putc(&b, *p);
  Str text = intern(s, b.text ? b.text : "", b.len);
  buf_free(&b);
  return text;
}

// Text is looked for by what it says, so what a change by lines replaces begins with the end of the
// line before and ends with its own last line.
static uint32_t change_start(const Change *c, const char *text)
{
  uint32_t from = c->from ? c->from : c->at, p = from;
  while (c->by_lines && p && (p == from || text[p] != '\n'))
    p--;
  return p;
}

static uint32_t change_end(const Change *c, const char *text, size_t size)
{
  uint32_t p = c->end;
  while (c->by_lines && p < size && text[p] != '\n')
    p++;
  if (c->by_lines && p > c->end && text[p - 1] == '\r')
    p--;
  return p;
}

typedef VEC(Change) ChangeVec;

// Those of `all` that concern the text from `start` to `end`, but for what a change of `over` cuts.
static void changes_within(ChangeVec *out, const Change *all, size_t n, const Change *over,
                           size_t nover, uint32_t start, uint32_t end)
{
  for (size_t i = 0; i < n; i++) {
    bool is_cut = all[i].at >= end || (all[i].at < start && all[i].end <= start);
    for (size_t k = 0; k < nover && !is_cut; k++)
      is_cut = all[i].at >= over[k].cut && all[i].at < over[k].end;
    if (!is_cut)
      vec_push(out, all[i]);
  }
}

// Changes within each other, or of the same line, go together. The text was changed by `first`.
static void moved_fill(Walk *w, Moved *m, const Change *items, size_t n, const Change *first,
                       size_t nfirst)
{
  size_t size = 0;
  const char *text = cx_file_text(w->s, items->file->handle, &size);
  VEC(Edit) edits = {0};
  uint32_t line = 1, counted = 0;
  for (size_t i = 0, k; text && i < n; i = k) {
    uint32_t start = change_start(items + i, text), end = change_end(items + i, text, size);
    for (k = i + 1; k < n && change_start(items + k, text) < end; k++) {
      uint32_t stop = change_end(items + k, text, size);
      end = stop > end ? stop : end;
    }
    ChangeVec both = {0}, earlier = {0};
    changes_within(&earlier, first, nfirst, NULL, 0, start, end);
    changes_within(&both, first, nfirst, items + i, k - i, start, end);
    bool is_always = false;
    for (size_t j = i; j < k; j++) {
      vec_push(&both, items[j]);
      is_always |= items[j].is_always;
    }
    Buf before = {0}, after = {0};
    text_put_changed(&before, text, earlier.items, earlier.n, start, end);
    text_put_changed(&after, text, both.items, both.n, start, end);
    for (; counted <= start; counted++)
      line += text[counted] == '\n';
    vec_push(&edits, (Edit){text_from(w->s, before.text, before.text + before.len),
                            text_from(w->s, after.text, after.text + after.len), line, is_always});
    buf_free(&before);
    buf_free(&after);
    vec_free(&earlier);
    vec_free(&both);
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

// Sorted changes of one file, from items[i] on.
static size_t changes_of_file(const Change *items, size_t n, size_t i)
{
  size_t k = i + 1;
  while (k < n && items[k].file == items[i].file)
    k++;
  return k;
}

static const Moved *moved_freeze(Walk *w, const Spellings *all, const Change *items, size_t n,
                                 const Change *first, size_t nfirst, uint32_t *count)
{
  Moved *moved = NEW_ARRAY(w->s->arena, Moved, n);
  for (size_t i = 0, k; i < n; i = k) {
    size_t from = 0, to;
    k = changes_of_file(items, n, i);
    while (from < nfirst && first[from].file != items[i].file)
      from++;
    to = from < nfirst ? changes_of_file(first, nfirst, from) : from;
    Moved *m = &moved[(*count)++];
    moved_name(w, m, items[i].file, all);
    moved_fill(w, m, items + i, k - i, first + from, to - from);
  }
  return moved;
}

void changes_freeze(Walk *w)
{
  Model *m = w->model;
  Change *items = w->changes.items, *bodies = w->bodies.items;
  size_t n = w->changes.n, nbodies = w->bodies.n;
  if (!n && !nbodies)
    return;
  if (n)
    qsort(items, n, sizeof *items, change_compare);
  if (nbodies)
    qsort(bodies, nbodies, sizeof *bodies, change_compare);
  Spellings all = {.w = w};
  cx(w->s)->visitChildren(cx(w->s)->getTranslationUnitCursor(w->s->cx->now->unit), spellings_visit,
                          &all);
  m->moved = moved_freeze(w, &all, items, n, NULL, 0, &m->nmoved);
  m->bodies = moved_freeze(w, &all, bodies, nbodies, items, n, &m->nbodies);
  vec_free(&all.names);
  map_free(&all.meant);
}
