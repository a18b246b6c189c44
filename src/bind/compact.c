// Compact tables: what the runtime can make again is left out of large ones.
//
// A header with thousands of functions fills a module with three copies of each
// name. So a table with many rows says only of which rows the name is just the
// function's own, and a shim's line stands without its first words and without
// the name that the row has (docs/table.md, section 6). Small tables say all, for
// people to read.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "plan.h"

enum { COMPACT_ROWS = 1000 };

static const char shim_words[] = "extern \"C\" __device__ ";

static bool plan_is_compact(const Plan *p)
{
  return p->nrows >= COMPACT_ROWS;
}

// ---- names ------------------------------------------------------------------

// The row whose qualified name alone tells a name's scope and spelling; NULL for others.
static const Row *name_row(const Scope *scope, const Name *n)
{
  if (n->kind != NAME_ROWS || n->rows.n != 1 || n->rows.items[0]->kind != 'f')
    return NULL;
  const Row *row = n->rows.items[0];
  const char *q = str_c(row->qualified);
  size_t head = str_len(scope->qualified);
  if (head) {
    if (strncmp(q, scope->qualified->text, head) || strncmp(q + head, "::", 2))
      return NULL;
    q += head + 2;
  }
  return str_is(n->python, q) && !strchr(q, ':') ? row : NULL;
}

bool compact_leaves_name(const Plan *p, const Scope *scope, const Name *n)
{
  return plan_is_compact(p) && name_row(scope, n);
}

static void rows_mark(const Plan *p, bool *plain)
{
  for (uint32_t i = 0; i < p->nscopes; i++)
    for (size_t k = 0; k < p->scopes[i]->names.n; k++) {
      const Row *row = name_row(p->scopes[i], p->scopes[i]->names.items[k]);
      if (row)
        plain[row->index] = true;
    }
}

// 'plain': ((first, end), ...), the runs of rows that `names` does not mention.
void compact_emit_rows(Buf *out, const Plan *p)
{
  if (!plan_is_compact(p))
    return;
  VEC(bool) plain = {0};
  for (uint32_t i = 0; i < p->nrows; i++)
    vec_push(&plain, false);
  rows_mark(p, plain.items);
  buf_puts(out, "'plain': (");
  for (uint32_t i = 0; i < p->nrows; i++) {
    if (!plain.items[i])
      continue;
    uint32_t first = i;
    while (i < p->nrows && plain.items[i])
      i++;
    buf_printf(out, "(%u, %u), ", (unsigned)first, (unsigned)i);
  }
  buf_puts(out, "),\n");
  vec_free(&plain);
}

// ---- shims ------------------------------------------------------------------

// What ends a line that calls with all its parameters as they are.
static Str plain_arguments(Session *s, uint32_t n)
{
  Buf b = {0};
  for (uint32_t i = 0; i < n; i++)
    buf_printf(&b, "%snb%u", i ? "," : "", (unsigned)i);
  buf_puts(&b, ");}\n");
  Str text = intern(s, b.text, b.len);
  buf_free(&b);
  return text;
}

// One shim: `@RESULT ROW(`, `$(` for the call of the row's own name, `$` where that is all.
static bool compact_line(Session *s, const Plan *p, Buf *out, const char *line, size_t len)
{
  size_t words = sizeof shim_words - 1;
  Str prefix = str_format(s->strings, "%s_", str_c(p->prefix));
  const char *end = line + len;
  if (len < words || strncmp(line, shim_words, words))
    return false;
  const char *symbol = strstr(line, prefix->text);
  if (!symbol || symbol >= end || memchr(line, '@', len) || memchr(line, '$', len))
    return false;
  const char *number = symbol + prefix->len;
  uint32_t row = (uint32_t)strtoul(number, NULL, 10);
  buf_putc(out, '@');
  buf_put(out, line + words, (size_t)(symbol - line) - words);
  const char *body = memchr(number, '{', (size_t)(end - number));
  Str call = str_format(s->strings, "::%s(", str_c(p->rows[row]->qualified));
  const char *at = body ? strstr(body, call->text) : NULL;
  if (at && at < end && !isalnum((unsigned char)at[-1]) && at[-1] != '_') {
    buf_put(out, number, (size_t)(at - number));
    number = at + call->len;
    Str plain = plain_arguments(s, p->rows[row]->nparams);
    bool is_plain =
        (size_t)(end - number) == plain->len && !strncmp(number, plain->text, plain->len);
    buf_puts(out, is_plain ? "$\n" : "$(");
    if (is_plain)
      return true;
  }
  buf_put(out, number, (size_t)(end - number));
  return true;
}

// A unit's source as the table holds it.
Str compact_source(Session *s, const Plan *p, const Unit *u)
{
  if (!plan_is_compact(p))
    return u->source;
  Buf b = {0};
  for (const char *line = str_c(u->source); *line;) {
    const char *end = strchr(line, '\n');
    size_t len = end ? (size_t)(end - line) + 1 : strlen(line);
    if (!compact_line(s, p, &b, line, len))
      buf_put(&b, line, len);
    line += len;
  }
  Str text = intern(s, b.text ? b.text : "", b.len);
  buf_free(&b);
  return text;
}
