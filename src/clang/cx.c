// The loader: dlopen, a look at the version, then every function of cx.def.
//
// Nothing of LLVM is linked, so one build works with whatever libclang of
// version 21 or later is found. The library stays mapped once loaded:
// it leaves thread-local state behind that must not lose its code.
#include "cx.h"

#include <ctype.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { CX_OLDEST = 21 };

#ifdef CX_USE_CLANG_HEADER
#define CX(result, name, params) \
  _Static_assert(__builtin_types_compatible_p(__typeof__(clang_##name), result params), #name);
#include "cx.def"
#undef CX
#endif

// ---- loading ----------------------------------------------------------------

static int version_major(const char *text)
{
  const char *p = strstr(text, "version ");
  return p ? atoi(p + strlen("version ")) : 0;
}

enum { PCH_ROOM = 128 << 20 };  // bytes: more than any precompiled header takes

static CnpStatus cx_check_version(Session *s, const char *path, void *library)
{
  CxApi fn = {0};
  *(void **)&fn.getClangVersion = dlsym(library, "clang_getClangVersion");
  *(void **)&fn.getCString = dlsym(library, "clang_getCString");
  *(void **)&fn.disposeString = dlsym(library, "clang_disposeString");
  if (!fn.getClangVersion || !fn.getCString || !fn.disposeString)
    return session_fail(s, E_no_libclang, "'%s' is no libclang", path);
  CXString text = fn.getClangVersion();
  Str found = intern_c(s, fn.getCString(text));
  fn.disposeString(text);
  if (version_major(found->text) >= CX_OLDEST)
    return CNP_OK;
  return session_fail(s, E_old_libclang,
                      "libclang %d or newer is needed (pip install libclang-ng), '%s' is %s",
                      CX_OLDEST, path, found->text);
}

static const char *cx_load_functions(CxApi *fn, void *library)
{
#define CX(result, name, params)                        \
  *(void **)&fn->name = dlsym(library, "clang_" #name); \
  if (!fn->name)                                        \
    return "clang_" #name;
#include "cx.def"
#undef CX
  return NULL;
}

CnpStatus cx_load(Session *s, const char *path)
{
  // libclang would parse on threads of its own, whose stacks are small (see deep.c).
  setenv("LIBCLANG_NOTHREADS", "1", 0);
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (!library)
    return session_fail(s, E_unloadable_libclang,
                        "cannot load libclang: %s (pip install libclang-ng)", dlerror());
  CnpStatus status = cx_check_version(s, path, library);
  CxApi fn;
  const char *missing = status == CNP_OK ? cx_load_functions(&fn, library) : NULL;
  if (missing)
    status = session_fail(s, E_incomplete_libclang, "libclang '%s' lacks %s", path, missing);
  if (status != CNP_OK) {
    dlclose(library);
    return status;
  }
  Cx *self = NEW(s->arena, Cx);
  self->fn = fn;
  self->library = library;
  s->cx = self;
  self->version = cx_str(s, fn.getClangVersion());
  self->major = version_major(str_c(self->version));
  self->index = fn.createIndex(0, 0);
  self->probe_index = fn.createIndex(1, 0);
  return CNP_OK;
}

static void cx_drop(Cx *self, CxUnit *u)
{
  if (u->unit)
    self->fn.disposeTranslationUnit(u->unit);
  u->unit = NULL;
  map_free(&u->file_names);
  map_free(&u->file_texts);
  u->file_names = u->file_texts = (Map){0};
}

static void cx_close(Cx *self, CxUnit *u)
{
  cx_drop(self, u);
  if (u->terse)
    self->fn.PrintingPolicy_dispose(u->terse);
  if (u->pch)
    unlink(u->pch);
  u->terse = NULL;
  u->pch = NULL;
}

void cx_release(Session *s)
{
  cx_drop(s->cx, s->cx->now);
  mem_return();
}

void cx_forget(Session *s)
{
  cx_close(s->cx, s->cx->now);
}

void cx_unload(Session *s)
{
  Cx *self = s->cx;
  if (!self)
    return;
  for (uint32_t i = 0; i < self->nunits; i++)
    cx_close(self, &self->units[i]);
  self->fn.disposeIndex(self->probe_index);
  self->fn.disposeIndex(self->index);
  dlclose(self->library);
  s->cx = NULL;
}

const char *cx_version(const Session *s)
{
  return s->cx ? str_c(s->cx->version) : "";
}

// ---- units ------------------------------------------------------------------

void cx_open(Session *s)
{
  const StrVec *archs = &s->options.archs;
  s->cx->nunits = archs->n ? (uint32_t)archs->n : 1;
  s->cx->units = NEW_ARRAY(s->arena, CxUnit, s->cx->nunits);
  for (size_t i = 0; i < archs->n; i++) {
    CxUnit *u = &s->cx->units[i];
    u->arch = archs->items[i];
    for (size_t k = 0; k < s->options.pchs.n; k++)
      if (s->options.pchs.items[k].key == u->arch)
        u->base = s->options.pchs.items[k].value->text;
  }
}

void cx_select(Session *s, uint32_t unit)
{
  s->cx->now = &s->cx->units[unit];
}

// What names the arch: nvcc's list is of all archs, but a unit sees one.
static size_t cx_arch_args(Session *s, const char **args)
{
  Str arch = s->cx->now->arch;
  if (!arch)
    return 0;
  const char *digits = arch->text + strcspn(arch->text, "0123456789");
  args[0] = str_format(s->strings, "--cuda-gpu-arch=%s", arch->text)->text;
  args[1] = str_format(s->strings, "-D__CUDA_ARCH_LIST__=%.*s0", (int)strspn(digits, "0123456789"),
                       digits)
                ->text;
  return 2;
}

CXTranslationUnit cx_parse(Session *s, CXIndex index, CxSource source, const char *const *extra,
                           size_t nextra, unsigned flags)
{
  const StrVec *options = &s->options.clang_args;
  const char **args = NEW_ARRAY(s->scratch, const char *, options->n + nextra + 3);
  size_t n = cx_arch_args(s, args);
  for (size_t i = 0; i < options->n; i++)
    args[n++] = options->items[i]->text;
  for (size_t i = 0; i < nextra; i++)
    args[n++] = extra[i];
  struct CXUnsavedFile file = {source.name, source.text, (unsigned long)source.len};
  CXTranslationUnit unit = NULL;
  enum CXErrorCode code = s->cx->fn.parseTranslationUnit2(index, source.name, args, (int)n, &file,
                                                          source.text ? 1 : 0, flags, &unit);
  if (code == CXError_Success && unit)
    return unit;
  const char *why = code == CXError_Crashed ? "it crashed"
                                            : "its command line is wrong, or a file of it is stale";
  session_fail(s, E_no_unit, "libclang gives no translation unit: %s", why);
  return NULL;
}

// libclang aborts the process when a disk is full, so it does not come to that.
static bool folder_has_room(const char *folder)
{
  struct statvfs disk;
  struct rlimit limit;
  bool fits = statvfs(folder, &disk) || (uint64_t)disk.f_bavail * disk.f_frsize >= PCH_ROOM;
  return fits && (getrlimit(RLIMIT_FSIZE, &limit) || limit.rlim_cur >= PCH_ROOM);
}

bool cx_save(Session *s, const char *folder)
{
  Str template = str_format(s->strings, "%s/canopy-XXXXXX", folder);
  char *path = arena_strdup(s->arena, template->text, template->len);
  int fd = mkstemp(path);
  if (fd < 0) {
    session_fail(s, E_unwritable_folder, "cannot write to '%s': %s", folder, strerror(errno));
    return false;
  }
  close(fd);
  if (folder_has_room(folder) && !s->cx->fn.saveTranslationUnit(s->cx->now->unit, path, 0)) {
    s->cx->now->pch = path;
    return true;
  }
  unlink(path);
  session_fail(s, E_unwritable_pch, "cannot write a precompiled header to '%s'", folder);
  return false;
}

bool cx_save_as(Session *s, const char *path)
{
  const char *slash = strrchr(path, '/');
  const char *folder = slash ? arena_strdup(s->arena, path, (size_t)(slash - path) + 1) : ".";
  if (folder_has_room(folder) && !s->cx->fn.saveTranslationUnit(s->cx->now->unit, path, 0))
    return true;
  session_fail(s, E_unwritable_pch, "cannot write a precompiled header to '%s'", path);
  return false;
}

// ---- strings ----------------------------------------------------------------

Str cx_str(Session *s, CXString text)
{
  const char *c = s->cx->fn.getCString(text);
  Str str = c && *c ? intern_c(s, c) : NULL;
  s->cx->fn.disposeString(text);
  return str;
}

static Str cx_placeless(Session *s, CXString text)
{
  return str_placeless(s->strings, cx_str(s, text));
}

Str cx_spelling(Session *s, CXCursor c)
{
  return cx_placeless(s, s->cx->fn.getCursorSpelling(c));
}

Str cx_type_spelling(Session *s, CXType t)
{
  return str_numbered(s->strings, cx_placeless(s, s->cx->fn.getTypeSpelling(t)));
}

Str cx_pretty(Session *s, CXCursor c)
{
  return cx_placeless(s, s->cx->fn.getCursorPrettyPrinted(c, s->cx->now->terse));
}

static Str cx_plain_full_name(Session *s, CXType t)
{
  return cx_placeless(s, s->cx->fn.getFullyQualifiedName(t, s->cx->now->terse, 0));
}

// The classes of a type's template arguments that are objects: clang prints these, `P{1, 2}`, with
// the name alone, whatever namespace it is in.
typedef struct ObjectNames {
  Session *s;
  VEC(Str) names, full;
} ObjectNames;

static enum CXChildVisitResult object_names_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  ObjectNames *self = payload;
  const CxApi *fn = &self->s->cx->fn;
  if (c.kind != CXCursor_NonTypeTemplateParameter)
    return CXChildVisit_Continue;
  CXType t = fn->getUnqualifiedType(fn->getCanonicalType(fn->getCursorType(c)));
  Str name = cx_spelling(self->s, fn->getTypeDeclaration(t));
  Str full = t.kind == CXType_Record && name ? cx_plain_full_name(self->s, t) : NULL;
  if (full) {
    vec_push(&self->names, name);
    vec_push(&self->full, full);
  }
  return CXChildVisit_Continue;
}

static void object_names_of(ObjectNames *self, CXType t)
{
  const CxApi *fn = &self->s->cx->fn;
  while (fn->getPointeeType(t).kind != CXType_Invalid)
    t = fn->getPointeeType(t);
  CXCursor pattern = fn->getTypeDeclaration(fn->getCanonicalType(t));
  while (!fn->Cursor_isNull(pattern = fn->getSpecializedCursorTemplate(pattern)))
    fn->visitChildren(pattern, object_names_visit, self);
  int n = fn->Type_getNumTemplateArguments(t);
  for (int i = 0; i < n; i++) {
    CXType argument = fn->Type_getTemplateArgumentAsType(t, (unsigned)i);
    if (argument.kind != CXType_Invalid)
      object_names_of(self, argument);
  }
}

// The whole name of the class that the `n` characters at `p` name; NULL: of none, or of several.
static Str object_name(const ObjectNames *self, const char *p, size_t n)
{
  Str found = NULL;
  for (size_t i = 0; i < self->names.n; i++) {
    Str name = self->names.items[i], full = self->full.items[i];
    if (name->len != n || memcmp(name->text, p, n))
      continue;
    if (found && found != full)
      return NULL;
    found = full;
  }
  return found;
}

static Str cx_with_object_names(Session *s, CXType t, Str name)
{
  ObjectNames self = {.s = s};
  object_names_of(&self, t);
  Buf b = {0};
  const char *p = name->text, *stop = p + name->len;
  while (self.names.n && p < stop) {
    size_t n = 0;
    while (p + n < stop && (isalnum((unsigned char)p[n]) || p[n] == '_'))
      n++;
    bool is_first = p > name->text && (p[-1] == '<' || p[-1] == ' ');
    Str full = n && is_first && p[n] == '{' ? object_name(&self, p, n) : NULL;
    n += n == 0;
    buf_put(&b, full ? full->text : p, full ? full->len : n);
    p += n;
  }
  Str text = b.len ? intern(s, b.text, b.len) : name;
  buf_free(&b);
  vec_free(&self.names);
  vec_free(&self.full);
  return text;
}

// clang 21 crashes on an argument that is a template in a dependent type.
Str cx_full_name(Session *s, CXType t)
{
  Str text = s->cx->major < 22 ? cx_type_spelling(s, t) : NULL;
  if (text && strstr(text->text, "::template "))
    return text;
  Str name = cx_plain_full_name(s, t);
  if (name && strchr(name->text, '<') && strchr(name->text, '{'))
    name = cx_with_object_names(s, t, name);
  return str_numbered(s->strings, name);
}

// ---- locations --------------------------------------------------------------

CxPlace cx_expansion(Session *s, CXSourceLocation at)
{
  CxPlace p = {0};
  s->cx->fn.getExpansionLocation(at, &p.file, &p.line, &p.column, &p.offset);
  return p;
}

CxPlace cx_place(Session *s, CXCursor c)
{
  return cx_expansion(s, s->cx->fn.getCursorLocation(c));
}

CxPlace cx_word(Session *s, CXCursor c)
{
  const CxApi *fn = &s->cx->fn;
  CxPlace p = {0};
  fn->getSpellingLocation(fn->getCursorLocation(c), &p.file, &p.line, &p.column, &p.offset);
  return p;
}

void cx_extent(Session *s, CXCursor c, CxPlace *start, CxPlace *end)
{
  CXSourceRange range = s->cx->fn.getCursorExtent(c);
  *start = cx_expansion(s, s->cx->fn.getRangeStart(range));
  *end = cx_expansion(s, s->cx->fn.getRangeEnd(range));
}

Str cx_file_name(Session *s, CXFile f)
{
  if (!f)
    return NULL;
  void *known = map_get_ptr(&s->cx->now->file_names, f);
  if (known)
    return known;
  Str name = cx_str(s, s->cx->fn.getFileName(f));
  map_set_ptr(&s->cx->now->file_names, f, (void *)name);
  return name;
}

// Behind a PCH, the PCH's main file goes by its whole path or by the name of the unit's own.
static bool file_is_main(Session *s, Str file)
{
  Str name = s->cx->main_name;
  if (!file || !name || file == name || !s->cx->unit_name)
    return file && file == name;
  size_t n = file->len, m = name->len;
  bool is_path = n > m && file->text[n - m - 1] == '/' && !strcmp(file->text + n - m, name->text);
  return is_path || file == s->cx->unit_name;
}

Loc cx_loc(Session *s, CxPlace p)
{
  Str file = cx_file_name(s, p.file);
  bool is_behind = file_is_main(s, file) && p.line > s->cx->own_lines;
  return (Loc){file, p.line - (is_behind ? s->cx->own_lines : 0), p.column, p.offset};
}

typedef struct CxText {
  const char *text;
  size_t size;
} CxText;

// A file of the PCH that questions begin behind, as it was when clang compared it with the PCH: to
// tell its text clang would go through every file and macro of the PCH.
static bool text_read(Session *s, CxText *t, CXFile f)
{
  Str path = cx_str(s, s->cx->fn.getFileName(f));
  FILE *file = path ? fopen(path->text, "rb") : NULL;
  struct stat st;
  if (!file)
    return false;
  if (!fstat(fileno(file), &st) && S_ISREG(st.st_mode)) {
    char *text = arena_alloc(s->arena, (size_t)st.st_size + 1);
    t->size = fread(text, 1, (size_t)st.st_size, file);
    text[t->size] = '\0';
    t->text = text;
  }
  fclose(file);
  return t->text != NULL;
}

const char *cx_file_text(Session *s, CXFile f, size_t *size)
{
  *size = 0;
  if (!f || !s->cx->now->unit)
    return NULL;
  CxText *t = map_get_ptr(&s->cx->now->file_texts, f);
  if (!t) {
    t = NEW(s->arena, CxText);
    if (!s->options.behind_headers || !text_read(s, t, f))
      t->text = s->cx->fn.getFileContents(s->cx->now->unit, f, &t->size);
    map_set_ptr(&s->cx->now->file_texts, f, t);
  }
  *size = t->size;
  return t->text;
}

// ---- diagnostics ------------------------------------------------------------

// The line of a file that clang has in memory; NULL when it is empty or too long to show.
static Str cx_source_line(Session *s, CxPlace p)
{
  size_t size = 0;
  const char *text = cx_file_text(s, p.file, &size);
  if (!text || p.offset >= size || !p.column || p.column - 1 > p.offset)
    return NULL;
  const char *start = text + p.offset - (p.column - 1);
  const char *stop = memchr(start, '\n', (size_t)(text + size - start));
  size_t len = (size_t)((stop ? stop : text + size) - start);
  return len && len <= DIAG_SOURCE_MAX ? intern(s, start, len) : NULL;
}

Diag cx_diagnostic(Session *s, CXDiagnostic d, CxPlace *place)
{
  static const Severity severities[] = {SEV_NOTE, SEV_NOTE, SEV_WARNING, SEV_ERROR, SEV_FATAL};
  const CxApi *fn = &s->cx->fn;
  CxPlace p = cx_expansion(s, fn->getDiagnosticLocation(d));
  unsigned severity = fn->getDiagnosticSeverity(d);
  Diag out = {.severity = severities[severity < 5 ? severity : 4]};
  out.loc = cx_loc(s, p);
  out.text = cx_str(s, fn->getDiagnosticSpelling(d));
  out.flag = cx_str(s, fn->getDiagnosticOption(d, NULL));
  out.source = cx_source_line(s, p);
  if (place)
    *place = p;
  return out;
}

const void *cx_identity(Session *s, CXCursor c)
{
  return s->cx->fn.getCanonicalCursor(c).data[0];
}

// `using enum E` is an EnumDecl cursor of its own, and no function tells which enum it names. Clang
// prints the enum's address there, which is the first word of a cursor of it.
const void *cx_used_enum(Session *s, CXCursor c)
{
  static const char head[] = "using enum 0x";
  const char *print = str_c(cx_str(s, s->cx->fn.getCursorPrettyPrinted(c, s->cx->now->terse)));
  if (strncmp(print, head, sizeof head - 1))
    return NULL;
  return (const void *)(uintptr_t)strtoull(print + sizeof head - 1, NULL, 16);
}

// No function of libclang adds qualifiers. A CXType's first word is a QualType, whose low
// bits have always been const (1), restrict (2) and volatile (4).
CXType cx_add_qualifiers(CXType t, bool is_const, bool is_volatile)
{
  uintptr_t bits = (is_const ? 1u : 0u) | (is_volatile ? 4u : 0u);
  t.data[0] = (void *)((uintptr_t)t.data[0] | bits);
  return t;
}

bool cx_is_unsigned(enum CXTypeKind kind)
{
  switch ((int)kind) {
  case CXType_Bool:
  case CXType_Char_U:
  case CXType_UChar:
  case CXType_Char16:
  case CXType_Char32:
  case CXType_UShort:
  case CXType_UInt:
  case CXType_ULong:
  case CXType_ULongLong:
  case CXType_UInt128:
    return true;
  default:
    return false;
  }
}
