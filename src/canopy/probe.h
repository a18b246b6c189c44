// A second unit over the headers' precompiled form, made of rows of text.
//
// Each row's errors are its own: a diagnostic belongs to the row of its line,
// or, when it lies in a header, to the row of its first note that does not.
#ifndef CANOPY_PROBE_H
#define CANOPY_PROBE_H

#include "../clang/cx.h"
#include "canopy.h"

typedef struct ProbeUnit {
  Session *s;
  Buf text;
  VEC(uint32_t) line_rows;  // line - 1 -> row
  uint32_t nrows;
  bool is_prefix;        // what is left to a unit's end is not wanted: most of a small one's time
  bool is_shims;         // no word of C++ is a macro of the headers
  bool warns;            // warnings are looked for: a pragma may make errors of some
  ProbeResult *results;  // one a row; after probe_run
  CXTranslationUnit unit;
} ProbeUnit;

const char *probe_pch(Session *s);  // of the present unit, made when there is none; NULL: s->error

void probe_add(ProbeUnit *self, const char *text);  // one row more
CnpStatus probe_run(ProbeUnit *self);               // parses, fills results
void probe_free(ProbeUnit *self);

#endif
