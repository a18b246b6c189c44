// The binding table's records and enums (docs/table.md): layout, fields, bases, members.
//
// No decisions here: the plan has made them. Offsets are clang's, flattened through anonymous
// members, which Python reads as the record's own.
#include <string.h>

#include "literals.h"

static void emit_fields(Session *s, Buf *out, const Record *r, int64_t base, bool *first)
{
  for (uint32_t i = 0; i < r->nfields; i++) {
    const Field *f = &r->fields[i];
    if (f->anonymous && f->access == ACCESS_PUBLIC) {
      emit_fields(s, out, f->anonymous, base + f->offset, first);
      continue;
    }
    if (!field_is_plain(f))
      continue;
    buf_puts(out, *first ? "(" : ", (");
    *first = false;
    py(out, name_python(s, str_c(f->name)));
    buf_puts(out, ", ");
    py(out, f->type->code);
    buf_printf(out, ", %lld, %d)", (long long)base + f->offset, (int)f->width);
  }
}

static size_t text_count(const Buf *out, size_t from, const char *what)
{
  size_t n = 0;
  for (const char *p = out->text + from; (p = strstr(p, what)); p++)
    n++;
  return n;
}

static void emit_record_fields(Session *s, Buf *out, const Record *r)
{
  buf_putc(out, '(');
  size_t start = out->len;
  bool first = true;
  emit_fields(s, out, record_with_used(s, r), 0, &first);
  buf_puts(out, !first && text_count(out, start, "), (") == 0 ? ",)" : ")");
}

static void emit_bases(Session *s, Buf *out, const Record *r)
{
  buf_putc(out, '(');
  uint32_t n = 0;
  for (uint32_t i = 0; i < r->nbases; i++) {
    const Base *b = &r->bases[i];
    if (b->access != ACCESS_PUBLIC || !b->type->code)
      continue;
    buf_puts(out, n++ ? ", (" : "(");
    py(out, type_name(s, b->type));
    buf_printf(out, ", %lld, '%s')", (long long)(b->is_virtual ? -1 : b->offset / 8),
               b->is_virtual ? "v" : "");
  }
  buf_puts(out, n == 1 ? ",)" : ")");
}

// The key under which a record lists a row.
static Str member_key(Session *s, const Row *row)
{
  switch (row->kind) {
  case 'c':
  case 'x':
    return intern_c(s, "()");
  case 'v':
  case 'w':
    return intern_c(s, "operator");
  case 'd':
    return intern_c(s, "~");
  default:
    if (row->rename || !row->fn)
      return row->rename ? row->rename : intern_c(s, "operator=");
    return name_python(s, str_c(row->fn->d.name));
  }
}

static void emit_members(Session *s, Buf *out, const TypeEntry *e)
{
  buf_putc(out, '{');
  bool first = true;
  for (size_t i = 0; i < e->rows.n; i++) {
    Str key = member_key(s, e->rows.items[i]);
    bool known = false;
    for (size_t k = 0; k < i && !known; k++)
      known = member_key(s, e->rows.items[k]) == key;
    if (known)
      continue;
    buf_puts(out, first ? "" : ", ");
    first = false;
    py(out, key);
    buf_puts(out, ": ");
    RowVec rows = {0};
    for (size_t k = i; k < e->rows.n; k++)
      if (member_key(s, e->rows.items[k]) == key)
        vec_push(&rows, e->rows.items[k]);
    py_rows(out, &rows);
    vec_free(&rows);
  }
  buf_putc(out, '}');
}

static void emit_enum(Session *s, Buf *out, const Enum *en)
{
  buf_puts(out, "('enum', ");
  py(out, en->underlying ? en->underlying->code : NULL);
  buf_printf(out, ", %s, (", en->is_scoped ? "True" : "False");
  uint32_t n = 0;
  for (uint32_t i = 0; i < en->nenumerators; i++) {
    const Enumerator *c = &en->enumerators[i];
    if (c->differs)
      continue;
    buf_puts(out, n++ ? ", (" : "(");
    py(out, name_enumerator(s, c));
    if (en->is_unsigned)
      buf_printf(out, ", %llu)", (unsigned long long)c->value);
    else
      buf_printf(out, ", %lld)", (long long)c->value);
  }
  buf_puts(out, n == 1 ? ",))" : "))");
}

void emit_type(Session *s, Buf *out, const TypeEntry *e)
{
  py(out, e->spelling);
  buf_puts(out, ": ");
  const Record *r = e->record;
  if (e->enumeration) {
    emit_enum(s, out, e->enumeration);
  } else if (!r || !r->is_complete || r->size < 0) {
    buf_puts(out, "('incomplete',)");
  } else {
    buf_printf(out, "('record', %lld, %lld, '%s', '%s', ", (long long)r->size, (long long)r->align,
               e->flags, str_c(e->digest));
    emit_bases(s, out, r);
    buf_puts(out, ", ");
    if (record_is_excluded(s, r))
      buf_puts(out, "()");
    else
      emit_record_fields(s, out, r);
    buf_puts(out, ", ");
    emit_members(s, out, e);
    emit_more(s, out, r);
    buf_putc(out, ')');
  }
  buf_puts(out, ",\n");
}
