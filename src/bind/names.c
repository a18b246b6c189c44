// Names: every Python identifier is decided here and nowhere else.
//
// A name is the C++ name in the scope that a Python user would look in: inline
// and anonymous namespaces vanish, hidden friends stand beside their record.
// What Python cannot say gets a trailing underscore, and what would clash with
// that one more. Where C++ lets two declarations share a name, the one that plain
// C++ text means keeps it: a function or variable hides a record, which stays
// reachable as 'struct NAME'.
#include <string.h>

#include "plan.h"

static const char *const reserved[] = {
#define WORD(w) w,
#include "keywords.def"
#undef WORD
    NULL,
};

static bool is_reserved(const char *name, size_t len)
{
  for (const char *const *w = reserved; *w; w++)
    if (strlen(*w) == len && !memcmp(*w, name, len))
      return true;
  return false;
}

// `lambda_` makes way for an escaped `lambda` only where the header has both.
static bool is_escaped(Session *s, const char *name, size_t len, const char *kept)
{
  if (is_reserved(name, len) || (kept && strlen(kept) == len && !memcmp(name, kept, len)))
    return true;
  return len > 1 && name[len - 1] == '_' && s->plan &&
         map_get_ptr(&s->plan->words, intern(s, name, len - 1)) &&
         is_escaped(s, name, len - 1, kept);
}

Str name_python(Session *s, const char *name)
{
  bool escaped = is_escaped(s, name, strlen(name), NULL);
  return escaped ? str_format(s->strings, "%s_", name) : intern_c(s, name);
}

// Members of Python's enums are attributes of a class whose machinery has names of its own: `mro`,
// and all with underscores at both ends.
Str name_enumerator(Session *s, const Enumerator *m)
{
  Str renamed = plan_option(&s->options.rename, m->qualified);
  if (renamed)
    return renamed;
  const char *name = str_c(m->name);
  size_t len = strlen(name), first = strspn(name, "_");
  bool is_enums = first && first < len && name[len - 1] == '_';
  if (is_enums || is_escaped(s, name, len, "mro"))
    return str_format(s->strings, "%s_", name);
  return name_python(s, name);
}

// ---- which names there are --------------------------------------------------

static void word_note(Plan *p, Str name)
{
  if (str_len(name))
    map_set_ptr(&p->words, name, (void *)name);
}

static void words_of(Plan *p, const Decl *d)
{
  word_note(p, d->name);
  switch (d->kind) {
  case DECL_FUNCTION: {
    const Function *fn = (const Function *)d;
    for (uint32_t i = 0; i < fn->nparams; i++)
      word_note(p, fn->params[i].name);
    break;
  }
  case DECL_ENUM: {
    const Enum *e = (const Enum *)d;
    for (uint32_t i = 0; i < e->nenumerators; i++)
      word_note(p, e->enumerators[i].name);
    break;
  }
  case DECL_RECORD: {
    const Record *r = (const Record *)d;
    for (uint32_t i = 0; i < r->nfields; i++) {
      word_note(p, r->fields[i].name);
      if (r->fields[i].anonymous)
        words_of(p, &r->fields[i].anonymous->d);
    }
    for (uint32_t i = 0; i < r->nmembers; i++)
      words_of(p, r->members[i]);
    for (uint32_t i = 0; i < r->nfunctions; i++)
      words_of(p, &r->functions[i]->d);
    break;
  }
  case DECL_NAMESPACE:
  case DECL_VARIABLE:
  case DECL_ALIAS:
  case DECL_NAMESPACE_ALIAS:
  case DECL_TEMPLATE:
  case DECL_USING:
  case DECL_MACRO:
  case DECL_OTHER:
  case DECL_COUNT:
    break;
  }
}

void names_survey(Session *s, Plan *p)
{
  for (uint32_t i = 0; i < s->model->ndecls; i++)
    words_of(p, s->model->decls[i]);
  for (uint32_t i = 0; i < s->model->nreferenced; i++)
    words_of(p, s->model->referenced[i]);
}

bool name_is_identifier(Str name)
{
  const char *p = str_c(name);
  if (!*p || (*p >= '0' && *p <= '9'))
    return false;
  for (; *p; p++) {
    bool ok = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') ||
              *p == '_' || (unsigned char)*p >= 0x80;
    if (!ok)
      return false;
  }
  return true;
}

// ---- scopes -----------------------------------------------------------------

static bool scope_vanishes(const Decl *d)
{
  return d->is_anonymous || !str_len(d->name) ||
         (d->kind == DECL_NAMESPACE && ((const Namespace *)d)->vanishes);
}

static const Decl *decl_scope(const Decl *d)
{
  const Decl *up = d->scope;
  bool is_friend = d->kind == DECL_FUNCTION && ((const Function *)d)->is_friend;
  while (up && (scope_vanishes(up) || (is_friend && up->kind == DECL_RECORD)))
    up = up->scope;
  return up;
}

Str name_scope(const Decl *d)
{
  const Decl *up = decl_scope(d);
  return up ? up->qualified : NULL;
}

Str name_renamed(Session *s, const Decl *d)
{
  return plan_option(&s->options.rename, d->qualified);
}

static Str scope_key(Session *s, Str scope)
{
  return scope ? scope : intern_c(s, "");
}

static Scope *scope_get(Session *s, Plan *p, Str qualified)
{
  qualified = scope_key(s, qualified);
  Scope *sc = map_get_ptr(&p->by_scope, qualified);
  if (sc)
    return sc;
  sc = NEW(s->arena, Scope);
  sc->qualified = qualified;
  map_set_ptr(&p->by_scope, qualified, sc);
  p->scopes = mem_grow(p->scopes, p->nscopes + 1, sizeof *p->scopes);
  p->scopes[p->nscopes++] = sc;
  return sc;
}

static Str name_key(Session *s, Str scope, Str python)
{
  return str_format(s->strings, "%s\n%s", str_c(scope), str_c(python));
}

static Name *name_find(Session *s, Plan *p, Str scope, Str python)
{
  return map_get_ptr(&p->by_name, name_key(s, scope, python));
}

static Name *name_add(Session *s, Plan *p, Str scope, Str python, NameKind kind)
{
  Scope *sc = scope_get(s, p, scope);
  Name *n = NEW(s->arena, Name);
  n->python = python;
  n->kind = kind;
  vec_push(&sc->names, n);
  map_set_ptr(&p->by_name, name_key(s, sc->qualified, python), n);
  return n;
}

// The namespaces that lead to a scope must be reachable themselves.
static void scope_open(Session *s, Plan *p, const Decl *d)
{
  if (!d || scope_vanishes(d)) {
    if (d)
      scope_open(s, p, d->scope);
    return;
  }
  if (d->kind != DECL_NAMESPACE || map_get_ptr(&p->by_scope, d->qualified))
    return;
  scope_open(s, p, d->scope);
  Str python = name_python(s, str_c(d->name)), scope = name_scope(d);
  if (!name_find(s, p, scope, python)) {
    Name *n = name_add(s, p, scope, python, NAME_NAMESPACE);
    n->text = d->qualified;
    n->decl = d;
  }
  scope_get(s, p, d->qualified);
}

static Str decl_python(Session *s, const Decl *d)
{
  Str renamed = name_renamed(s, d);
  if (renamed)
    return renamed;
  const Record *r = d->kind == DECL_RECORD ? (const Record *)d : NULL;
  if (r && r->is_specialization && !strchr(str_c(d->name), '<')) {
    const char *args = strchr(str_c(type_name(s, r->type)), '<');
    return str_format(s->strings, "%s%s", str_c(d->name), args ? args : "");
  }
  return name_python(s, str_c(d->name));
}

static void entry_set_python(Session *s, Entry *e, Str scope, Str python)
{
  Buf b = {0};
  const char *p = str_c(scope);
  while (*p) {
    const char *end = strstr(p, "::");
    size_t len = end ? (size_t)(end - p) : strlen(p);
    buf_puts(&b, str_c(name_python(s, str_c(intern(s, p, len)))));
    buf_putc(&b, '.');
    p += len + (end ? 2 : 0);
  }
  buf_puts(&b, str_c(python));
  e->python = intern(s, b.text, b.len);
  buf_free(&b);
}

// ---- one declaration --------------------------------------------------------

static void entry_clash(Session *s, Entry *e, const Name *by)
{
  if (e->fate == FATE_SKIPPED)
    return;
  e->fate = FATE_SKIPPED;
  e->why = (Why){WHY_clash, str_format(s->strings, "hidden by another declaration of '%s'",
                                       str_c(by->python))};
}

static const char *type_tag(const Decl *d)
{
  return d->kind == DECL_ENUM ? "enum" : record_word(((const Record *)d)->kind);
}

static bool decl_is_type(const Decl *d)
{
  return d && (d->kind == DECL_RECORD || d->kind == DECL_ENUM);
}

// A name for one declaration, or NULL when another has it. A record or enum
// makes way for whatever hides it in C++.
static Name *name_claim(Session *s, Plan *p, Entry *e, Str scope, Str python, NameKind kind)
{
  Name *old = name_find(s, p, scope, python);
  if (old && old->kind == NAME_TYPE && kind != NAME_TYPE && kind != NAME_TEMPLATE &&
      decl_is_type(old->decl)) {
    Str tagged = str_format(s->strings, "%s %s", type_tag(old->decl), str_c(python));
    map_set_ptr(&p->by_name, name_key(s, scope, tagged), old);
    old->python = tagged;
    Entry *hidden = map_get_ptr(&p->by_decl, old->decl);
    if (hidden)
      entry_set_python(s, hidden, scope, tagged);
    old = NULL;
  }
  if (old && kind == NAME_TYPE && decl_is_type(e->decl)) {
    python = str_format(s->strings, "%s %s", type_tag(e->decl), str_c(python));
    old = name_find(s, p, scope, python);
  }
  if (old) {
    entry_clash(s, e, old);
    return NULL;
  }
  Name *n = name_add(s, p, scope, python, kind);
  n->decl = e->decl;
  n->comment = e->decl->comment;
  entry_set_python(s, e, scope, python);
  return n;
}

static bool decl_exists(const Plan *p, const Decl *d)
{
  const Entry *e = map_get_ptr(&p->by_decl, d);
  return e && e->fate != FATE_SKIPPED;
}

static void names_callable(Session *s, Plan *p, Entry *e)
{
  Row *row = e->row;
  Str python = decl_python(s, e->decl), scope = name_scope(e->decl);
  row->rename = name_renamed(s, e->decl);
  if (row->owner) {  // reached through its record
    bool is_new = row->kind == 'c' || row->kind == 'x';
    if (row->kind != 'd')  // it is never called by name
      entry_set_python(s, e, row->owner->d.qualified, is_new ? intern_c(s, "__init__") : python);
    return;
  }
  scope_open(s, p, decl_scope(e->decl));
  Name *n = name_find(s, p, scope, python);
  if (!n || n->kind != NAME_ROWS)
    n = name_claim(s, p, e, scope, python, NAME_ROWS);
  if (!n)
    return;
  entry_set_python(s, e, scope, python);
  vec_push(&n->rows, row);
}

// `at`: the declaration that brings the enumerators into its scope. `one`: it brings this one;
// NULL: all.
static void names_enumerators(Session *s, Plan *p, const Enum *en, const Decl *at, Str one)
{
  Str scope = name_scope(at);
  for (uint32_t i = 0; i < en->nenumerators; i++) {
    const Enumerator *c = &en->enumerators[i];
    Str renamed = plan_option(&s->options.rename, c->qualified);
    Str python = renamed ? renamed : name_python(s, str_c(c->name));
    if (c->differs || (one && c->name != one) || name_find(s, p, scope, python))
      continue;
    scope_open(s, p, decl_scope(at));
    Name *n = name_add(s, p, scope, python, NAME_VALUE);
    n->value.kind = en->is_unsigned ? VALUE_UINT : VALUE_INT;
    n->value.i = c->value;
    n->value.u = (uint64_t)c->value;
    n->code = en->d.is_anonymous || !en->type ? en->underlying->code : en->type->code;
    n->comment = c->comment;
  }
}

static void names_type(Session *s, Plan *p, Entry *e)
{
  const Decl *d = e->decl;
  const Type *t = d->kind == DECL_ENUM ? ((const Enum *)d)->type : ((const Record *)d)->type;
  if (!d->is_anonymous && str_len(d->name)) {
    scope_open(s, p, decl_scope(d));
    Name *n = name_claim(s, p, e, name_scope(d), decl_python(s, d), NAME_TYPE);
    if (n)
      n->text = type_name(s, t);
  }
  if (d->kind == DECL_ENUM && !((const Enum *)d)->is_scoped)
    names_enumerators(s, p, (const Enum *)d, d, NULL);
}

static void names_value(Session *s, Plan *p, Entry *e)
{
  const Decl *d = e->decl;
  const Value *v =
      d->kind == DECL_MACRO ? &((const Macro *)d)->value : &((const Variable *)d)->value;
  scope_open(s, p, decl_scope(d));
  NameKind kind = e->row ? NAME_OBJECT : NAME_VALUE;
  Name *n = name_claim(s, p, e, name_scope(d), decl_python(s, d), kind);
  if (!n)
    return;
  if (e->row)
    vec_push(&n->rows, e->row);
  n->value = *v;
  n->code = d->kind == DECL_MACRO ? NULL : v->code;
}

// typedef struct S S; and typedef struct { ... } S; name the record again.
static bool alias_is_itself(const Alias *a)
{
  const Type *t = a->type;
  return t && t->decl && !t->is_const && !t->is_volatile &&
         (t->kind == TYPE_RECORD || t->kind == TYPE_ENUM) && t->decl->qualified == a->d.qualified;
}

static void names_alias(Session *s, Plan *p, Entry *e)
{
  const Alias *a = (const Alias *)e->decl;
  if (alias_is_itself(a)) {
    Entry *target = map_get_ptr(&p->by_decl, a->type->decl);
    e->python = target ? target->python : NULL;
    if (target)
      return;
  }
  scope_open(s, p, decl_scope(&a->d));
  Str scope = name_scope(&a->d), python = decl_python(s, &a->d);
  Name *old = name_find(s, p, scope, python);
  if (old && old->kind == NAME_ALIAS && old->text == a->type->code)
    return;  // said twice
  Name *n = name_claim(s, p, e, scope, python, NAME_ALIAS);
  if (n)
    n->text = a->type->code;
}

static void names_template(Session *s, Plan *p, Entry *e)
{
  const Decl *d = e->decl;
  Str scope = name_scope(d), python = decl_python(s, d);
  if (decl_scope(d) && decl_scope(d)->kind == DECL_RECORD)
    return;
  if (e->why.id == WHY_excluded)
    return;
  entry_set_python(s, e, scope, python);
  if (name_find(s, p, scope, python))
    return;
  scope_open(s, p, decl_scope(d));
  Name *n = name_add(s, p, scope, python, NAME_TEMPLATE);
  n->decl = d;
  n->text = why_text(s, e->why);
  n->comment = d->comment;
}

static void using_skip(Session *s, Entry *e)
{
  Str name = ((const Using *)e->decl)->target_name;
  e->fate = FATE_SKIPPED;
  e->why = (Why){WHY_elsewhere, str_format(s->strings, "'%s' is not bound here", str_c(name))};
}

// using enum E, using E::a: values, which need no declaration that is bound.
static void names_using_enum(Session *s, Plan *p, Entry *e)
{
  const Using *u = (const Using *)e->decl;
  const Entry *te = map_get_ptr(&p->by_decl, u->targets[0]);
  if (te && te->fate == FATE_SKIPPED) {
    using_skip(s, e);
    return;
  }
  names_enumerators(s, p, (const Enum *)u->targets[0], &u->d, u->enumerator);
  if (u->enumerator)
    entry_set_python(s, e, name_scope(&u->d), name_python(s, str_c(u->enumerator)));
}

// using ns::name: what the name means there is here too.
static void names_using(Session *s, Plan *p, Entry *e)
{
  const Using *u = (const Using *)e->decl;
  Str scope = name_scope(&u->d), python = decl_python(s, &u->d);
  bool found = false;
  for (uint32_t i = 0; i < u->ntargets; i++) {
    const Decl *t = u->targets[i];
    if (!t || !decl_exists(p, t))
      continue;
    const Entry *te = map_get_ptr(&p->by_decl, t);
    const Name *from = name_find(s, p, name_scope(t), decl_python(s, t));
    Name *n = name_find(s, p, scope, python);
    bool is_callable = te->row && te->row->form != FORM_OBJECT;
    if (is_callable && (!n || n->kind == NAME_ROWS)) {
      scope_open(s, p, decl_scope(&u->d));
      n = n ? n : name_claim(s, p, e, scope, python, NAME_ROWS);
      if (n)
        vec_push(&n->rows, te->row);
      found = true;
    } else if (!is_callable && from) {
      found = true;
      scope_open(s, p, decl_scope(&u->d));
      n = n ? NULL : name_claim(s, p, e, scope, python, from->kind);
      if (n) {
        n->text = from->text;
        n->value = from->value;
        n->code = from->code;
        if (te->row)
          vec_push(&n->rows, te->row);
      }
    }
  }
  if (found)
    entry_set_python(s, e, scope, python);
  else
    using_skip(s, e);
}

static void names_namespace_alias(Session *s, Plan *p, Entry *e)
{
  const NamespaceAlias *a = (const NamespaceAlias *)e->decl;
  Str target = a->target ? a->target->qualified : a->target_name;
  if (!map_get_ptr(&p->by_scope, target)) {
    e->fate = FATE_SKIPPED;
    e->why = (Why){WHY_elsewhere,
                   str_format(s->strings, "'%s' has nothing that is bound", str_c(target))};
    return;
  }
  Name *n = name_claim(s, p, e, name_scope(&a->d), decl_python(s, &a->d), NAME_NAMESPACE);
  if (n)
    n->text = target;
}

static void names_entry(Session *s, Plan *p, Entry *e)
{
  switch (e->decl->kind) {
  case DECL_FUNCTION:
    if (e->row)
      names_callable(s, p, e);
    break;
  case DECL_RECORD:
    if (e->row)  // a constructor that C++ supplies
      entry_set_python(s, e, e->decl->qualified, intern_c(s, "__init__"));
    else
      names_type(s, p, e);
    break;
  case DECL_ENUM:
    names_type(s, p, e);
    break;
  case DECL_VARIABLE:
  case DECL_MACRO:
    names_value(s, p, e);
    break;
  case DECL_ALIAS:
    names_alias(s, p, e);
    break;
  case DECL_TEMPLATE:
  case DECL_NAMESPACE:
  case DECL_NAMESPACE_ALIAS:
  case DECL_USING:
  case DECL_OTHER:
  case DECL_COUNT:
    break;
  }
}

// Functions claim their names before anything that C++ would let them hide, macros
// come last (they are no names of C++), and what refers to others after those.
enum { TURN_DECLS, TURN_MACROS, TURN_TEMPLATES, TURN_USING, TURN_COUNT };

static int entry_turn(const Entry *e)
{
  switch (e->decl->kind) {
  case DECL_MACRO:
    return TURN_MACROS;
  case DECL_TEMPLATE:
    return TURN_TEMPLATES;
  case DECL_USING:
  case DECL_NAMESPACE_ALIAS:
    return TURN_USING;
  case DECL_NAMESPACE:
  case DECL_RECORD:
  case DECL_ENUM:
  case DECL_FUNCTION:
  case DECL_VARIABLE:
  case DECL_ALIAS:
  case DECL_OTHER:
  case DECL_COUNT:
    break;
  }
  return TURN_DECLS;
}

void names_plan(Session *s, Plan *p)
{
  scope_get(s, p, NULL);
  for (int turn = 0; turn < TURN_COUNT; turn++)
    for (uint32_t i = 0; i < p->nentries; i++) {
      Entry *e = p->entries[i];
      if (entry_turn(e) != turn || e->is_hidden)
        continue;
      if (turn == TURN_TEMPLATES)
        names_template(s, p, e);
      else if (e->fate == FATE_SKIPPED)
        continue;
      else if (decl_used_enum(e->decl))
        names_using_enum(s, p, e);
      else if (e->decl->kind == DECL_USING)
        names_using(s, p, e);
      else if (e->decl->kind == DECL_NAMESPACE_ALIAS)
        names_namespace_alias(s, p, e);
      else
        names_entry(s, p, e);
    }
}
