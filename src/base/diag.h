// Diagnostics: what we have to say about the header, the options and our limits.
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include <stdbool.h>
#include <stdint.h>
#include "arena.h"
#include "str.h"

typedef struct Loc {
  Str file;  // as clang names it; NULL when there is none
  uint32_t line, column, offset;
} Loc;

typedef enum { SEV_NOTE, SEV_WARNING, SEV_ERROR, SEV_FATAL } Severity;

typedef enum {
#define DIAG(id, severity, name) D_##id,
#include "diag.def"
#undef DIAG
  D_COUNT
} DiagId;

typedef struct Diag {
  struct Diag *next;
  DiagId id;  // D_clang for clang's own
  Severity severity;
  Loc loc;
  Str text;     // lower case, one line, no final stop
  Str flag;     // "-Wname", or clang's own option; NULL if none
  Str source;   // the source line; NULL if unknown
  bool is_child;  // a note of the diagnostic before it
} Diag;

typedef struct DiagList {
  Diag *first, **tail;
  uint32_t n, errors, dropped, limit;
} DiagList;

typedef struct Session Session;
void diag(Session *s, Loc loc, DiagId id, const char *fmt, ...) __attribute__((format(printf, 4, 5)));

#endif
