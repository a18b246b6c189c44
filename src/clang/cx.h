// libclang, loaded at run time: its functions, and what every caller does with them.
//
// cx(s)->NAME(...) is libclang's clang_NAME. A CXString never leaves this
// folder: cx_str copies, disposes and interns. Locations are expansion
// locations, so what a macro makes belongs to the file that uses the macro.
#ifndef CLANG_CX_H
#define CLANG_CX_H

#include <stddef.h>

#include "../session.h"
#include "index.h"
#include "load.h"

typedef struct CxApi {
#define CX(result, name, params) result(*name) params;
#include "cx.def"
#undef CX
} CxApi;

// The headers as one arch sees them.
typedef struct CxUnit {
  Str arch;                // NULL when no --arch is given: the arguments say which
  CXTranslationUnit unit;  // NULL before the parse
  const char *base;        // a PCH of what the arguments include, of another session; NULL if none
  CXPrintingPolicy terse;  // prints a declaration without its body, in full names
  char *pch;               // path of the unit's PCH, ours to delete; NULL if none
  Map file_names;          // CXFile -> Str
  Map file_texts;          // CXFile -> CxText
} CxUnit;

struct Cx {
  CxApi fn;
  void *library;
  Str version;
  int major;                   // of the version
  CXIndex index, probe_index;  // probe_index: a unit's top level leaves out its PCH
  CxUnit *units;               // one for each --arch, or one; exact since cx_open
  uint32_t nunits;
  CxUnit *now;         // the unit that all work is on; NULL before cx_open
  Str main_name;       // of the main file whose first lines are our own
  Str unit_name;       // behind a PCH of that file, of the unit's own
  uint32_t own_lines;  // how many: what follows them begins at line 1
};

// Makes room for the headers' units. cx_select then says which one is worked on.
void cx_open(Session *s);
void cx_select(Session *s, uint32_t unit);

static inline const CxApi *cx(const Session *s)
{
  return &s->cx->fn;
}

// A main file in memory, for cx_parse; text NULL: it is read.
typedef struct CxSource {
  const char *name, *text;
  size_t len;
} CxSource;

// Parses for the present unit's arch with the session's --clang-arg options, extra ones after
// them. NULL and s->error when libclang gives no unit.
CXTranslationUnit cx_parse(Session *s, CXIndex index, CxSource source, const char *const *extra,
                           size_t nextra, unsigned flags);

// Lets the present unit go, but not its PCH: no cursor, type or file of it may be asked about.
void cx_release(Session *s);
void cx_forget(Session *s);  // all of it, so that it may be parsed once more

// Saves the present unit as a PCH: in a folder under a name of its own that ends with the
// session, or as a file that stays.
bool cx_save(Session *s, const char *folder);
bool cx_save_as(Session *s, const char *path);

// ---- strings ----
//
// Names and prints are without the places by which clang names the nameless.

Str cx_str(Session *s, CXString text);  // "" becomes NULL
Str cx_spelling(Session *s, CXCursor c);
Str cx_type_spelling(Session *s, CXType t);
Str cx_pretty(Session *s, CXCursor c);   // the declaration in one line, terse; needs now->terse
Str cx_full_name(Session *s, CXType t);  // clang's fully qualified name; needs now->terse

// ---- locations ----

typedef struct CxPlace {
  CXFile file;  // NULL when there is none
  unsigned line, column, offset;
} CxPlace;

CxPlace cx_expansion(Session *s, CXSourceLocation at);
CxPlace cx_place(Session *s, CXCursor c);
CxPlace cx_word(Session *s, CXCursor c);  // of its name: within a macro's argument if that wrote it
void cx_extent(Session *s, CXCursor c, CxPlace *start, CxPlace *end);  // end: one past it
Loc cx_loc(Session *s, CxPlace p);
Str cx_file_name(Session *s, CXFile f);  // as clang names it

// The text of a file of the present unit; NULL when clang has none. Kept, since
// clang searches all its locations for a file each time.
const char *cx_file_text(Session *s, CXFile f, size_t *size);

// ---- diagnostics ----

// One of clang's diagnostics as ours; what a note belongs to is the caller's.
Diag cx_diagnostic(Session *s, CXDiagnostic d, CxPlace *place);

// A canonical array type has its element's qualifiers; this gives them back to the element.
const void *cx_used_enum(Session *s, CXCursor c);  // to be compared, not followed; NULL: unknown
CXType cx_add_qualifiers(CXType t, bool is_const, bool is_volatile);
bool cx_is_unsigned(enum CXTypeKind kind);  // of an integer type, canonical

// The same for all redeclarations of an entity, distinct otherwise.
const void *cx_identity(Session *s, CXCursor c);

#endif
