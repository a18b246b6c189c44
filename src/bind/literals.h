// Python literals of the core's own lists, for all that writes a table.
#ifndef BIND_LITERALS_H
#define BIND_LITERALS_H

#include <string.h>

#include "plan.h"

static inline void py(Buf *out, Str text)
{
  buf_pystr(out, str_c(text), str_len(text));
}

static inline void py_key(Buf *out, const char *key)
{
  buf_pystr(out, key, strlen(key));
  buf_putc(out, ':');
}

// A tuple of strings; one element needs its comma.
static inline void py_strs(Buf *out, const Str *items, size_t n)
{
  buf_putc(out, '(');
  for (size_t i = 0; i < n; i++) {
    if (i)
      buf_puts(out, ", ");
    py(out, items[i]);
  }
  buf_puts(out, n == 1 ? ",)" : ")");
}

static inline void py_rows(Buf *out, const RowVec *rows)
{
  buf_putc(out, '(');
  for (size_t i = 0; i < rows->n; i++)
    buf_printf(out, i ? ", %u" : "%u", (unsigned)rows->items[i]->index);
  buf_puts(out, rows->n == 1 ? ",)" : ")");
}

#endif
