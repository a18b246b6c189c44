// Whose class it is: the text that a class of the user's own comes from.
//
// Two classes of one name and layout may do different things: a header is edited and loaded again
// beside the old one. So a class of a file of the user's own is told apart by text as well: by its
// file's, by that of all files of theirs which this includes, directly or not, and by those
// --define that they mention. Which #include clang followed depends on what came before; the lines
// alone count here, so that a header which two libraries share means one class in both.
#ifndef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700  // realpath
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "identity.h"

typedef struct OwnText {
  uint64_t hash;
  uint64_t whole;  // with all that it includes
  bool has_whole;
  uint32_t mark;  // the last walk that came here
  VEC(struct OwnText *) includes;
} OwnText;

typedef VEC(OwnText *) OwnTextVec;

struct Identity {
  Session *s;
  Map by_path;  // Str, a real path -> OwnText
  OwnTextVec all;
  uint32_t mark;
};

Identity *identity_new(Session *s)
{
  Identity *self = NEW(s->arena, Identity);
  self->s = s;
  return self;
}

void identity_free(Identity *self)
{
  for (size_t i = 0; i < self->all.n; i++)
    vec_free(&self->all.items[i]->includes);
  vec_free(&self->all);
  map_free(&self->by_path);
}

// ---- what a text includes ---------------------------------------------------

static OwnText *text_at(Identity *self, Str path);

static OwnText *text_below(Identity *self, const char *folder, size_t len, const char *name,
                           size_t name_len)
{
  char path[4096];
  int n = snprintf(path, sizeof path, "%.*s/%.*s", (int)len, folder, (int)name_len, name);
  char *real = n > 0 && (size_t)n < sizeof path ? realpath(path, NULL) : NULL;
  struct stat st;
  OwnText *found = real && !stat(real, &st) && S_ISREG(st.st_mode)
                       ? text_at(self, intern_c(self->s, real))
                       : NULL;
  free(real);
  return found;
}

// What `name` means in a file of the folder; NULL when it is nothing of the user's own.
static OwnText *text_included(Identity *self, const char *folder, const char *name, size_t len,
                              bool is_quoted)
{
  OwnText *found = NULL;
  if (is_quoted && folder)
    found = text_below(self, folder, strlen(folder), name, len);
  const Model *m = self->s->model;
  for (uint32_t i = 0; !found && i < m->nown_folders; i++)
    found = text_below(self, str_c(m->own_folders[i]), str_len(m->own_folders[i]), name, len);
  return found;
}

static const char *skip_blanks(const char *p)
{
  return p + strspn(p, " \t");
}

// The name in a line's #include; NULL when it is none.
static const char *included_name(const char *line, size_t *len, bool *is_quoted)
{
  static const char word[] = "include";
  const char *p = skip_blanks(line);
  if (*p++ != '#' || strncmp(p = skip_blanks(p), word, sizeof word - 1))
    return NULL;
  p = skip_blanks(p + sizeof word - 1);
  if (*p != '"' && *p != '<')
    return NULL;
  *is_quoted = *p == '"';
  *len = strcspn(p + 1, *is_quoted ? "\"\n" : ">\n");
  return p + 1;
}

static void text_read_includes(Identity *self, OwnText *t, const char *text, const char *folder)
{
  for (const char *line = text; line; line = (line = strchr(line, '\n')) ? line + 1 : NULL) {
    size_t len;
    bool is_quoted;
    const char *name = included_name(line, &len, &is_quoted);
    OwnText *other = name ? text_included(self, folder, name, len, is_quoted) : NULL;
    if (other)
      vec_push(&t->includes, other);
  }
}

// ---- one text ---------------------------------------------------------------

// Is the NAME of "NAME=VALUE" a word of the text?
static bool text_mentions(const char *text, Str define)
{
  const char *name = str_c(define);
  size_t n = strcspn(name, "=(");
  for (const char *p = text; n && (p = strchr(p, *name)); p++)
    if (!strncmp(p, name, n) && (p == text || !is_identifier_char(p[-1])) &&
        !is_identifier_char(p[n]))
      return true;
  return false;
}

static OwnText *text_new(Identity *self, const char *text, size_t len)
{
  const StrVec *defines = &self->s->options.defines;
  OwnText *t = NEW(self->s->arena, OwnText);
  vec_push(&self->all, t);
  t->hash = hash_bytes(0, text, len);
  for (size_t i = 0; i < defines->n; i++)
    if (text_mentions(text, defines->items[i]))
      t->hash = hash_bytes(t->hash, defines->items[i]->text, defines->items[i]->len + 1u);
  return t;
}

// A file that can't be read is an empty one.
static OwnText *text_at(Identity *self, Str path)
{
  OwnText *t = map_get_ptr(&self->by_path, path);
  if (t)
    return t;
  Buf b = {0};
  FILE *file = fopen(path->text, "rb");
  char piece[4096];
  for (size_t n; file && (n = fread(piece, 1, sizeof piece, file)) > 0;)
    buf_put(&b, piece, n);
  if (file)
    fclose(file);
  const char *text = b.text ? b.text : "";
  t = text_new(self, text, b.len);
  map_set_ptr(&self->by_path, path, t);  // before its includes, which may lead back
  const char *slash = strrchr(path->text, '/');
  Str folder = intern(self->s, path->text, slash ? (size_t)(slash - path->text) : 0);
  text_read_includes(self, t, text, folder->text);
  buf_free(&b);
  return t;
}

// The extra source follows all headers.
static OwnText *text_extra(Identity *self, Str path)
{
  OwnText *t = map_get_ptr(&self->by_path, path);
  if (t)
    return t;
  const Options *o = &self->s->options;
  t = text_new(self, str_c(o->extra_source), str_len(o->extra_source));
  map_set_ptr(&self->by_path, path, t);
  text_read_includes(self, t, str_c(o->extra_source), NULL);
  for (size_t i = 0; i < o->headers.n; i++) {
    const char *name = str_c(o->headers.items[i]);
    OwnText *header = text_included(self, *name == '/' ? "" : NULL, name, strlen(name), true);
    if (header)
      vec_push(&t->includes, header);
  }
  return t;
}

// ---- the whole --------------------------------------------------------------

static uint64_t text_whole(Identity *self, OwnText *root)
{
  if (root->has_whole)
    return root->whole;
  OwnTextVec list = {0};
  uint64_t hash = 0;
  root->mark = ++self->mark;
  vec_push(&list, root);
  for (size_t i = 0; i < list.n; i++) {
    const OwnText *t = list.items[i];
    hash = hash_bytes(hash, &t->hash, sizeof t->hash);
    for (size_t k = 0; k < t->includes.n; k++) {
      OwnText *other = t->includes.items[k];
      if (other->mark != self->mark)
        vec_push(&list, other);
      other->mark = self->mark;
    }
  }
  vec_free(&list);
  root->has_whole = true;
  return root->whole = hash;
}

uint64_t identity_text(Identity *self, const Decl *d)
{
  const Model *m = self->s->model;
  for (uint32_t i = 0; i < m->nfiles; i++) {
    const File *f = &m->files[i];
    if (f->clang_name == d->loc.file && !f->is_system)
      return text_whole(self, f->is_extra ? text_extra(self, f->path) : text_at(self, f->path));
  }
  return 0;
}
