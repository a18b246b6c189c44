// Diagnostics: what clang has to say about the headers.
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include <stdbool.h>
#include <stdint.h>
#include "arena.h"
#include "buf.h"
#include "str.h"

typedef struct Loc {
  Str file;  // as clang names it; NULL when there is none
  uint32_t line, column, offset;
} Loc;

enum { DIAG_SOURCE_MAX = 400 };  // longer lines are generated code: no help to a reader

typedef enum { SEV_NOTE, SEV_WARNING, SEV_ERROR, SEV_FATAL } Severity;

typedef struct Diag {
  struct Diag *next;
  Severity severity;
  Loc loc;
  Str text;       // lower case, one line, no final stop
  Str flag;       // clang's option, "-Wname"; NULL if none
  Str source;     // the source line; NULL if unknown
  bool is_child;  // a note of the diagnostic before it
  bool is_local;  // an error within declarations, which are skipped for it
} Diag;

typedef struct DiagList {
  Diag *first, **tail;
  uint32_t n, errors, dropped;  // errors: those seen, kept or not
  uint32_t limit;  // warnings are kept while n is below, errors up to this many; 0: all
  bool dropping;   // the last one that was no child was dropped
} DiagList;

// Appends a copy; NULL when it was one too many.
Diag *diag_append(DiagList *self, Arena *arena, Diag d);
void diag_rewind(DiagList *self, DiagList mark);  // forgets what was appended since a copy of it
const char *severity_name(Severity s);            // as clang prints it: "fatal error"

// Reads the source lines that are not known yet from the files named.
void diag_read_sources(DiagList *self, StrPool *strings);

// All of them as clang prints them: "file:line:col: error: text [-Wflag]", the
// source line, a caret.
void diag_write_text(Buf *out, const DiagList *self);

// All of them as a JSON array of objects: file, line, column, severity (note, warning, error,
// fatal), id, message, flag, source, child, local. file, flag and source may be null.
void diag_write_json(Buf *out, const DiagList *self);

#endif
