// What few records have besides fields and members: parts that Python must not
// touch, so that it can say why, and fields that const does not protect.
#include "plan.h"

static void more_py(Buf *out, Str text)
{
  buf_pystr(out, str_c(text), str_len(text));
}

static Str access_word(Session *s, Access access)
{
  return intern_c(s, access == ACCESS_PRIVATE ? "private" : "protected");
}

static void more_hidden(Buf *out, Str name, Str why, int64_t offset, int64_t bits)
{
  buf_puts(out, out->len ? ", (" : "(");
  more_py(out, name);
  buf_puts(out, ", ");
  more_py(out, why);
  buf_printf(out, ", %lld, %lld)", (long long)offset, (long long)bits);
}

static void more_hidden_field(Session *s, Buf *out, const Field *f, int64_t base)
{
  bool is_padding = !str_len(f->name) && f->width >= 0;
  if (is_padding || (f->access == ACCESS_PUBLIC && field_is_plain(f)))
    return;
  bool is_public = f->access == ACCESS_PUBLIC;
  Str why = is_public ? policy_field(s, f).text : access_word(s, f->access);
  Str name = str_len(f->name) ? name_python(s, f->name->text) : intern_c(s, "");
  bool is_reference = f->type->kind == TYPE_LREF || f->type->kind == TYPE_RREF;
  int64_t size = is_reference ? 64 : f->type->size > 0 ? f->type->size * 8 : 0;
  more_hidden(out, name, why, base + f->offset, f->width >= 0 ? f->width : size);
}

static void more_hidden_fields(Session *s, Buf *out, const Record *r, int64_t base)
{
  for (uint32_t i = 0; i < r->nfields; i++) {
    const Field *f = &r->fields[i];
    if (f->anonymous && f->access == ACCESS_PUBLIC)
      more_hidden_fields(s, out, f->anonymous, base + f->offset);
    else
      more_hidden_field(s, out, f, base);
  }
}

static void more_hidden_bases(Session *s, Buf *out, const Record *r)
{
  for (uint32_t i = 0; i < r->nbases; i++) {
    const Base *b = &r->bases[i];
    if (b->access == ACCESS_PUBLIC || !b->record || b->record->is_empty)
      continue;
    Str why = str_format(s->strings, "%s base class", access_word(s, b->access)->text);
    more_hidden(out, type_name(s, b->type), why, b->is_virtual ? -1 : b->offset,
                b->record->size * 8);
  }
}

static void more_mutable(Session *s, Buf *out, const Record *r)
{
  for (uint32_t i = 0; i < r->nfields; i++) {
    const Field *f = &r->fields[i];
    if (f->anonymous && f->access == ACCESS_PUBLIC)
      more_mutable(s, out, f->anonymous);
    if (!f->is_mutable || !field_is_plain(f))
      continue;
    buf_puts(out, out->len ? ", " : "");
    more_py(out, name_python(s, str_c(f->name)));
  }
}

// `'a': '05000000'`, a bit-field's number, None; in a tuple where it holds only for S().
static void more_initials(Session *s, Buf *out, const Record *r)
{
  for (uint32_t i = 0; i < r->ninitials; i++) {
    const Initial *one = &r->initials[i];
    bool is_alone = one->reads_object && one->bytes;
    if (out->len)
      buf_puts(out, ", ");
    more_py(out, name_python(s, str_c(one->name)));
    buf_puts(out, is_alone ? ": (" : ": ");
    if (one->bytes && !one->is_bits)
      more_py(out, one->bytes);
    else
      buf_puts(out, one->bytes ? one->bytes->text : "None");
    buf_puts(out, is_alone ? ",)" : "");
  }
}

// A dict that other records lack.
void emit_more(Session *s, Buf *out, const Record *r)
{
  if (record_is_excluded(s, r))
    return;
  Buf hidden = {0}, changing = {0}, initials = {0};
  r = record_with_used(s, r);
  more_hidden_bases(s, &hidden, r);
  more_hidden_fields(s, &hidden, r, 0);
  more_mutable(s, &changing, r);
  more_initials(s, &initials, r);
  if (hidden.len || changing.len || r->has_initials)
    buf_puts(out, ", {");
  if (hidden.len)
    buf_printf(out, "'hidden': (%s,)", hidden.text);
  if (changing.len)
    buf_printf(out, "%s'mutable': (%s,)", hidden.len ? ", " : "", changing.text);
  if (r->has_initials)
    buf_printf(out, "%s'initial': {%s}", hidden.len || changing.len ? ", " : "",
               initials.len ? initials.text : "");
  if (hidden.len || changing.len || r->has_initials)
    buf_putc(out, '}');
  buf_free(&hidden);
  buf_free(&changing);
  buf_free(&initials);
}
