// What a class's S{} leaves in its fields, for the host, where no C++ runs.
//
// Asked of clang, which runs constructors and default initialisers as it compiles: a function
// behind the headers makes a constant S{}, and enumerators hold its scalars. A field is a row of
// its own, so what can't be a constant or be looked into (unions, private members) leaves the
// others.
#include <stdlib.h>
#include <string.h>

#include "probe.h"
#include "walk.h"

enum { MOST_LEAVES = 4096 };  // of one field

// ---- initialisers that read the object --------------------------------------

typedef struct ReadSearch {
  Walk *w;
  bool reads;
} ReadSearch;

static enum CXChildVisitResult child_seen(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)c;
  (void)parent;
  *(bool *)payload = true;
  return CXChildVisit_Break;
}

// A member without an object in front is the class's own: clang shows no `this` there.
static enum CXChildVisitResult read_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  ReadSearch *self = payload;
  bool has_object = false;
  if (c.kind == CXCursor_MemberRefExpr)
    cx(self->w->s)->visitChildren(c, child_seen, &has_object);
  self->reads |=
      c.kind == CXCursor_CXXThisExpr || (c.kind == CXCursor_MemberRefExpr && !has_object);
  return self->reads ? CXChildVisit_Break : CXChildVisit_Recurse;
}

bool field_reads_object(Walk *w, CXCursor c)
{
  ReadSearch self = {.w = w};
  cx(w->s)->visitChildren(c, read_visit, &self);
  return self.reads;
}

// ---- scalars ----------------------------------------------------------------

typedef struct Leaf {
  int64_t at;  // bits, from the field's start
  int32_t bits;
  uint64_t value;
  bool is_known;
} Leaf;

typedef struct FieldAsk {
  const InitialAsk *ask;
  const Field *field;
  Str path;    // of the field in cnp_v
  int64_t at;  // its bits in the object
  VEC(Leaf) leaves;
  bool is_lost;  // it has what can't be read
} FieldAsk;

typedef struct Initials {
  Walk *w;
  VEC(FieldAsk) fields;
  ProbeUnit unit;
} Initials;

static void leaves_of_type(Initials *self, FieldAsk *f, const Type *t, Str path, int64_t at,
                           int32_t width, Buf *out);

static void leaves_of_record(Initials *self, FieldAsk *f, const Record *r, Str path, int64_t at,
                             Buf *out)
{
  StrPool *strings = self->w->s->strings;
  f->is_lost |= !r->is_complete || r->kind == RECORD_UNION || r->has_vptr;
  for (uint32_t i = 0; i < r->nbases && !f->is_lost; i++) {
    const Base *b = &r->bases[i];
    f->is_lost |= b->access != ACCESS_PUBLIC || b->is_virtual || !b->record;
    if (!f->is_lost)
      leaves_of_record(self, f, b->record,
                       str_format(strings, "static_cast<const ::%s &>(%s)",
                                  b->record->d.spelled->text, path->text),
                       at + b->offset, out);
  }
  for (uint32_t i = 0; i < r->nfields && !f->is_lost; i++) {
    const Field *inner = &r->fields[i];
    bool is_padding = !str_len(inner->name) && inner->width >= 0;
    if (is_padding)
      continue;
    f->is_lost |= inner->access != ACCESS_PUBLIC || inner->offset < 0;
    if (inner->anonymous)
      leaves_of_record(self, f, inner->anonymous, path, at + inner->offset, out);
    else if (!f->is_lost)
      leaves_of_type(self, f, inner->type,
                     str_format(strings, "%s.%s", path->text, inner->name->text),
                     at + inner->offset, inner->width, out);
  }
}

static void leaf_add(FieldAsk *f, const char *before, const char *path, const char *after,
                     Leaf leaf, Buf *out)
{
  buf_printf(out, " case %zu: return %s%s%s;", f->leaves.n, before, path, after);
  vec_push(&f->leaves, leaf);
}

static void leaves_of_type(Initials *self, FieldAsk *f, const Type *t, Str path, int64_t at,
                           int32_t width, Buf *out)
{
  Leaf leaf = {.at = at, .bits = width >= 0 ? width : (int32_t)(t->size * 8)};
  f->is_lost |= f->leaves.n >= MOST_LEAVES || t->size < 0;
  if (f->is_lost)
    return;
  switch (t->kind) {
  case TYPE_ARRAY:
    for (int64_t i = 0; i < t->count && !f->is_lost; i++)
      leaves_of_type(self, f, t->to,
                     str_format(self->w->s->strings, "%s[%lld]", path->text, (long long)i),
                     at + i * t->to->size * 8, -1, out);
    f->is_lost |= t->count < 0;
    break;
  case TYPE_RECORD:
    leaves_of_record(self, f, (const Record *)t->decl, path, at, out);
    break;
  case TYPE_POINTER:  // no address is a constant of the host's
    leaf_add(f, "0ull / (", path->text, " == nullptr)", leaf, out);
    break;
  case TYPE_BUILTIN: {
    char letter = t->code ? t->code->text[strspn(t->code->text, "VK")] : 0;
    f->is_lost |= t->size > 8 || letter == 'e' || !letter;
    const char *before = letter == 'f'   ? "__builtin_bit_cast(unsigned, "
                         : letter == 'd' ? "__builtin_bit_cast(unsigned long long, "
                                         : "(unsigned long long)(";
    leaf_add(f, before, path->text, ")", leaf, out);
    break;
  }
  case TYPE_ENUM:
    leaf_add(f, "(unsigned long long)(", path->text, ")", leaf, out);
    break;
  default:
    f->is_lost = true;
  }
}

// ---- fields -----------------------------------------------------------------

// A constexpr function makes the object, so that no address of a constant is taken.
static void initial_write(Buf *out, const FieldAsk *f, size_t row, const char *leaves)
{
  buf_printf(out,
             "%s__device__ constexpr unsigned long long cnp_g%zu(unsigned cnp_k) { "
             "%scnp_T cnp_v{}; switch (cnp_k) {%s } return 0; } ",
             f->ask->before->text, row, f->ask->named->text, leaves);
  buf_printf(out, "__device__ inline void cnp_f%zu() { enum : unsigned long long {", row);
  for (size_t k = 0; k < f->leaves.n; k++)
    buf_printf(out, " cnp_l%zu_%zu = cnp_g%zu(%zu),", row, k, row, k);
  buf_puts(out, " }; }\n");
}

static void field_ask(Initials *self, const InitialAsk *ask, const Field *field, Str object,
                      int64_t at)
{
  Session *s = self->w->s;
  for (size_t i = self->fields.n; i-- > 0 && self->fields.items[i].ask == ask;)
    if (self->fields.items[i].field->name == field->name)
      return;  // one of a base, hidden
  FieldAsk f = {.ask = ask, .field = field, .at = at};
  f.path = str_format(s->strings, "%s.%s", object->text, field->name->text);
  Buf row = {0}, leaves = {0};
  leaves_of_type(self, &f, field->type, f.path, 0, field->width, &leaves);
  if (f.is_lost || !leaves.len)
    buf_putc(&row, '\n');
  else
    initial_write(&row, &f, self->fields.n, leaves.text);
  probe_add(&self->unit, row.text);
  buf_free(&row);
  buf_free(&leaves);
  vec_push(&self->fields, f);
}

static void record_ask(Initials *self, const InitialAsk *ask, const Record *r, Str object,
                       int64_t at)
{
  StrPool *strings = self->w->s->strings;
  for (uint32_t i = 0; i < r->nfields; i++) {
    const Field *f = &r->fields[i];
    if (f->access != ACCESS_PUBLIC)
      continue;
    if (f->anonymous)
      record_ask(self, ask, f->anonymous, object, at + f->offset);
    else if (str_len(f->name))
      field_ask(self, ask, f, object, at + f->offset);
  }
  for (uint32_t i = 0; i < r->nbases; i++) {
    const Base *b = &r->bases[i];
    if (!b->record || b->access != ACCESS_PUBLIC || b->is_virtual)
      continue;
    Str base = str_format(strings, "static_cast<const ::%s &>(%s)", b->record->d.spelled->text,
                          object->text);
    record_ask(self, ask, b->record, base, at + b->offset);
  }
}

static enum CXChildVisitResult leaf_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  Initials *self = payload;
  if (c.kind != CXCursor_EnumConstantDecl)
    return CXChildVisit_Recurse;
  const char *name = str_c(cx_spelling(self->w->s, c));
  char *end = NULL;
  size_t row = strncmp(name, "cnp_l", 5) ? SIZE_MAX : strtoul(name + 5, &end, 10);
  size_t k = end && *end == '_' ? strtoul(end + 1, NULL, 10) : SIZE_MAX;
  if (row >= self->fields.n || k >= self->fields.items[row].leaves.n || !self->unit.results[row].ok)
    return CXChildVisit_Continue;
  Leaf *leaf = &self->fields.items[row].leaves.items[k];
  leaf->value = cx(self->w->s)->getEnumConstantDeclUnsignedValue(c);
  leaf->is_known = true;
  return CXChildVisit_Continue;
}

// ---- numbers as text --------------------------------------------------------

static bool is_signed_type(const Type *t)
{
  if (t->kind == TYPE_ENUM)
    return !((const Enum *)t->decl)->is_unsigned;
  return t->code && !is_unsigned_code(t->code) && !strchr(t->code->text, 'b');
}

static Str bits_text(Session *s, const Field *f, uint64_t value)
{
  uint64_t mask = f->width < 64 ? ((uint64_t)1 << f->width) - 1 : UINT64_MAX;
  uint64_t sign = (mask >> 1) + 1;
  value &= mask;
  if (is_signed_type(f->type) && value & sign)
    return str_format(s->strings, "%lld", (long long)(value | ~mask));
  return str_format(s->strings, "%llu", (unsigned long long)value);
}

static Str bytes_text(Session *s, const unsigned char *bytes, size_t size)
{
  Buf text = {0};
  for (size_t i = 0; i < size; i++)
    buf_printf(&text, "%02x", bytes[i]);
  Str found = intern(s, text.text ? text.text : "", text.len);
  buf_free(&text);
  return found;
}

Str field_constant(Walk *w, CXCursor c, const Field *f)
{
  Value v = value_of_cursor(w, c, f->type);
  if (v.kind == VALUE_NONE || v.kind == VALUE_STRING || f->type->size > 8)
    return NULL;
  uint64_t value = v.kind == VALUE_UINT ? v.u : (uint64_t)v.i;
  if (v.kind == VALUE_FLOAT && f->type->size == 4) {
    float narrow = (float)v.f;
    uint32_t bits;
    memcpy(&bits, &narrow, sizeof bits);
    value = bits;
  } else if (v.kind == VALUE_FLOAT) {
    memcpy(&value, &v.f, sizeof value);
  }
  if (f->width >= 0)
    return bits_text(w->s, f, value);
  unsigned char bytes[8];
  for (int i = 0; i < 8; i++)
    bytes[i] = (unsigned char)(value >> 8 * i);
  return bytes_text(w->s, bytes, (size_t)f->type->size);
}

// ---- what is kept -----------------------------------------------------------

static int64_t field_bits(const Field *f)
{
  return f->width >= 0 ? f->width : f->type->size * 8;
}

// NULL: not known.
static Str field_bytes(Session *s, const FieldAsk *f)
{
  if (f->is_lost)
    return NULL;
  for (size_t i = 0; i < f->leaves.n; i++)
    if (!f->leaves.items[i].is_known)
      return NULL;
  if (f->field->width >= 0)
    return bits_text(s, f->field, f->leaves.n ? f->leaves.items[0].value : 0);
  size_t size = (size_t)f->field->type->size;
  unsigned char *bytes = NEW_ARRAY(s->scratch, unsigned char, size ? size : 1);
  for (size_t i = 0; i < f->leaves.n; i++) {
    const Leaf *leaf = &f->leaves.items[i];
    for (int32_t bit = 0; bit < leaf->bits; bit++) {
      int64_t to = leaf->at + bit;
      bytes[to / 8] |= (unsigned char)((leaf->value >> bit & 1) << to % 8);
    }
  }
  return bytes_text(s, bytes, size);
}

// Of a union one member is there, and what it is the others have for bytes.
static bool field_is_covered(const Initials *self, size_t i, size_t from, size_t end)
{
  const FieldAsk *f = &self->fields.items[i];
  int64_t stop = f->at + field_bits(f->field);
  for (size_t k = from; k < end; k++) {
    const FieldAsk *other = &self->fields.items[k];
    bool is_known = !other->is_lost && other->leaves.n && other->leaves.items[0].is_known;
    if (is_known && other->at < stop && f->at < other->at + field_bits(other->field))
      return true;
  }
  return false;
}

static bool is_nothing(Str bytes)
{
  return bytes && strspn(bytes->text, "0") == bytes->len;
}

static void record_keep(Initials *self, Record *r, size_t from, size_t end)
{
  Session *s = self->w->s;
  VEC(Initial) kept = {0};
  bool knows = from == end;
  for (size_t i = from; i < end; i++) {
    FieldAsk *f = &self->fields.items[i];
    Initial one = {.name = f->field->name,
                   .bytes = field_bytes(s, f),
                   .is_bits = f->field->width >= 0,
                   .reads_object = f->field->reads_object};
    if (!one.bytes && r->is_aggregate) {
      one.bytes = f->field->constant;
      one.reads_object = false;
    }
    knows |= one.bytes != NULL;
    bool is_covered = !one.bytes && field_is_covered(self, i, from, end);
    if (!is_covered && (!is_nothing(one.bytes) || one.reads_object))
      vec_push(&kept, one);
  }
  for (size_t i = from; i < end; i++)
    vec_free(&self->fields.items[i].leaves);
  r->has_initials = knows;
  r->ninitials = knows ? (uint32_t)kept.n : 0;
  r->initials = vec_freeze(&kept, s->arena, Initial);
  vec_free(&kept);
}

CnpStatus initials_evaluate(Walk *w, const InitialAsks *asks)
{
  Initials self = {.w = w, .unit = {.s = w->s, .is_prefix = true}};
  Str object = intern_c(w->s, "cnp_v");
  for (size_t i = 0; i < asks->n; i++)
    record_ask(&self, &asks->items[i], asks->items[i].record, object, 0);
  CnpStatus status = self.fields.n ? probe_run(&self.unit) : CNP_OK;
  if (status == CNP_OK && self.fields.n)
    cx(w->s)->visitChildren(cx(w->s)->getTranslationUnitCursor(self.unit.unit), leaf_visit, &self);
  size_t at = 0;
  for (size_t i = 0; i < asks->n; i++) {
    size_t from = at;
    while (at < self.fields.n && self.fields.items[at].ask == &asks->items[i])
      at++;
    record_keep(&self, asks->items[i].record, from, at);
  }
  probe_free(&self.unit);
  vec_free(&self.fields);
  return status;
}

static const Initial *initial_named(const Record *r, Str name)
{
  for (uint32_t i = 0; i < r->ninitials; i++)
    if (r->initials[i].name == name)
      return &r->initials[i];
  return NULL;
}

void initials_merge(Arena *a, Record *into, const Record *r)
{
  VEC(Initial) all = {0};
  for (uint32_t i = 0; i < into->ninitials; i++) {
    Initial one = into->initials[i];
    const Initial *other = initial_named(r, one.name);
    one.bytes = other && other->bytes == one.bytes ? one.bytes : NULL;
    vec_push(&all, one);
  }
  for (uint32_t i = 0; i < r->ninitials; i++) {
    Initial one = r->initials[i];
    one.bytes = NULL;
    if (!initial_named(into, one.name))
      vec_push(&all, one);
  }
  into->has_initials |= r->has_initials;
  into->ninitials = (uint32_t)all.n;
  into->initials = vec_freeze(&all, a, Initial);
  vec_free(&all);
}
