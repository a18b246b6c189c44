// Whose class it is: the text that a class of the user's own comes from.
//
// Two classes of one name and layout may do different things: a header is edited and loaded again
// beside the old one. So a class of a file of the user's own is told apart by text as well: by its
// file's, by that of all files of theirs which this includes, directly or not, and by those macros
// of --define and --prelude that they mention. Which #include clang followed depends on what came
// before; the lines alone count here, so that a header which two libraries share means one class in
// both. An instance of a template is what its arguments are, too.
#ifndef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700  // realpath
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "identity.h"

// ---- lines ------------------------------------------------------------------

static const char *line_next(const char *line)
{
  const char *end = strchr(line, '\n');
  return end ? end + 1 : NULL;
}

// Behind blanks, comments and the ends of continued lines.
static const char *blanks_end(const char *p)
{
  for (;; p++) {
    if (*p == '\\' && p[1] == '\r' && p[2] == '\n')
      p += 2;
    else if (*p == '\\' && p[1] == '\n')
      p++;
    else if (*p == '/' && p[1] == '*' && strstr(p + 2, "*/"))
      p = strstr(p + 2, "*/") + 1;
    else if (*p != ' ' && *p != '\t')
      return p;
  }
}

// Behind "#word" in a line; NULL when it says something else.
static const char *directive_behind(const char *line, const char *word)
{
  const char *p = blanks_end(line);
  if (*p != '#' && strncmp(p, "%:", 2))
    return NULL;
  p = blanks_end(p + (*p == '#' ? 1 : 2));
  size_t n = strlen(word);
  return strncmp(p, word, n) || is_identifier_char(p[n]) ? NULL : blanks_end(p + n);
}

static size_t logical_line_len(const char *p)
{
  const char *start = p;
  for (; *p && *p != '\n'; p++)
    p += *p == '\\' && p[1] == '\n';
  return (size_t)(p - start);
}

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
  Map by_path;  // Str, the real path of the folder and the name in it -> OwnText
  OwnTextVec all;
  StrVec macros;  // "NAME", "NAME=VALUE", "NAME(x) VALUE": the options'
  uint32_t mark;
};

// How long the name is that "NAME=VALUE" and "NAME(x) VALUE" begin with.
static size_t macro_name_len(const char *macro)
{
  size_t n = 0;
  while (is_identifier_char(macro[n]))
    n++;
  return n;
}

Identity *identity_new(Session *s)
{
  Identity *self = NEW(s->arena, Identity);
  self->s = s;
  for (size_t i = 0; i < s->options.defines.n; i++)
    vec_push(&self->macros, s->options.defines.items[i]);
  const char *rest;
  for (const char *p = str_c(s->options.prelude); p; p = line_next(p))
    if ((rest = directive_behind(p, "define")))
      vec_push(&self->macros, intern(s, rest, logical_line_len(rest)));
  return self;
}

void identity_free(Identity *self)
{
  for (size_t i = 0; i < self->all.n; i++)
    vec_free(&self->all.items[i]->includes);
  vec_free(&self->all);
  vec_free(&self->macros);
  map_free(&self->by_path);
}

// ---- what a text includes ---------------------------------------------------

static OwnText *text_at(Identity *self, Str path);

// The file below a folder. Of a link the folder that it lies in counts: there clang looks for what
// the file includes.
static Str path_in(Session *s, const char *folder, size_t folder_len, const char *name,
                   size_t name_len)
{
  char path[4096];
  int n = snprintf(path, sizeof path, "%.*s/%.*s", (int)folder_len, folder, (int)name_len, name);
  struct stat st;
  if (n <= 0 || (size_t)n >= sizeof path || stat(path, &st) || !S_ISREG(st.st_mode))
    return NULL;
  char *slash = strrchr(path, '/');
  *slash = '\0';
  char *real = realpath(slash == path ? "/" : path, NULL);
  Str found = real ? str_format(s->strings, "%s/%s", real, slash + 1) : NULL;
  free(real);
  return found;
}

typedef struct Included {
  const char *folder;  // of the file with the #include; NULL for text that is in none
  const char *name;
  size_t len;
  bool is_quoted;
  bool is_next;  // all of the name but the file itself, wherever it was found
} Included;

// Appends what is meant, if it is the user's own.
static void text_include(Identity *self, OwnText *t, Included in)
{
  const Model *m = self->s->model;
  bool has_found = false;
  for (uint32_t i = 0; i <= m->nown_folders && (!has_found || in.is_next); i++) {
    Str at = i ? m->own_folders[i - 1] : NULL;
    const char *folder = at ? at->text : in.is_quoted && !in.is_next ? in.folder : NULL;
    Str path = folder ? path_in(self->s, folder, strlen(folder), in.name, in.len) : NULL;
    OwnText *other = path ? text_at(self, path) : NULL;
    has_found |= other != NULL;
    if (other && other != t)
      vec_push(&t->includes, other);
  }
}

// Where a macro's text names a file: behind "NAME=" or "NAME ".
static const char *macro_file(const char *macro, const char *name, size_t len)
{
  if (macro_name_len(macro) != len || strncmp(macro, name, len))
    return NULL;
  const char *value = blanks_end(macro + len + (macro[len] == '='));
  return *value == '"' || *value == '<' ? value : NULL;
}

// What `#include NAME` includes, if the text or an option says so.
static const char *file_by_macro(const Identity *self, const char *text, const char *name)
{
  size_t len = macro_name_len(name);
  const char *found = NULL, *rest;
  for (size_t i = 0; len && !found && i < self->macros.n; i++)
    found = macro_file(self->macros.items[i]->text, name, len);
  for (const char *p = text; len && !found && p; p = line_next(p))
    found = (rest = directive_behind(p, "define")) ? macro_file(rest, name, len) : NULL;
  return found;
}

// The names in '"..."' and "<...>".
static void text_read_includes(Identity *self, OwnText *t, const char *text, const char *folder)
{
  static const char *const words[] = {"include", "include_next", "import"};
  for (const char *line = text; line; line = line_next(line))
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
      const char *p = directive_behind(line, words[i]);
      if (p && *p != '"' && *p != '<')
        p = file_by_macro(self, text, p);
      if (!p)
        continue;
      size_t len = strcspn(p + 1, *p == '"' ? "\"\n" : ">\n");
      text_include(self, t, (Included){folder, p + 1, len, *p == '"', i == 1});
    }
}

// ---- one text ---------------------------------------------------------------

// Is the macro's name a word of the text?
static bool text_mentions(const char *text, Str macro)
{
  const char *name = macro->text;
  size_t n = macro_name_len(name);
  for (const char *p = text; n && (p = strchr(p, *name)); p++)
    if (!strncmp(p, name, n) && (p == text || !is_identifier_char(p[-1])) &&
        !is_identifier_char(p[n]))
      return true;
  return false;
}

static OwnText *text_new(Identity *self, const char *text, size_t len)
{
  OwnText *t = NEW(self->s->arena, OwnText);
  vec_push(&self->all, t);
  t->hash = hash_bytes(0, text, len);
  for (size_t i = 0; i < self->macros.n; i++)
    if (text_mentions(text, self->macros.items[i]))
      t->hash = hash_bytes(t->hash, self->macros.items[i]->text, self->macros.items[i]->len + 1u);
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

static bool path_is_system(const Model *m, const char *path)
{
  char *real = realpath(path, NULL);
  bool is_system = false;
  for (uint32_t i = 0; real && i < m->nfiles; i++)
    is_system |= m->files[i].is_system && str_is(m->files[i].path, real);
  free(real);
  return is_system;
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
    Str name = o->headers.items[i];
    if (*name->text != '/')
      text_include(self, t, (Included){NULL, name->text, name->len, true, false});
    else if (!path_is_system(self->s->model, name->text))
      text_include(self, t, (Included){"", name->text, name->len, true, false});
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

static uint64_t file_text(Identity *self, const File *f)
{
  if (f->is_extra)
    return text_whole(self, text_extra(self, f->path));
  const char *name = str_c(f->clang_name);
  Str path = *name == '/' ? path_in(self->s, "", 0, name + 1, strlen(name + 1)) : NULL;
  return text_whole(self, text_at(self, path ? path : f->path));
}

static uint64_t decl_text(Identity *self, const Decl *d)
{
  const Model *m = self->s->model;
  for (uint32_t i = 0; i < m->nfiles; i++)
    if (m->files[i].clang_name == d->loc.file)
      return m->files[i].is_system ? 0 : file_text(self, &m->files[i]);
  return 0;
}

static uint64_t type_text(Identity *self, const Type *t)
{
  while (t && t->to && t->kind != TYPE_FUNCTION)
    t = t->to;
  return t && t->decl ? identity_text(self, t->decl) : 0;
}

uint64_t identity_text(Identity *self, const Decl *d)
{
  uint64_t hash = decl_text(self, d);
  for (const Decl *c = d; c; c = c->scope) {  // a member of an instance
    const Record *r = c->kind == DECL_RECORD ? (const Record *)c : NULL;
    for (uint32_t i = 0; r && i < r->ntargs; i++) {
      uint64_t text = type_text(self, r->targs[i].type);
      hash = text ? hash_bytes(hash, &text, sizeof text) : hash;
    }
  }
  return hash;
}
