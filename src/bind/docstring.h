// Docstrings of the stub, written at a margin.
#ifndef BIND_DOCSTRING_H
#define BIND_DOCSTRING_H

#include "plan.h"

void docstring_rows(Session *s, Buf *out, const char *margin, const RowVec *rows);
void docstring_text(Buf *out, const char *margin, Str comment);

#endif
