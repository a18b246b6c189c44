// Macros of the files that count, in order; evaluate.c asks for their values.
#include <stdlib.h>
#include <string.h>

#include "walk.h"

// Tokens of a macro's definition: the name, then parameters and body.
typedef struct MacroTokens {
  Walk *w;
  CXToken *items;
  unsigned n, at;
} MacroTokens;

static Str macro_token(MacroTokens *t, unsigned i)
{
  return cx_str(t->w->s, cx(t->w->s)->getTokenSpelling(t->w->s->cx->now->unit, t->items[i]));
}

static void macro_read_params(MacroTokens *t, Macro *m)
{
  StrVec params = {0};
  unsigned i = t->at + 1;  // behind "("
  for (; i < t->n; i++) {
    Str text = macro_token(t, i);
    if (str_is(text, ")"))
      break;
    if (!str_is(text, ","))
      vec_push(&params, text);
  }
  t->at = i + 1;
  m->nparams = (uint32_t)params.n;
  m->params = vec_freeze(&params, t->w->s->arena, Str);
  vec_free(&params);
}

static void macro_read(Walk *w, CXCursor c, Macro *m)
{
  MacroTokens t = {.w = w, .at = 1};
  cx(w->s)->tokenize(w->s->cx->now->unit, cx(w->s)->getCursorExtent(c), &t.items, &t.n);
  if (m->is_function_like)
    macro_read_params(&t, m);
  Buf body = {0};
  for (unsigned i = t.at; i < t.n; i++) {
    if (cx(w->s)->getTokenKind(t.items[i]) == CXToken_Comment)
      continue;
    const char *text = str_c(macro_token(&t, i));
    while (text[0] == '\\' && (text[1] == '\n' || text[1] == '\r'))
      text += text[1] == '\r' && text[2] == '\n' ? 3 : 2;  // a continued line
    if (body.len)
      buf_putc(&body, ' ');
    buf_puts(&body, text);
  }
  m->body = intern(w->s, body.text ? body.text : "", body.len);
  buf_free(&body);
  cx(w->s)->disposeTokens(w->s->cx->now->unit, t.items, t.n);
}

void macro_add(Walk *w, CXCursor c)
{
  CxPlace place = cx_place(w->s, c);
  if (!place_is_retained(w, place) || cx(w->s)->Cursor_isMacroBuiltin(c))
    return;
  Str name = cx_spelling(w->s, c);
  if (!name)
    return;
  Macro *m = map_get_ptr(&w->macro_by_name, name);  // defined again: the last one holds
  if (!m) {
    m = NEW(w->s->arena, Macro);
    map_set_ptr(&w->macro_by_name, name, m);
    vec_push(&w->macros, m);
  }
  m->d = (Decl){.kind = DECL_MACRO, .name = name, .qualified = name, .spelled = name};
  m->d.loc = loc_at(w, place);
  m->d.plain = comment_of_macro(w, c);
  m->d.is_retained = true;
  m->d.archs = w->arch;
  m->d.usr = cx_str(w->s, cx(w->s)->getCursorUSR(c));
  m->is_function_like = cx(w->s)->Cursor_isMacroFunctionLike(c);
  m->params = NULL;
  m->nparams = 0;
  macro_read(w, c, m);
}
