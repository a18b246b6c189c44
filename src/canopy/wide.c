// int64_t within template arguments.
//
// int64_t is `long` for clang and `long long` for NVRTC, so the canonical V<long> of a
// parameter that a header writes as V<int64_t> names another class there. Such a type is
// spelled as the header does, qualified from the root: the typedef means what each compiler
// takes it for.
#include <string.h>

#include "walk.h"

static bool name_is_wide(const char *name)
{
  static const char *const wide[] = {
      "int64_t",       "uint64_t", "int_least64_t", "uint_least64_t", "int_fast64_t",
      "uint_fast64_t", "intmax_t", "uintmax_t",     "intptr_t",       "uintptr_t",
  };
  for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
    if (!strcmp(name, wide[i]))
      return true;
  return false;
}

// What a using-declaration brings has no declaration in libclang: its name is all there is.
static bool used_type_is_wide(Walk *w, CXType t)
{
  const char *name = str_c(cx_type_spelling(w->s, cx(w->s)->getUnqualifiedType(t)));
  const char *last = strrchr(name, ':');
  return name_is_wide(last ? last + 1 : name);
}

// Whether one of those typedefs is named on the way to what the type is.
static bool type_names_wide(Walk *w, CXType t, int depth)
{
  const CxApi *fn = cx(w->s);
  for (; depth > 0; depth--) {
    CXType to = fn->getPointeeType(t);
    if (to.kind == CXType_Invalid)
      to = fn->getArrayElementType(t);
    CXCursor d = fn->getTypeDeclaration(t);
    bool is_alias = d.kind == CXCursor_TypedefDecl || d.kind == CXCursor_TypeAliasDecl;
    if (to.kind == CXType_Invalid && is_alias) {
      if (name_is_wide(str_c(cx_spelling(w->s, d))))
        return true;
      to = fn->getTypedefDeclUnderlyingType(d);
    }
    if (t.kind == CXType_Unexposed && used_type_is_wide(w, t))
      return true;
    for (int i = 0, n = fn->Type_getNumTemplateArguments(t); i < n; i++) {
      CXType argument = fn->Type_getTemplateArgumentAsType(t, (unsigned)i);
      if (argument.kind != CXType_Invalid && type_names_wide(w, argument, depth - 1))
        return true;
    }
    if (to.kind == CXType_Invalid || to.data[0] == t.data[0])  // auto leads to itself
      return false;
    t = to;
  }
  return false;
}

static size_t name_length(const char *p)
{
  return strspn(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
}

// The length of the word or sign at p; of a builtin type its words are one. *name: what
// `long` and `unsigned long` are by the standard's names; untouched by others.
static size_t word_at(const char *p, const char **name)
{
  size_t n = name_length(p);
  if (!n || (strncmp(p, "long", n) && strncmp(p, "unsigned", n)))
    return n ? n : 1;
  n = strcspn(p, ",<>*&()[]");
  while (p[n - 1] == ' ')
    n--;
  if (n == 4 && !strncmp(p, "long", n))
    *name = "::int64_t";
  else if (n == 13 && !strncmp(p, "unsigned long", n))
    *name = "::uint64_t";
  return n;
}

bool type_names_long(const Type *t)
{
  const char *name = NULL, *p = strchr(str_c(t->spelling), '<');
  while (p && *p && !name)
    p += word_at(p, &name);
  return name != NULL;
}

// A private alias can't be named from outside: what it stands for can.
static Str wide_name(Walk *w, CXType t)
{
  const CxApi *fn = cx(w->s);
  StrPool *strings = w->s->strings;
  const char *cv = fn->isConstQualifiedType(t) ? "const" : "";
  CXType to = fn->getPointeeType(t);
  if (to.kind != CXType_Invalid && fn->getArrayElementType(to).kind == CXType_Invalid &&
      to.kind != CXType_FunctionProto) {
    const char *mark = t.kind == CXType_LValueReference   ? "&"
                       : t.kind == CXType_RValueReference ? "&&"
                                                          : "*";
    return str_format(strings, "%s %s%s", str_c(wide_name(w, to)), mark, cv);
  }
  CXCursor d = fn->getTypeDeclaration(t);
  bool is_alias = d.kind == CXCursor_TypedefDecl || d.kind == CXCursor_TypeAliasDecl;
  Access access = is_alias ? access_of(w, d) : ACCESS_PUBLIC;
  if (access == ACCESS_PRIVATE || access == ACCESS_PROTECTED)
    return str_format(strings, "%s%s%s", cv, *cv ? " " : "",
                      str_c(wide_name(w, fn->getTypedefDeclUnderlyingType(d))));
  return cx_str(w->s, fn->getFullyQualifiedName(t, w->s->cx->now->terse, 1));
}

Str type_wide(Walk *w, const Type *t, CXType written)
{
  if (t->kind == TYPE_DEPENDENT || !type_names_long(t) || !type_names_wide(w, written, 64))
    return NULL;
  return wide_name(w, written);
}

static bool type_points_to_long(const Type *t)
{
  bool is_pointer = false;
  for (; t->kind == TYPE_POINTER || t->kind == TYPE_LREF; t = t->to)
    is_pointer = true;
  const char *code = str_c(t->code);
  return is_pointer && t->kind == TYPE_BUILTIN && *code && strchr("lm", code[strlen(code) - 1]);
}

Str type_wide_pointer(Walk *w, const Type *t, CXType written)
{
  return type_points_to_long(t) && type_names_wide(w, written, 64) ? wide_name(w, written) : NULL;
}

// ---- specializations ----------------------------------------------------------

typedef struct WideHunt {
  Walk *w;
  bool is_found;
} WideHunt;

static enum CXChildVisitResult wide_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  WideHunt *hunt = payload;
  bool is_type = c.kind == CXCursor_TypeRef;
  hunt->is_found = is_type && type_names_wide(hunt->w, cx(hunt->w->s)->getCursorType(c), 64);
  return hunt->is_found ? CXChildVisit_Break : CXChildVisit_Continue;
}

// The canonical arguments of a specialization, with the standard's names where the header has
// one of them: `template <> struct Traits<int64_t>` is no Traits<long> to NVRTC.
Str arguments_wide(Walk *w, CXCursor c, Str args)
{
  WideHunt hunt = {.w = w};
  if (strstr(str_c(args), "long"))
    cx(w->s)->visitChildren(c, wide_visit, &hunt);
  if (!hunt.is_found)
    return NULL;
  Buf b = {0};
  for (const char *p = str_c(args); *p;) {
    const char *name = NULL;
    size_t n = word_at(p, &name);
    buf_put(&b, name ? name : p, name ? strlen(name) : n);
    p += n;
  }
  Str text = intern(w->s, b.text, b.len);
  buf_free(&b);
  return text;
}
