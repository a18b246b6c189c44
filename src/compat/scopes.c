// What libclang 21 prints without its scopes, with them.
//
// clang 21 leaves out the scopes of a template that has dependent arguments, and in front of a
// member of a dependent type ("enable_if<is_same<S, T>::value>::type") those of all that is in its
// arguments too; clang 22 does not. A name that one declaration of the unit alone has is
// unmistakable. Of several the one counts that the type itself tells, then one that the text has
// in full elsewhere, then one that the declaration in hand refers to, then the nearest.
#include <stdlib.h>
#include <string.h>

#include "lists.h"

enum { REFERENCES_DEEP = 3, CX_TELLS_SCOPES = 22 };

typedef struct Scoping {
  Lists *l;
  const Cursors *candidates;
  Cursors told;        // what the type tells of itself
  Cursors references;  // what the declaration in hand refers to, near ones first
  bool has_references;
  const char *text;
  Buf out;
} Scoping;

// ---- all names of the unit ----------------------------------------------------

static bool is_scoped_kind(enum CXCursorKind kind)
{
  return is_record_kind(kind) || kind == CXCursor_EnumDecl ||
         kind == CXCursor_TypeAliasTemplateDecl;
}

static enum CXChildVisitResult scoped_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  Lists *l = payload;
  if (c.kind == CXCursor_Namespace || c.kind == CXCursor_LinkageSpec)
    return CXChildVisit_Recurse;
  if (!is_scoped_kind(c.kind) || c.kind == CXCursor_ClassTemplatePartialSpecialization)
    return CXChildVisit_Continue;
  Str name = raw_spelling(l, c);
  const void *key = cx_identity(l->s, c);
  bool is_instance = !l->fn->Cursor_isNull(l->fn->getSpecializedCursorTemplate(c));
  if (!name || is_instance || map_get_ptr(&l->scoped, key))
    return is_record_kind(c.kind) ? CXChildVisit_Recurse : CXChildVisit_Continue;
  map_set_ptr(&l->scoped, key, l);
  Cursors *all = map_get_ptr(&l->scoped, name);
  if (!all) {
    all = NEW(l->s->arena, Cursors);
    map_set_ptr(&l->scoped, name, all);
    vec_push(&l->scoped_names, all);
  }
  vec_push(all, c);
  return is_record_kind(c.kind) ? CXChildVisit_Recurse : CXChildVisit_Continue;
}

static const Cursors *candidates_of(Lists *l, Str name)
{
  if (!l->scoped.n) {
    CXCursor root = l->fn->getTranslationUnitCursor(l->s->cx->now->unit);
    l->fn->visitChildren(root, scoped_visit, l);
  }
  return map_get_ptr(&l->scoped, name);
}

void scopes_free(Lists *l)
{
  for (size_t i = 0; i < l->scoped_names.n; i++)
    vec_free(l->scoped_names.items[i]);
  vec_free(&l->scoped_names);
  map_free(&l->scoped);
}

// ---- which of them --------------------------------------------------------------

static void tell_type(Scoping *self, CXType t, int depth)
{
  const CxApi *fn = self->l->fn;
  CXType inner = fn->getPointeeType(t);
  for (; inner.kind != CXType_Invalid; inner = fn->getPointeeType(t))
    t = inner;
  CXCursor c = fn->getTypeDeclaration(t);
  if (is_scoped_kind(c.kind))
    vec_push(&self->told, c);
  int n = depth < 16 ? fn->Type_getNumTemplateArguments(t) : 0;
  for (int i = 0; i < n; i++)
    tell_type(self, fn->Type_getTemplateArgumentAsType(t, (unsigned)i), depth + 1);
}

static enum CXChildVisitResult reference_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  Scoping *self = payload;
  if (c.kind == CXCursor_CompoundStmt)
    return CXChildVisit_Continue;
  if (c.kind == CXCursor_TemplateRef || c.kind == CXCursor_TypeRef)
    vec_push(&self->references, self->l->fn->getCursorReferenced(c));
  return CXChildVisit_Recurse;
}

// Of the declaration, then of what these are declared with.
static void read_references(Scoping *self)
{
  const CxApi *fn = self->l->fn;
  size_t from = 0;
  fn->visitChildren(self->l->in_hand, reference_visit, self);
  for (int depth = 1; depth < REFERENCES_DEEP && self->references.n < 1000; depth++) {
    size_t stop = self->references.n;
    for (; from < stop; from++)
      fn->visitChildren(self->references.items[from], reference_visit, self);
  }
  self->has_references = true;
}

static bool is_among(Scoping *self, CXCursor c, const Cursors *all)
{
  const void *key = cx_identity(self->l->s, c);
  for (size_t i = 0; i < all->n; i++)
    if (cx_identity(self->l->s, all->items[i]) == key)
      return true;
  return false;
}

// The first of the candidates in a list; NULL when there is none.
static const CXCursor *first_of(Scoping *self, const Cursors *list)
{
  for (size_t i = 0; i < list->n; i++)
    if (is_scoped_kind(list->items[i].kind) && is_among(self, list->items[i], self->candidates))
      return &list->items[i];
  return NULL;
}

static size_t common_length(const char *a, const char *b)
{
  size_t n = 0, scope = 0;
  for (; a[n] && a[n] == b[n]; n++)
    if (a[n] == ':')
      scope = n;
  return scope;
}

static const CXCursor *nearest(Scoping *self)
{
  Lists *l = self->l;
  Str own = qualified_name(l, l->in_hand);
  const CXCursor *best = NULL;
  size_t most = 0;
  for (size_t i = 0; i < self->candidates->n; i++) {
    size_t n = common_length(qualified_name(l, self->candidates->items[i])->text, own->text);
    if (n > most) {
      best = &self->candidates->items[i];
      most = n;
    }
  }
  return best;
}

static const CXCursor *in_full_elsewhere(Scoping *self)
{
  for (size_t i = 0; i < self->candidates->n; i++) {
    Str full = qualified_name(self->l, self->candidates->items[i]);
    if (strchr(full->text, ':') && strstr(self->text, full->text))
      return &self->candidates->items[i];
  }
  return NULL;
}

static const CXCursor *choose(Scoping *self)
{
  const CXCursor *found = NULL;
  if (self->candidates->n == 1)
    return &self->candidates->items[0];
  found = first_of(self, &self->told);
  if (!found)
    found = in_full_elsewhere(self);
  if (!found && !self->has_references)
    read_references(self);
  if (!found)
    found = first_of(self, &self->references);
  return found ? found : nearest(self);
}

// ---- the text -------------------------------------------------------------------

// Behind the bracket that closes the one at p; within round ones "<" is an operator.
static const char *behind_brackets(const char *p)
{
  int depth = 0, round = 0;
  for (; *p; p++) {
    round += *p == '(';
    round -= *p == ')';
    if (!round && *p == '<')
      depth++;
    else if (!round && *p == '>' && p[-1] != '-' && !--depth)
      return p + 1;
  }
  return p;
}

// "a::b" at p; returns behind it, *last is where "b" begins.
static const char *read_name(const char *p, const char **last)
{
  for (;;) {
    *last = p;
    while (is_identifier_char(*p) || (*p & 0x80))
      p++;
    if (p[0] != ':' || p[1] != ':' || !(is_identifier_char(p[2]) || (p[2] & 0x80)))
      return p;
    p += 2;
  }
}

static void put_name(Scoping *self, const char *p, const char *last, const char *end, bool counts)
{
  Lists *l = self->l;
  size_t n = (size_t)(end - p);
  self->candidates = counts ? candidates_of(l, intern(l->s, last, (size_t)(end - last))) : NULL;
  const CXCursor *found = self->candidates ? choose(self) : NULL;
  Str full = found ? qualified_name(l, *found) : NULL;
  bool is_template = *end == '<';
  bool is_kind = found && is_template == (found->kind == CXCursor_ClassTemplate ||
                                          found->kind == CXCursor_TypeAliasTemplateDecl);
  if (full && is_kind && full->len >= n)
    buf_puts(&self->out, full->text);
  else
    buf_put(&self->out, p, n);
}

static bool is_name_start(char c)
{
  return (is_identifier_char(c) && (c < '0' || c > '9')) || (c & 0x80);
}

static void put_text(Scoping *self)
{
  const char *text = self->text, *bare_until = text;
  bool is_member = false;  // of a dependent type
  for (const char *p = text; *p;) {
    bool is_start = is_name_start(*p) && (p == text || !is_identifier_char(p[-1]));
    if (!is_start) {
      buf_putc(&self->out, *p++);
      continue;
    }
    const char *last, *end = read_name(p, &last);
    const char *behind = *end == '<' ? behind_brackets(end) : end;
    bool is_qualifier = *end == '<' && behind[0] == ':' && behind[1] == ':';
    bool is_word = end - last == 8 && !strncmp(last, "template", 8);
    is_member = (p > text && p[-1] == ':') || (is_member && !is_word);
    bool is_canonical = *end == '-' && !strncmp(end, "-parameter-", 11);
    if (is_qualifier && behind > bare_until)
      bare_until = behind;
    bool counts = !is_member && !is_word && !is_canonical && (*end == '<' || p < bare_until);
    put_name(self, p, last, end, counts);
    is_member &= is_word;  // what follows "::template" is one too
    for (p = end; is_canonical && (*p == '-' || is_identifier_char(*p)); p++)
      buf_putc(&self->out, *p);
  }
}

Str scoped_text(Lists *l, CXType t, Str text)
{
  bool is_whole = l->s->cx->major >= CX_TELLS_SCOPES || !text || !strchr(text->text, '<');
  bool is_as_written = l->fn->getCanonicalType(t).data[0] != t.data[0];
  if (is_whole || is_as_written || !is_dependent_type(l, t))
    return text;
  Str known = map_get_ptr(&l->scoped_texts, t.data[0]);
  if (known)
    return known;
  Scoping self = {.l = l, .text = text->text};
  map_set_ptr(&l->scoped_texts, t.data[0], (void *)text);  // qualified_name asks for types too
  tell_type(&self, t, 0);
  put_text(&self);
  Str full = intern(l->s, self.out.text, self.out.len);
  map_set_ptr(&l->scoped_texts, t.data[0], (void *)full);
  vec_free(&self.told);
  vec_free(&self.references);
  buf_free(&self.out);
  return full;
}
