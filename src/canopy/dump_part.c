// Parts of the model's JSON: keys, texts, places, types, values.
#include <stdio.h>
#include <string.h>

#include "dump.h"

// ---- JSON -------------------------------------------------------------------

void dump_comma(Dump *d)
{
  if (d->has_item)
    buf_puts(&d->out, ", ");
  d->has_item = true;
}

void dump_key(Dump *d, const char *key)
{
  dump_comma(d);
  buf_printf(&d->out, "\"%s\": ", key);
}

void dump_open(Dump *d, char bracket)
{
  buf_putc(&d->out, bracket);
  d->has_item = false;
}

void dump_close(Dump *d, char bracket)
{
  buf_putc(&d->out, bracket);
  d->has_item = true;
}

void dump_str(Dump *d, const char *key, Str text)
{
  if (!text)
    return;
  dump_key(d, key);
  buf_jsonstr(&d->out, text->text, text->len);
}

void dump_word(Dump *d, const char *key, const char *word)
{
  dump_key(d, key);
  buf_printf(&d->out, "\"%s\"", word);
}

void dump_int(Dump *d, const char *key, int64_t value)
{
  dump_key(d, key);
  buf_printf(&d->out, "%lld", (long long)value);
}

void dump_flag(Dump *d, const char *key, bool value)
{
  if (!value)
    return;
  dump_key(d, key);
  buf_puts(&d->out, "true");
}

void dump_strs(Dump *d, const char *key, const Str *items, uint32_t n)
{
  if (!n)
    return;
  dump_key(d, key);
  buf_putc(&d->out, '[');
  for (uint32_t i = 0; i < n; i++) {
    buf_puts(&d->out, i ? ", " : "");
    buf_jsonstr(&d->out, str_c(items[i]), str_len(items[i]));
  }
  buf_putc(&d->out, ']');
}

// ---- parts ------------------------------------------------------------------

static int dump_file_index(const Model *m, Str name)
{
  for (uint32_t i = 0; name && i < m->nfiles; i++)
    if (m->files[i].clang_name == name)
      return (int)i;
  return -1;
}

void dump_loc(Dump *d, const char *key, Loc loc)
{
  if (!loc.line)
    return;
  dump_key(d, key);
  buf_printf(&d->out, "[%d, %u, %u]", dump_file_index(d->m, loc.file), (unsigned)loc.line,
             (unsigned)loc.column);
}

void dump_access(Dump *d, Access access)
{
  static const char *const names[] = {"public", "protected", "private"};
  if (access != ACCESS_PUBLIC)
    dump_word(d, "access", names[access]);
}

void dump_type(Dump *d, const char *key, const Type *t)
{
  static const char *const kinds[] = {"void",     "builtin",        "pointer",   "lref",
                                      "rref",     "array",          "record",    "enum",
                                      "function", "member_pointer", "dependent", "other"};
  if (!t)
    return;
  dump_key(d, key);
  dump_open(d, '{');
  dump_word(d, "kind", kinds[t->kind]);
  dump_str(d, "spelling", t->spelling);
  dump_str(d, "code", t->code);
  if (t->size >= 0) {
    dump_int(d, "size", t->size);
    dump_int(d, "align", t->align);
  }
  dump_close(d, '}');
}

void dump_value(Dump *d, const Value *v)
{
  static const char *const kinds[] = {"none", "int", "uint", "float", "string", "bool"};
  if (v->kind == VALUE_NONE) {
    dump_str(d, "values", v->text);
    return;
  }
  dump_key(d, "value");
  dump_open(d, '{');
  dump_word(d, "kind", kinds[v->kind]);
  if (v->kind == VALUE_FLOAT || v->kind == VALUE_STRING) {
    dump_str(d, "value", v->text);
  } else if (v->kind == VALUE_BOOL) {
    dump_key(d, "value");
    buf_puts(&d->out, v->i ? "true" : "false");
  } else if (v->kind == VALUE_UINT) {
    dump_key(d, "value");
    buf_printf(&d->out, "%llu", (unsigned long long)v->u);
  } else {
    dump_int(d, "value", v->i);
  }
  dump_str(d, "code", v->code);
  dump_close(d, '}');
}

void dump_elements(Dump *d, const Variable *v)
{
  if (!v->elements)
    return;
  const Type *t = v->type;
  while (t->kind == TYPE_ARRAY)
    t = t->to;
  dump_key(d, "value");
  dump_open(d, '{');
  dump_word(d, "kind", "array");
  dump_key(d, "value");
  buf_puts(&d->out, str_c(v->elements));
  const char *code = str_c(t->code);
  dump_word(d, "code", code + strspn(code, "VK"));
  dump_close(d, '}');
}

// Those that have it, when not all do.
void dump_archs(Dump *d, ArchSet archs)
{
  const char *comma = "";
  if (archs == archs_all(d->m))
    return;
  dump_key(d, "archs");
  buf_putc(&d->out, '[');
  for (uint32_t i = 0; i < d->m->narchs; i++) {
    if (!(archs >> i & 1))
      continue;
    buf_puts(&d->out, comma);
    buf_jsonstr(&d->out, d->m->archs[i]->text, d->m->archs[i]->len);
    comma = ", ";
  }
  buf_putc(&d->out, ']');
}
