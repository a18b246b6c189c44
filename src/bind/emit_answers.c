// What clang said to the questions about templates, as JSON, with the rows that
// they became.
#include <string.h>

#include "plan.h"

static void answer_pair(Buf *out, const char *key, Str value)
{
  if (!value)
    return;
  buf_printf(out, ", \"%s\": ", key);
  buf_jsonstr(out, value->text, value->len);
}

static void answer_notes(Buf *out, const Answer *a)
{
  if (!a->nnotes)
    return;
  buf_puts(out, ", \"notes\": [");
  for (uint32_t i = 0; i < a->nnotes; i++) {
    const AnswerNote *note = &a->notes[i];
    buf_puts(out, i ? ", {\"text\": " : "{\"text\": ");
    buf_jsonstr(out, str_c(note->text), str_len(note->text));
    answer_pair(out, "file", note->loc.file);
    buf_printf(out, ", \"line\": %u}", (unsigned)note->loc.line);
  }
  buf_putc(out, ']');
}

// The row of a chosen function, or why there is none.
static void answer_row(Session *s, Buf *out, const Plan *p, const Answer *a)
{
  const Entry *e = a->decl ? map_get_ptr(&p->by_decl, a->decl) : NULL;
  if (!e || a->decl->kind != DECL_FUNCTION)
    return;
  if (e->fate == FATE_SKIPPED)
    answer_pair(out, "why", why_text(s, e->why));
  else if (e->row)
    buf_printf(out, ", \"row\": %u", (unsigned)e->row->index);
}

// As Python has it: True, 1, 1.5; of what JSON has no number for the text.
static void answer_value(Buf *out, const Answer *a)
{
  const char *code = a->type ? str_c(a->type->code) : "";
  if (a->real && strpbrk(a->real->text, "in"))
    answer_pair(out, "value", a->real);
  else if (a->real)
    buf_printf(out, ", \"value\": %s", a->real->text);
  else if (!strcmp(code, "b"))
    buf_printf(out, ", \"value\": %s", a->value ? "true" : "false");
  else if (!strcmp(code, "m") || !strcmp(code, "y"))
    buf_printf(out, ", \"value\": %llu", (unsigned long long)a->value);
  else
    buf_printf(out, ", \"value\": %lld", (long long)a->value);
}

// A class in an instance, which a parameter refers to and nothing has made whole: asked for by name
// it is, and the function that takes it is bound then.
static Str param_lacks(const Param *p)
{
  const Type *t = p->type;
  while (t->kind == TYPE_LREF || t->kind == TYPE_RREF || t->kind == TYPE_POINTER)
    t = t->to;
  const Record *r = t->kind == TYPE_RECORD ? (const Record *)t->decl : NULL;
  bool is_nested = t->spelling && strstr(t->spelling->text, ">::");
  return is_nested && t->size < 0 && (!r || !r->is_complete) ? t->spelling : NULL;
}

static void answer_lacks(Buf *out, const Answer *a)
{
  const Record *r = a->decl && a->decl->kind == DECL_RECORD ? (const Record *)a->decl : NULL;
  bool is_first = true;
  for (uint32_t i = 0; r && i < r->nfunctions; i++) {
    const Function *f = r->functions[i];
    for (uint32_t j = 0; f->d.access == ACCESS_PUBLIC && j < f->nparams; j++) {
      Str name = param_lacks(&f->params[j]);
      if (!name)
        continue;
      size_t skip = str_starts(name, "const ") ? strlen("const ") : 0;
      buf_puts(out, is_first ? ", \"lacks\": [" : ", ");
      buf_jsonstr(out, name->text + skip, name->len - skip);
      is_first = false;
    }
  }
  if (!is_first)
    buf_putc(out, ']');
}

static void answer_write(Session *s, Buf *out, const Plan *p, const Answer *a)
{
  buf_printf(out, "{\"ok\": %s", a->message ? "false" : "true");
  answer_pair(out, "ask", a->question);
  answer_pair(out, "message", a->message);
  answer_notes(out, a);
  if (a->type) {
    answer_pair(out, "type", a->type->code);
    answer_pair(out, "spelling", a->type->spelling);
    buf_printf(out, ", \"size\": %lld, \"align\": %lld", (long long)a->type->size,
               (long long)a->type->align);
  }
  answer_pair(out, "print", a->print);
  if (a->declared.file) {
    answer_pair(out, "declared", plan_file(s, a->declared));
    buf_printf(out, ", \"line\": %u", (unsigned)a->declared.line);
  }
  answer_row(s, out, p, a);
  answer_lacks(out, a);
  if (a->has_value)
    answer_value(out, a);
  if (a->is_builtin)
    buf_puts(out, ", \"builtin\": true");
  buf_putc(out, '}');
}

const char *emit_answers(Session *s, const Plan *p)
{
  Buf out = {0};
  buf_putc(&out, '[');
  for (uint32_t i = 0; i < s->model->nanswers; i++) {
    buf_puts(&out, i ? ",\n" : "\n");
    answer_write(s, &out, p, &s->model->answers[i]);
  }
  buf_puts(&out, "\n]\n");
  return buf_finish(&out, s->arena);
}
