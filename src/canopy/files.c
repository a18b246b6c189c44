// Which files were read, and which of them count.
//
// Files are compared by identity, device and inode, never as text: a symlink or
// `./x/../y` is the same file. A declaration counts when the file of its
// expansion location does: one named by an option, one that --retain or
// --retain-glob says, or the extra source.
#ifndef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700  // realpath
#endif
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "walk.h"

// ---- names ------------------------------------------------------------------

// What is left of a path below a folder; NULL when it is not below it.
static const char *path_below(const char *path, const char *folder)
{
  size_t n = strlen(folder);
  while (n && folder[n - 1] == '/')
    n--;
  if (!n || strncmp(path, folder, n) || path[n] != '/')
    return NULL;
  return path + n + 1;
}

static bool file_exists(const char *folder, const char *name)
{
  char path[4096];
  struct stat st;
  int n = snprintf(path, sizeof path, "%s/%s", folder, name);
  return n > 0 && (size_t)n < sizeof path && !stat(path, &st);
}

static bool is_cuda_folder(const char *folder)
{
  static const char *const marks[] = {"cuda_runtime_api.h", "crt/host_defines.h", "curand.h",
                                      "cuda/std/version", "nv/target"};
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
    if (file_exists(folder, marks[i]))
      return true;
  return false;
}

static bool is_package_folder(const char *path)
{
  return strstr(path, "/site-packages/") || strstr(path, "/dist-packages/");
}

static void folder_add(Walk *w, const char *path, bool is_system)
{
  is_system = is_system || is_package_folder(path) || is_cuda_folder(path);
  vec_push(&w->folders, (Folder){path, is_system});
  char *real = realpath(path, NULL);
  if (real && strcmp(real, path))
    vec_push(&w->folders, (Folder){arena_strdup(w->s->arena, real, strlen(real)), is_system});
  free(real);
}

static void folders_read(Walk *w)
{
  Session *s = w->s;
  const StrVec *args = &s->options.clang_args;
  for (size_t i = 0; i < args->n; i++) {
    const char *arg = str_c(args->items[i]);
    const char *next = i + 1 < args->n ? args->items[i + 1]->text : NULL;
    if (!strncmp(arg, "-I", 2)) {
      const char *path = arg[2] ? arg + 2 : next;
      if (path)
        folder_add(w, path, false);
    } else if (!strncmp(arg, "-isystem", 8)) {
      const char *path = arg[8] ? arg + 8 : next;
      if (path)
        folder_add(w, path, true);
    } else if (!strcmp(arg, "-resource-dir") && next) {
      folder_add(w, str_format(s->strings, "%s/include", next)->text, true);
    }
  }
}

// The folder that makes a named absolute header "spelled": what stands before it.
static const char *header_root(Session *s, size_t i)
{
  Str header = s->options.headers.items[i];
  Str spelled = s->options.spelled.n > i ? s->options.spelled.items[i] : NULL;
  if (!spelled || header->text[0] != '/' || header == spelled || header->len <= spelled->len)
    return NULL;
  size_t n = header->len - spelled->len;
  if (strcmp(header->text + n, spelled->text) || header->text[n - 1] != '/')
    return NULL;
  return arena_strdup(s->scratch, header->text, n - 1);
}

static const char *path_base(const char *path)
{
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

// As a C++ programmer includes it: below the longest include folder that holds
// it, else below a named header's root, else its last part.
static void file_name(Walk *w, FileEntry *f, Str clang_name)
{
  Session *s = w->s;
  const char *best = NULL;
  bool is_system = false;
  const char *const paths[2] = {str_c(clang_name), str_c(f->file.path)};
  for (size_t i = 0; i < w->folders.n; i++)
    for (size_t k = 0; k < 2; k++) {
      const char *rest = path_below(paths[k], w->folders.items[i].path);
      if (rest && (!best || strlen(rest) < strlen(best))) {
        best = rest;
        is_system = w->folders.items[i].is_system;
      }
    }
  for (size_t i = 0; !best && i < s->options.headers.n; i++) {
    const char *root = header_root(s, i);
    best = root ? path_below(paths[0], root) : NULL;
    if (!best && root)
      best = path_below(paths[1], root);
  }
  static const char *const own[] = {"/usr/include", "/usr/local/include"};
  for (size_t i = 0; i < 4 && !best; i++)  // clang's own search path is not among the options
    is_system |= (best = path_below(paths[i % 2], own[i / 2])) != NULL;
  f->file.is_system = is_system || is_package_folder(paths[1]);
  f->file.name = intern_c(s, best ? best : path_base(paths[1]));
  if (f->is_named && s->options.spelled.n > f->header)
    f->file.name = s->options.spelled.items[f->header];
}

// ---- one file ---------------------------------------------------------------

static Str real_path(Session *s, CXFile f)
{
  Str path = cx_str(s, cx(s)->File_tryGetRealPathName(f));
  char *real = path ? realpath(path->text, NULL) : NULL;
  if (!real)  // of a PCH's file clang has resolved x/.. as text, though x may be a link
    real = realpath(str_c(cx_file_name(s, f)), NULL);
  if (real)
    path = intern_c(s, real);
  free(real);
  return path ? path : cx_file_name(s, f);
}

static bool matches_any(const StrVec *globs, Str path)
{
  for (size_t i = 0; i < globs->n; i++)
    if (!fnmatch(globs->items[i]->text, str_c(path), 0))
      return true;
  return false;
}

static bool file_is_retained(Walk *w, const FileEntry *f)
{
  const Options *o = &w->s->options;
  if (f->is_named || matches_any(&o->retain_globs, f->file.path))
    return true;
  for (size_t i = 0; i < w->retain.n; i++)
    if (f->device == w->retain.items[i].st_dev && f->inode == w->retain.items[i].st_ino)
      return true;
  return !f->file.is_system && matches_any(&o->retain_own, f->file.path);
}

// Once it is known whether an option names it.
static void file_complete(Walk *w, FileEntry *f)
{
  f->file.path = real_path(w->s, f->handle);
  file_name(w, f, cx_file_name(w->s, f->handle));
  f->file.is_retained = file_is_retained(w, f);
}

static bool path_ends(const char *path, const char *tail)
{
  size_t n = strlen(path), m = strlen(tail);
  return n >= m && !strcmp(path + n - m, tail) &&
         (n == m || path[n - m - 1] == '/' || tail[0] == '/');
}

// Does the unit's main file hold more than lines of ours?
static bool file_has_main_text(const Options *o)
{
  return o->extra_source || o->helper_source;
}

// Whether a path that clang opened may be what it found for a header's name: crt/mma.h is no mma.h
// where an include folder has one.
static bool path_is_header(const Walk *w, const char *path, const char *header)
{
  if (!path_ends(path, header))
    return false;
  bool is_held = false;
  for (size_t i = 0; i < w->folders.n; i++) {
    const char *rest = path_below(path, w->folders.items[i].path);
    if (rest && !strcmp(rest, header))
      return true;
    is_held |= file_exists(w->folders.items[i].path, header);
  }
  return !is_held;
}

static void file_be_main(Walk *w, FileEntry *f)
{
  f->is_main = true;
  f->file.is_extra = true;
  f->file.path = f->file.name = intern_c(w->s, "<extra source>");
  f->file.is_retained = file_has_main_text(&w->s->options);
}

// A file of a PCH, which may be a named header's, or hold the main file's text.
static void file_complete_late(Walk *w, FileEntry *f)
{
  const StrVec *headers = &w->s->options.headers;
  if (w->s->options.behind_headers && f->file.clang_name == w->s->cx->main_name) {
    file_be_main(w, f);
    return;
  }
  for (uint32_t h = 0; w->s->options.behind_headers && h < headers->n && !f->is_named; h++)
    if (path_is_header(w, str_c(f->file.clang_name), headers->items[h]->text)) {
      f->is_named = true;
      f->header = h;
    }
  file_complete(w, f);
}

static FileEntry *file_same(Walk *w, CXFileUniqueID id)
{
  for (size_t i = 0; i < w->files.n; i++)
    if (w->files.items[i]->device == id.data[0] && w->files.items[i]->inode == id.data[1])
      return w->files.items[i];
  return NULL;
}

static FileEntry *file_new(Walk *w, CXFile f, CXFileUniqueID id)
{
  FileEntry *e = NEW(w->s->arena, FileEntry);
  e->file.clang_name = cx_file_name(w->s, f);
  e->device = id.data[0];
  e->inode = id.data[1];
  e->handle = f;
  vec_push(&w->files, e);
  if (w->is_read)  // a declaration of a PCH stands in it
    file_complete_late(w, e);
  return e;
}

FileEntry *file_entry(Walk *w, CXFile f)
{
  if (!f)
    return NULL;
  if (f == w->last_handle)
    return w->last_entry;
  FileEntry *e = map_get_ptr(&w->by_handle, f);
  if (!e) {
    CXFileUniqueID id = {0};
    e = cx(w->s)->getFileUniqueID(f, &id) ? NULL : file_same(w, id);
    if (e)  // another name of it: locations say the first one
      map_set_ptr(&w->s->cx->now->file_names, f, (void *)e->file.clang_name);
    else
      e = file_new(w, f, id);
    map_set_ptr(&w->by_handle, f, e);
  }
  w->last_handle = f;
  w->last_entry = e;
  return e;
}

bool place_is_retained(Walk *w, CxPlace p)
{
  FileEntry *f = file_entry(w, p.file);
  if (!f || w->s->options.ask_only)
    return false;
  return f->is_main ? p.offset >= w->extra_start : f->file.is_retained;
}

Loc loc_at(Walk *w, CxPlace p)
{
  FileEntry *e = file_entry(w, p.file);
  if (e)
    e->is_used = true;
  return cx_loc(w->s, p);
}

// ---- all files --------------------------------------------------------------

typedef struct Inclusions {
  Walk *w;
  uint32_t first_line;  // of the #include of header 0 in the main file
} Inclusions;

static void files_visit(CXFile file, CXSourceLocation *stack, unsigned depth, CXClientData payload)
{
  Inclusions *in = payload;
  Walk *w = in->w;
  size_t before = w->files.n;
  FileEntry *f = file_entry(w, file);
  if (!f)
    return;
  if (w->files.n > before)
    f->is_main = depth == 0 && before == 0;
  FileEntry *root = depth ? file_entry(w, cx_expansion(w->s, stack[depth - 1]).file) : NULL;
  if (!f->rank && root && root->is_main)
    f->rank = ++w->nranks;
  if (depth != 1 || f->is_named)
    return;
  CxPlace at = cx_expansion(w->s, stack[0]);
  uint32_t header = at.line - in->first_line;
  FileEntry *from = file_entry(w, at.file);
  if (from && from->is_main && at.line >= in->first_line && header < w->s->options.headers.n) {
    f->is_named = true;
    f->header = header;
  }
}

// Headers that something else had included already have no #include of ours.
static void files_find_named(Walk *w)
{
  const StrVec *headers = &w->s->options.headers;
  for (uint32_t h = 0; h < headers->n; h++) {
    bool found = false;
    for (size_t i = 0; i < w->files.n; i++)
      found |= w->files.items[i]->is_named && w->files.items[i]->header == h;
    for (size_t i = 0; !found && i < w->files.n; i++) {
      FileEntry *f = w->files.items[i];
      if (f->is_main || f->is_named)
        continue;
      if (path_is_header(w, str_c(cx_file_name(w->s, f->handle)), headers->items[h]->text)) {
        f->is_named = found = true;
        f->header = h;
      }
    }
  }
}

static CnpStatus retain_read(Walk *w)
{
  const StrVec *paths = &w->s->options.retain;
  for (size_t k = 0; k < paths->n; k++) {
    struct stat st;
    if (stat(paths->items[k]->text, &st))
      return session_fail(w->s, E_unreadable_retain, "option '--retain': cannot read '%s': %s",
                          paths->items[k]->text, strerror(errno));
    vec_push(&w->retain, st);
  }
  return CNP_OK;
}

static void files_visit_includes(CXFile file, CXSourceLocation *stack, unsigned depth,
                                 CXClientData payload)
{
  Walk *w = payload;
  FileEntry *f = file_entry(w, file);
  if (!f || f->is_main || !f->file.is_retained)
    return;
  for (unsigned i = 0; i < depth; i++)
    vec_push(&w->includes, cx_expansion(w->s, stack[i]));
}

CnpStatus files_read(Walk *w)
{
  Session *s = w->s;
  uint32_t line = 1;
  for (const char *p = str_c(s->options.prelude); *p; p++)
    line += *p == '\n';
  Inclusions in = {w, line + (s->options.prelude != NULL) + s->options.default_device};
  cx(s)->getInclusions(s->cx->now->unit, files_visit, &in);
  folders_read(w);
  files_find_named(w);
  CnpStatus status = retain_read(w);
  if (status != CNP_OK)
    return status;
  for (size_t i = 0; i < w->files.n; i++) {
    FileEntry *f = w->files.items[i];
    if (f->is_main) {
      file_be_main(w, f);
      continue;
    }
    file_complete(w, f);
    struct stat st;
    if (f->rank && !stat(str_c(f->file.path), &st))
      w->model->text_size += (uint64_t)st.st_size;
  }
  w->is_read = true;
  cx(s)->getInclusions(s->cx->now->unit, files_visit_includes, w);
  return status;
}

// ---- ending -----------------------------------------------------------------

// The main file, what it brings in by rank, what else declarations stand in by name, the rest.
static int file_compare(const void *a, const void *b)
{
  const FileEntry *x = *(FileEntry *const *)a, *y = *(FileEntry *const *)b;
  if (x->is_main != y->is_main)
    return x->is_main ? -1 : 1;
  if (x->rank && y->rank)
    return x->rank < y->rank ? -1 : 1;
  if (x->rank || y->rank)
    return x->rank ? -1 : 1;
  if (x->is_used != y->is_used)
    return x->is_used ? -1 : 1;
  int order = strcmp(str_c(x->file.name), str_c(y->file.name));
  return order ? order : strcmp(str_c(x->file.path), str_c(y->file.path));
}

static void folders_freeze(Walk *w)
{
  StrVec own = {0};
  for (size_t i = 0; i < w->folders.n; i++)
    if (!w->folders.items[i].is_system)
      vec_push(&own, intern_c(w->s, w->folders.items[i].path));
  w->model->nown_folders = (uint32_t)own.n;
  w->model->own_folders = vec_freeze(&own, w->s->arena, Str);
  vec_free(&own);
}

// Which of the wrapper's files clang has opened depends on whether there is a PCH of it, and
// on how far a walk came. The model must not: of them it has those that declarations name.
void files_freeze(Walk *w)
{
  Model *m = w->model;
  folders_freeze(w);
  if (w->files.n)
    qsort(w->files.items, w->files.n, sizeof *w->files.items, file_compare);
  m->files = NEW_ARRAY(w->s->arena, File, w->files.n);
  m->others = NEW_ARRAY(w->s->arena, File, w->files.n);
  for (size_t i = 0; i < w->files.n; i++) {
    const FileEntry *f = w->files.items[i];
    if (f->is_main ? file_has_main_text(&w->s->options) : f->rank || f->is_used)
      m->files[m->nfiles++] = f->file;
    else if (!f->is_main)
      m->others[m->nothers++] = f->file;
  }
}

void files_digest(Walk *w)
{
  uint64_t hash = 0;
  for (size_t i = 0; i < w->files.n; i++) {
    FileEntry *f = w->files.items[i];
    size_t size = 0;
    const char *text =
        f->is_main || !f->file.is_retained ? NULL : cx_file_text(w->s, f->handle, &size);
    if (text)
      hash = hash_bytes(hash, text, size);
  }
  Str extra = w->s->options.extra_source;
  if (extra)
    hash = hash_bytes(hash, extra->text, extra->len);
  w->model->digest = str_format(w->s->strings, "%016llx", (unsigned long long)hash);
}
