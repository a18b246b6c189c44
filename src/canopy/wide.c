// int64_t within template arguments.
//
// int64_t is `long` for clang and `long long` for NVRTC, so the canonical V<long> of what a
// header writes as V<int64_t> names another class there. Such a class is spelled with the
// standard's name in the arguments that the header writes with it, and in no others; all else
// of the spelling is canonical. Arguments that the header leaves to the template's defaults are
// left out, since they may depend on it.
#include <string.h>

#include "walk.h"

enum { WIDE_DEPTH = 64 };

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

// The standard's own: a header may have a typedef of that name for itself.
static bool alias_is_wide(Walk *w, CXCursor d)
{
  const CxApi *fn = cx(w->s);
  return name_is_wide(str_c(cx_spelling(w->s, d))) &&
         fn->Location_isInSystemHeader(fn->getCursorLocation(d));
}

// What a using-declaration brings has no declaration in libclang: its name is all there is.
static bool used_type_is_wide(Walk *w, CXType t)
{
  const char *name = str_c(cx_type_spelling(w->s, cx(w->s)->getUnqualifiedType(t)));
  const char *last = strrchr(name, ':');
  return t.kind == CXType_Unexposed && name_is_wide(last ? last + 1 : name);
}

// What stands behind a pointer, a reference, an array or an alias; Invalid: nothing does.
static CXType type_behind(Walk *w, CXType t)
{
  const CxApi *fn = cx(w->s);
  CXType to = fn->getPointeeType(t);
  if (to.kind == CXType_Invalid)
    to = fn->getArrayElementType(t);
  CXCursor d = fn->getTypeDeclaration(t);
  bool is_alias = d.kind == CXCursor_TypedefDecl || d.kind == CXCursor_TypeAliasDecl;
  if (to.kind == CXType_Invalid && is_alias)
    to = fn->getTypedefDeclUnderlyingType(d);
  if (to.data[0] == t.data[0])  // auto leads to itself
    to.kind = CXType_Invalid;
  return to;
}

static bool type_is_wide(Walk *w, CXType t)
{
  CXCursor d = cx(w->s)->getTypeDeclaration(t);
  bool is_alias = d.kind == CXCursor_TypedefDecl || d.kind == CXCursor_TypeAliasDecl;
  return is_alias ? alias_is_wide(w, d) : used_type_is_wide(w, t);
}

// Whether one of those typedefs is named on the way to what the type is.
static bool type_names_wide(Walk *w, CXType t, int depth)
{
  const CxApi *fn = cx(w->s);
  for (; depth > 0 && t.kind != CXType_Invalid; depth--) {
    if (type_is_wide(w, t))
      return true;
    for (int i = 0, n = fn->Type_getNumTemplateArguments(t); i < n; i++)
      if (type_names_wide(w, fn->Type_getTemplateArgumentAsType(t, (unsigned)i), depth - 1))
        return true;
    t = type_behind(w, t);
  }
  return false;
}

// ---- canonical text ---------------------------------------------------------

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

static Str text_wide(Walk *w, Str text)
{
  Buf b = {0};
  for (const char *p = str_c(text); *p;) {
    const char *name = NULL;
    size_t n = word_at(p, &name);
    buf_put(&b, name ? name : p, name ? strlen(name) : n);
    p += n;
  }
  Str made = intern(w->s, b.text, b.len);
  buf_free(&b);
  return made;
}

// ---- types --------------------------------------------------------------------

static Str name_wide(Walk *w, CXType t, Str canonical, int depth);

// "<long, 4>" with the arguments as t writes them; NULL: t writes others.
static Str list_wide(Walk *w, CXType t, Str list, int depth)
{
  const CxApi *fn = cx(w->s);
  Buf b = {0};
  StrVec parts = {0};
  targs_texts(w->s, list, &parts);
  int n = fn->Type_getNumTemplateArguments(t);
  bool fits = n > 0 && (size_t)n <= parts.n;
  for (int i = 0; fits && i < n; i++) {
    CXType argument = fn->Type_getTemplateArgumentAsType(t, (unsigned)i);
    Str text = parts.items[i];
    if (argument.kind != CXType_Invalid)
      text = name_wide(w, argument, text, depth - 1);
    buf_printf(&b, "%s%s", i ? ", " : "<", str_c(text));
  }
  buf_putc(&b, '>');
  Str made = fits ? intern(w->s, b.text, b.len) : NULL;
  buf_free(&b);
  vec_free(&parts);
  return made;
}

// The end of the list that begins at p with '<'; NULL: it has none.
static const char *list_end(const char *p)
{
  for (int depth = 0; *p; p++) {
    depth += *p == '<' || *p == '(';
    depth -= *p == '>' || *p == ')';
    if (!depth)
      return p + 1;
  }
  return NULL;
}

// Whether a template's instance is of that name: an alias template has arguments of its own. What
// a using-declaration names shows the arguments of what it stands for.
static bool is_named(Walk *w, CXType t, const char *name, const char *list)
{
  const char *written = str_c(cx_type_spelling(w->s, cx(w->s)->getUnqualifiedType(t)));
  const char *end = strchr(written, '<'), *last = written;
  for (const char *p = written; end && p < end; p++)
    last = *p == ':' ? p + 1 : last;
  size_t n = end ? (size_t)(end - last) : 0;
  if (!end)
    return true;
  return n && (size_t)(list - name) >= n && !memcmp(list - n, last, n) &&
         (list - n == name || !name_length(list - n - 1));
}

// The canonical text of a type that a header writes as t.
static Str name_wide(Walk *w, CXType t, Str canonical, int depth)
{
  const CxApi *fn = cx(w->s);
  for (; depth > 0 && t.kind != CXType_Invalid && !type_is_wide(w, t); depth--) {
    CXCursor d = fn->getTypeDeclaration(t);
    bool is_alias = d.kind == CXCursor_TypedefDecl || d.kind == CXCursor_TypeAliasDecl;
    if (!is_alias && fn->Type_getNumTemplateArguments(t) > 0)
      break;
    t = type_behind(w, t);
  }
  if (depth <= 0 || t.kind == CXType_Invalid)
    return canonical;
  if (type_is_wide(w, t))
    return text_wide(w, canonical);
  const char *list = strchr(canonical->text, '<'), *end = list ? list_end(list) : NULL;
  if (!end)
    return canonical;
  Str args = is_named(w, t, canonical->text, list)
                 ? list_wide(w, t, intern(w->s, list, (size_t)(end - list)), depth)
                 : NULL;
  if (!args)
    return type_names_wide(w, t, depth)
               ? cx_str(w->s, fn->getFullyQualifiedName(fn->getUnqualifiedType(t),
                                                        w->s->cx->now->terse, 1))
               : canonical;
  Str head = intern(w->s, canonical->text, (size_t)(list - canonical->text));
  return str_format(w->s->strings, "%s%s%s", head->text, args->text, end);
}

Str type_wide(Walk *w, const Type *t, CXType written)
{
  if (t->kind == TYPE_DEPENDENT || !type_names_long(t) || !type_names_wide(w, written, WIDE_DEPTH))
    return NULL;
  while (t->to && t->kind != TYPE_FUNCTION)
    t = t->to;
  if (t->kind != TYPE_RECORD)
    return NULL;
  Str name = name_wide(w, written, t->decl->spelled, WIDE_DEPTH);
  if (name == t->decl->spelled || name->text[0] == ':')
    return name == t->decl->spelled ? NULL : name;
  return str_format(w->s->strings, "::%s", name->text);
}

Str type_wide_pointer(Walk *w, const Type *t, CXType written)
{
  bool is_pointer = false;
  for (; t->kind == TYPE_POINTER || t->kind == TYPE_LREF; t = t->to)
    is_pointer = true;
  const char *code = str_c(t->code);
  bool is_long = t->kind == TYPE_BUILTIN && *code && strchr("lm", code[strlen(code) - 1]);
  if (!is_pointer || !is_long || !type_names_wide(w, written, WIDE_DEPTH))
    return NULL;
  return intern_c(w->s, code[strlen(code) - 1] == 'l' ? "::int64_t" : "::uint64_t");
}

// ---- specializations ----------------------------------------------------------

typedef struct WideHunt {
  Walk *w;
  StrVec names;  // of the types that are written, those that are wide
} WideHunt;

static enum CXChildVisitResult wide_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  WideHunt *hunt = payload;
  const CxApi *fn = cx(hunt->w->s);
  CXType t = fn->getCursorType(c);
  if (c.kind == CXCursor_TypeRef && type_names_wide(hunt->w, t, WIDE_DEPTH)) {
    const char *name = str_c(cx_type_spelling(hunt->w->s, t)), *last = strrchr(name, ':');
    vec_push(&hunt->names, intern_c(hunt->w->s, last ? last + 1 : name));
  }
  return CXChildVisit_Continue;
}

static bool text_has_name(Session *s, const char *text, const StrVec *names)
{
  for (size_t n = 0; *text; text += n ? n : 1) {
    n = name_length(text);
    for (size_t i = 0; n && i < names->n; i++)
      if (intern(s, text, n) == names->items[i])
        return true;
  }
  return false;
}

// The canonical arguments of a specialization, with the standard's names where the header has
// one of them: `template <> struct Traits<int64_t>` is no Traits<long> to NVRTC.
Str arguments_wide(Walk *w, CXCursor c, Str written, Str canonical)
{
  WideHunt hunt = {.w = w};
  StrVec texts = {0}, parts = {0};
  Buf b = {0};
  if (strstr(str_c(canonical), "long"))
    cx(w->s)->visitChildren(c, wide_visit, &hunt);
  targs_texts(w->s, written, &texts);
  targs_texts(w->s, canonical, &parts);
  for (size_t i = 0; i < parts.n; i++) {
    bool is_wide = i < texts.n && text_has_name(w->s, texts.items[i]->text, &hunt.names);
    buf_printf(&b, "%s%s", i ? ", " : "<",
               str_c(is_wide ? text_wide(w, parts.items[i]) : parts.items[i]));
  }
  buf_putc(&b, '>');
  Str made = hunt.names.n && texts.n == parts.n ? intern(w->s, b.text, b.len) : NULL;
  buf_free(&b);
  vec_free(&hunt.names);
  vec_free(&texts);
  vec_free(&parts);
  return made;
}
