// What every declaration has: names, place, comments, errors.
//
// A name is told three ways (docs/model.md). Where a macro wrote the name, the
// place that counts is the macro's use, and the place of the word itself is kept
// beside it.
#include <stdlib.h>
#include <string.h>

#include "walk.h"

bool is_word_in(Str text, const char *word)
{
  size_t n = strlen(word);
  const char *start = str_c(text);
  for (const char *p = start; (p = strstr(p, word)); p += n) {
    bool left = p == start || strchr(" ()*&", p[-1]);
    if (left && (!p[n] || strchr(" (", p[n])))
      return true;
  }
  return false;
}

Access access_of(Walk *w, CXCursor c)
{
  switch (cx(w->s)->getCXXAccessSpecifier(c)) {
  case CX_CXXProtected:
    return ACCESS_PROTECTED;
  case CX_CXXPrivate:
    return ACCESS_PRIVATE;
  default:
    return ACCESS_PUBLIC;
  }
}

static bool is_tag(CXCursor c)
{
  return c.kind == CXCursor_StructDecl || c.kind == CXCursor_ClassDecl ||
         c.kind == CXCursor_UnionDecl || c.kind == CXCursor_EnumDecl;
}

// Whether an error lies in the declaration's own text: of a function type clang takes what it
// doesn't know for int, and calls nothing invalid.
static bool extent_has_error(Walk *w, CXCursor c)
{
  CxPlace start, end;
  cx_extent(w->s, c, &start, &end);
  for (size_t i = 0; i < w->errors.n; i++) {
    const ErrorPlace *e = &w->errors.items[i];
    if (e->file == start.file && e->offset >= start.offset && e->offset < end.offset)
      return true;
  }
  return false;
}

// Whether a type is written with a typedef that clang could not make sense of: it took it for int.
static bool type_is_invalid(Walk *w, CXType t)
{
  const CxApi *fn = cx(w->s);
  for (;;) {
    CXType to = fn->getPointeeType(t);
    if (to.kind == CXType_Invalid)
      to = fn->getArrayElementType(t);
    CXCursor d = fn->getTypeDeclaration(t);
    bool is_alias = d.kind == CXCursor_TypedefDecl || d.kind == CXCursor_TypeAliasDecl;
    if (to.kind == CXType_Invalid && is_alias) {
      if (fn->isInvalidDeclaration(d) || extent_has_error(w, d))
        return true;
      to = fn->getTypedefDeclUnderlyingType(d);
    }
    if (to.kind == CXType_Invalid || to.data[0] == t.data[0])  // auto leads to itself
      return false;
    t = to;
  }
}

static enum CXChildVisitResult field_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  Walk *w = payload;
  bool is_invalid = c.kind == CXCursor_FieldDecl && type_is_invalid(w, cx(w->s)->getCursorType(c));
  return is_invalid ? CXChildVisit_Break : CXChildVisit_Continue;
}

static bool decl_uses_invalid(Walk *w, CXCursor c)
{
  const CxApi *fn = cx(w->s);
  if (is_tag(c))
    return c.kind != CXCursor_EnumDecl && fn->visitChildren(c, field_visit, w);
  CXType t = fn->getCursorType(c);
  int n = fn->getNumArgTypes(t);
  if (n < 0)
    return type_is_invalid(w, t);
  bool found = type_is_invalid(w, fn->getResultType(t));
  for (int i = 0; i < n && !found; i++)
    found = type_is_invalid(w, fn->getArgType(t, (unsigned)i));
  return found;
}

// Clang drops an initializer that it can't make sense of, and ends the variable before it.
static uint32_t variable_end(Walk *w, CXCursor c, CxPlace end)
{
  size_t size = 0;
  const char *text = c.kind == CXCursor_VarDecl ? cx_file_text(w->s, end.file, &size) : NULL;
  uint32_t at = (uint32_t)end.offset;
  for (int depth = 0; text && at < size; at++) {
    char one = text[at];
    depth += one == '(' || one == '[' || one == '{';
    depth -= one == ')' || one == ']' || one == '}';
    if (depth < 0 || (!depth && (one == ';' || one == ',')))
      return at;
  }
  return (uint32_t)end.offset;
}

// A search for the member that an error lies in and that the class can do without.
typedef struct MemberSearch {
  Walk *w;
  const ErrorPlace *error;
  bool is_found;
} MemberSearch;

// Not a nested class without a name, which is a part of the layout.
static bool is_apart(Walk *w, CXCursor c)
{
  bool is_class = is_tag(c) && c.kind != CXCursor_EnumDecl;
  return c.kind == CXCursor_CXXMethod || c.kind == CXCursor_Constructor ||
         c.kind == CXCursor_Destructor || c.kind == CXCursor_ConversionFunction ||
         c.kind == CXCursor_FunctionTemplate || c.kind == CXCursor_VarDecl ||
         (is_class && !cx(w->s)->Cursor_isAnonymous(c));
}

static enum CXChildVisitResult member_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  MemberSearch *m = payload;
  if (!is_apart(m->w, c))
    return CXChildVisit_Continue;
  CxPlace start, end;
  cx_extent(m->w->s, c, &start, &end);
  m->is_found = start.file == m->error->file && m->error->offset >= start.offset &&
                m->error->offset < variable_end(m->w, c, end);
  return m->is_found ? CXChildVisit_Break : CXChildVisit_Continue;
}

// Whether the member declaration around an error names something and is no part of the layout;
// clang may have left nothing of it.
static bool statement_is_apart(Walk *w, const ErrorPlace *e)
{
  static const char *const words[] = {"using", "typedef", "friend"};
  size_t size = 0, at = e->offset;
  const char *text = cx_file_text(w->s, e->file, &size);
  if (!text || at >= size)
    return false;
  while (at && !strchr(";{}", text[at - 1]))
    at--;
  at += strspn(text + at, " \t\r\n");
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    size_t n = strlen(words[i]);
    if (size - at > n && !memcmp(text + at, words[i], n) && strchr(" \t\r\n", text[at + n]))
      return true;
  }
  return false;
}

// An error in a method or a class within a class is that member's: the layout is known without it.
// Of an instance its template has the members.
static bool error_is_of_member(Walk *w, CXCursor c, const ErrorPlace *e)
{
  if (c.kind != CXCursor_ClassTemplate && (!is_tag(c) || c.kind == CXCursor_EnumDecl))
    return false;
  CXCursor pattern = cx(w->s)->getSpecializedCursorTemplate(c);
  MemberSearch m = {w, e, false};
  cx(w->s)->visitChildren(c, member_visit, &m);
  if (!m.is_found && !cx(w->s)->Cursor_isNull(pattern))
    cx(w->s)->visitChildren(pattern, member_visit, &m);
  return m.is_found || statement_is_apart(w, e);
}

void decl_take_errors(Walk *w, Decl *d, CXCursor c)
{
  d->has_error |= cx(w->s)->isInvalidDeclaration(c) != 0;
  if (!w->errors.n)
    return;
  d->has_error |= decl_uses_invalid(w, c);
  CxPlace start, end;
  cx_extent(w->s, c, &start, &end);
  uint32_t stop = variable_end(w, c, end);
  for (size_t i = 0; i < w->errors.n; i++) {
    ErrorPlace *e = &w->errors.items[i];
    if (e->file != start.file || e->offset < start.offset || e->offset >= stop ||
        error_is_of_member(w, c, e))
      continue;
    d->has_error = true;
    if (!d->error)
      d->error = e->text;
    if (e->diag)
      e->diag->is_local = true;
  }
}

static bool type_holds_error(const Type *t)
{
  while (t->kind == TYPE_ARRAY)
    t = t->to;
  return t->kind == TYPE_RECORD && t->decl->has_error;
}

static bool record_holds_error(const Record *r)
{
  for (uint32_t i = 0; i < r->nbases; i++)
    if (type_holds_error(r->bases[i].type))
      return true;
  for (uint32_t i = 0; i < r->nfields; i++)
    if (type_holds_error(r->fields[i].type))
      return true;
  return false;
}

void errors_spread(Walk *w)
{
  bool is_changed = w->errors.n > 0 || w->s->options.refused.n > 0;
  while (is_changed) {
    is_changed = false;
    for (size_t i = 0; i < w->made.n; i++) {
      Decl *d = w->made.items[i];
      if (d->kind != DECL_RECORD || d->has_error || !record_holds_error((const Record *)d))
        continue;
      d->has_error = is_changed = true;
    }
  }
}

// The line of an offset, without the space around it; NULL when there is no such file.
static Str line_text(Walk *w, CXFile file, uint32_t offset)
{
  size_t size = 0;
  const char *text = cx_file_text(w->s, file, &size);
  if (!text || offset >= size)
    return NULL;
  size_t start = offset, end = offset;
  while (start && text[start - 1] != '\n')
    start--;
  while (end < size && text[end] != '\n' && text[end] != '\r')
    end++;
  start += strspn(text + start, " \t");
  while (end > start && strchr("; \t", text[end - 1]))
    end--;
  return start < end ? text_one_line(w->s, text + start, text + end) : NULL;
}

// A directive, an alias or a definition of what is not there leaves no declaration behind: its
// line stands for it. A static assertion that fails is about the header as a whole.
void lost_list(Walk *w)
{
  Loc last = {0};
  for (size_t i = 0; i < w->errors.n; i++) {
    ErrorPlace *e = &w->errors.items[i];
    bool is_lost = e->diag && !e->diag->is_local && !str_starts(e->diag->text, "static assertion");
    if (!is_lost || !place_is_retained(w, (CxPlace){.file = e->file, .offset = e->offset}))
      continue;
    Str line = line_text(w, e->file, e->offset);
    if (!line)
      continue;
    e->diag->is_local = true;
    if (e->diag->loc.file == last.file && e->diag->loc.line == last.line)
      continue;
    last = e->diag->loc;
    static const char directive[] = "using namespace ";
    bool is_directive = str_starts(line, directive);
    Other *o = NEW(w->s->arena, Other);
    *o = (Other){.what = intern_c(w->s, is_directive ? "using namespace" : "declaration")};
    if (is_directive)
      line = intern_c(w->s, line->text + sizeof directive - 1);
    o->d.kind = DECL_OTHER;
    o->d.name = o->d.qualified = o->d.spelled = line;
    o->d.loc = o->d.end = last;
    o->d.is_retained = o->d.has_error = true;
    o->d.error = e->text;
    o->d.archs = w->arch;
    vec_push(&w->out, &o->d);
  }
}

// "scope::name" with the parts that a way of naming leaves out left out.
Str decl_join(Walk *w, Str scope, Str name)
{
  if (!str_len(scope))
    return name;
  return str_len(name) ? str_format(w->s->strings, "%s::%s", scope->text, name->text) : scope;
}

static bool decl_is_transparent(const Decl *d)
{
  return d->kind == DECL_NAMESPACE && (d->is_anonymous || ((const Namespace *)d)->vanishes);
}

// Where the name's own word stands, when a macro's argument brought it, and where all of it ends.
static void decl_read_places(Walk *w, Decl *d, CXCursor c, CxPlace place)
{
  CxPlace start, stop, word = cx_word(w->s, c);
  bool is_text = word.file != NULL;  // not one that ## made
  if (is_text && (word.file != place.file || word.offset != place.offset))
    d->word = loc_at(w, word);
  cx_extent(w->s, c, &start, &stop);
  if (start.file == stop.file)
    d->end = loc_at(w, stop);
}

static void decl_read_comments(Walk *w, Decl *d, CXCursor c)
{
  const CxApi *fn = cx(w->s);
  d->comment = cx_str(w->s, fn->Cursor_getRawCommentText(c));
  if (d->comment && d->is_retained)
    d->brief = cx_str(w->s, fn->Cursor_getBriefCommentText(c));
  if (!d->comment && d->is_retained)
    d->plain = comment_plain(w, c);
}

// A template's conversion is named by its type as written: clang counts parameters there,
// `operator type-parameter-0-0 *`.
static Str decl_name(Walk *w, CXCursor c)
{
  Str name = cx_spelling(w->s, c);
  if (!str_starts(name, "operator ") || !strstr(name->text, "type-parameter-"))
    return name;
  Str type = cx_type_spelling(w->s, cx(w->s)->getResultType(cx(w->s)->getCursorType(c)));
  return type ? str_format(w->s->strings, "operator %s", type->text) : name;
}

void decl_init(Walk *w, Decl *d, DeclKind kind, CXCursor c, Decl *scope)
{
  const CxApi *fn = cx(w->s);
  CxPlace place = cx_place(w->s, c);
  vec_push(&w->made, d);
  d->kind = kind;
  d->scope = scope;
  d->archs = w->arch;
  d->is_anonymous = (kind == DECL_NAMESPACE || is_tag(c)) && fn->Cursor_isAnonymous(c);
  d->name = d->is_anonymous ? NULL : decl_name(w, c);
  if (!d->name)
    d->name = intern_c(w->s, "");
  d->qualified =
      decl_join(w, scope ? scope->qualified : NULL, decl_is_transparent(d) ? NULL : d->name);
  d->spelled = decl_join(w, scope ? scope->spelled : NULL, d->name);
  if (!d->qualified)
    d->qualified = intern_c(w->s, "");
  if (!d->spelled)
    d->spelled = intern_c(w->s, "");
  d->usr = str_placeless(w->s->strings, cx_str(w->s, fn->getCursorUSR(c)));
  d->loc = loc_at(w, place);
  d->is_retained = place_is_retained(w, place);
  d->access = scope && scope->kind == DECL_RECORD ? access_of(w, c) : ACCESS_PUBLIC;
  d->in_anonymous =
      scope && (scope->in_anonymous || (scope->kind == DECL_NAMESPACE && scope->is_anonymous));
  d->is_template_part = scope && scope->is_template_part;
  if (d->is_retained)
    decl_read_places(w, d, c, place);
  if (kind == DECL_NAMESPACE)
    return;
  decl_read_comments(w, d, c);
  d->is_deprecated = fn->getCursorAvailability(c) == CXAvailability_Deprecated;
  decl_take_errors(w, d, c);
}

// A search for `using namespace N` in the scope of N.
typedef struct UseSearch {
  Walk *w;
  const void *used;  // identity of N
  bool is_found;
} UseSearch;

static enum CXChildVisitResult use_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  UseSearch *self = payload;
  const CxApi *fn = cx(self->w->s);
  if (c.kind == CXCursor_UsingDirective)
    return CXChildVisit_Recurse;
  if (c.kind == CXCursor_NamespaceRef && parent.kind == CXCursor_UsingDirective)
    self->is_found |= cx_identity(self->w->s, fn->getCursorReferenced(c)) == self->used;
  return self->is_found ? CXChildVisit_Break : CXChildVisit_Continue;
}

static bool namespace_is_used(Walk *w, CXCursor c)
{
  if (!str_starts(cx_spelling(w->s, c), "__"))
    return false;
  UseSearch search = {w, cx_identity(w->s, c), false};
  cx(w->s)->visitChildren(cx(w->s)->getCursorSemanticParent(c), use_visit, &search);
  return search.is_found;
}

Decl *namespace_get(Walk *w, CXCursor c)
{
  const void *id = cx_identity(w->s, c);
  Namespace *ns = map_get_ptr(&w->decls, id);
  if (!ns) {
    ns = NEW(w->s->arena, Namespace);
    map_set_ptr(&w->decls, id, ns);
    ns->is_inline = cx(w->s)->Cursor_isInlineNamespace(c);
    ns->vanishes = ns->is_inline || namespace_is_used(w, c);
    decl_init(w, &ns->d, DECL_NAMESPACE, c, scope_of(w, c));
  }
  return &ns->d;
}

Decl *scope_of(Walk *w, CXCursor c)
{
  CXCursor parent = cx(w->s)->getCursorSemanticParent(c);
  for (;;) {
    switch ((int)parent.kind) {
    case CXCursor_Namespace:
      return namespace_get(w, parent);
    case CXCursor_StructDecl:
    case CXCursor_ClassDecl:
    case CXCursor_UnionDecl:
      return &record_get(w, parent)->d;
    case CXCursor_LinkageSpec:
    case CXCursor_UnexposedDecl:
      parent = cx(w->s)->getCursorSemanticParent(parent);
      break;
    default:
      return NULL;
    }
  }
}

void decl_list(Walk *w, Decl *d)
{
  if (!d || map_get_ptr(&w->listed, d))
    return;
  map_set_ptr(&w->listed, d, d);
  vec_push(&w->out, d);
}

static bool name_is_detail(Str name)
{
  static const char tail[] = "_detail";
  size_t n = str_len(name), m = sizeof tail - 1;
  return str_is(name, "detail") || str_is(name, "details") || str_is(name, "internal") ||
         (n > m && !strcmp(name->text + n - m, tail));
}

bool decl_in_detail(const Decl *d)
{
  for (; d; d = d->scope)
    if (d->kind == DECL_NAMESPACE && name_is_detail(d->name))
      return true;
  return false;
}
