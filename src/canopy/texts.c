// Text that no literal tells: what a constexpr function gives, `"abc" + 1`.
//
// Clang's evaluation as libclang has it knows literals alone, so a unit behind
// the headers asks for the length of each text, and another for its bytes:
// enumerators, of eight bytes each. Such a text ends where C's does.
#include <stdlib.h>
#include <string.h>

#include "probe.h"
#include "walk.h"

static const char text_helpers[] =
    "constexpr unsigned long long cnp_length(const char *p)"
    " { return p ? __builtin_strlen(p) + 1 : 0; }\n"
    "constexpr unsigned long long cnp_bytes(const char *p, unsigned at, unsigned n)"
    " { unsigned long long v = 0; for (unsigned i = 0; i < n; i++)"
    " v |= (unsigned long long)(unsigned char)p[at + i] << 8 * i; return v; }\n";

enum { AT_ONCE = 8 };

typedef struct TextState {
  bool is_known;
  unsigned long long length;  // plus 1; 0: a null pointer
  Buf bytes;
} TextState;

typedef struct TextWalk {
  Walk *w;
  const TextAsks *asks;
  TextState *states;
  ProbeUnit unit;
} TextWalk;

static enum CXChildVisitResult text_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  TextWalk *self = payload;
  if (c.kind != CXCursor_EnumConstantDecl)
    return CXChildVisit_Recurse;
  const char *name = str_c(cx_spelling(self->w->s, c));
  bool is_length = !strncmp(name, "cnp_l", 5);
  size_t i = is_length || !strncmp(name, "cnp_b", 5) ? strtoul(name + 5, NULL, 10) : SIZE_MAX;
  if (i >= self->asks->n || !self->unit.results[i + 1].ok)
    return CXChildVisit_Continue;
  TextState *state = &self->states[i];
  unsigned long long value = cx(self->w->s)->getEnumConstantDeclUnsignedValue(c);
  if (is_length) {
    state->is_known = true;
    state->length = value;
  }
  for (int k = 0; !is_length && k < AT_ONCE && state->bytes.len + 1 < state->length; k++)
    buf_putc(&state->bytes, (char)(value >> 8 * k));
  return CXChildVisit_Continue;
}

// A row for each text, behind the head's.
static void text_write(Buf *row, const TextWalk *self, size_t i, bool is_length)
{
  const char *spelled = self->asks->items[i].spelled->text;
  const TextState *state = &self->states[i];
  if (is_length) {
    buf_printf(row, "enum : unsigned long long { cnp_l%zu = cnp_length(%s) };", i, spelled);
  } else if (state->is_known && state->length) {
    buf_puts(row, "enum : unsigned long long {");
    for (unsigned long long at = 0; at + 1 < state->length; at += AT_ONCE) {
      unsigned long long left = state->length - 1 - at;
      buf_printf(row, " cnp_b%zu_%llu = cnp_bytes(%s, %llu, %llu),", i, at, spelled, at,
                 left < AT_ONCE ? left : AT_ONCE);
    }
    buf_puts(row, " };");
  }
}

static CnpStatus texts_try(TextWalk *self, bool is_length)
{
  self->unit = (ProbeUnit){.s = self->w->s, .is_prefix = true};
  probe_add(&self->unit, text_helpers);
  Buf row = {0};
  for (size_t i = 0; i < self->asks->n; i++) {
    row.len = 0;
    text_write(&row, self, i, is_length);
    probe_add(&self->unit, row.len ? row.text : "");
  }
  buf_free(&row);
  CnpStatus status = probe_run(&self->unit);
  if (status == CNP_OK)
    cx(self->w->s)
        ->visitChildren(cx(self->w->s)->getTranslationUnitCursor(self->unit.unit), text_visit,
                        self);
  probe_free(&self->unit);
  return status;
}

CnpStatus texts_evaluate(Walk *w, const TextAsks *asks)
{
  TextWalk self = {.w = w, .asks = asks};
  self.states = NEW_ARRAY(w->s->scratch, TextState, asks->n);
  CnpStatus status = texts_try(&self, true);
  if (status == CNP_OK)
    status = texts_try(&self, false);
  for (size_t i = 0; i < asks->n; i++) {
    TextState *state = &self.states[i];
    Value *value = asks->items[i].value;
    if (state->is_known && !state->length)
      value->why = intern_c(w->s, "a null pointer");
    else if (state->is_known && state->bytes.len + 1 == state->length)
      *value = value_of_text(w->s, state->bytes.len ? state->bytes.text : "", state->bytes.len);
    buf_free(&state->bytes);
  }
  return status;
}
