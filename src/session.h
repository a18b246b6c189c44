// Session: all state of one header's work. Nothing else is mutable.
#ifndef SESSION_H
#define SESSION_H

#include "../include/canopy.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"

typedef struct Session Session;
typedef struct Cx Cx;        // src/clang: libclang's functions and the translation unit
typedef struct Model Model;  // src/canopy
typedef struct Plan Plan;    // src/bind

enum { ARCHS_MAX = 64 };  // an arch is a bit of a uint64_t

typedef struct Pair {
  Str key, value;
} Pair;

typedef VEC(Str) StrVec;
typedef VEC(Pair) PairVec;

// The options in force; the words are canopy.h's.
typedef struct Options {
  StrVec headers, spelled;  // the same length; spelled[i] == headers[i] unless given
  StrVec clang_args, retain, retain_globs, retain_own, dumps;
  Str prelude, extra_source, helper_source, pch_dir, precompile, salt;
  bool default_device, ask_only, behind_headers, alone, no_values;
  Str source, source_text, constant;  // of cnp_lists
  StrVec retain_names;
  uint32_t max_errors;
  Str name, std, banner, patches, listed;
  StrVec archs, defines, embedded, links, cooperative, parts, asks, wanted;
  PairVec pchs;  // by arch
  PairVec versions, exclude, rename, intents, types, rejects,
      refused;  // intents: key "NAME:PARAM"; rejects: key is the row
  uint32_t unit_size;
} Options;

// What the core says when a call fails; the text stands at the call.
typedef enum {
#define ERROR(id, status) E_##id,
#include "errors.def"
#undef ERROR
  E_COUNT
} ErrorId;

struct Session {
  Arena *arena;    // lives as long as the session
  Arena *scratch;  // reset after each pass
  StrPool *strings;
  DiagList diags;
  Options options;
  Cx *cx;
  bool is_parsed;      // cnp_parse was called, whatever came of it
  const Model *model;  // frozen by cnp_parse
  const Plan *plan;    // frozen by cnp_plan
  const char *lists;   // what cnp_lists made
  Buf dump;            // what the passes of --dump left behind
  Str error;           // of the last call if it failed, else NULL
  ErrorId error_id;    // valid with `error`
};

Str intern(Session *s, const char *text, size_t len);
Str intern_c(Session *s, const char *text);

// Writes the #include of a header: an absolute path is quoted.
void include_write(Buf *out, Str header);

// Records why a call fails and returns its status.
CnpStatus session_fail(Session *s, ErrorId id, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
