// What the files that make ast_canopy's lists share.
//
// A declaration is written as a row of JSON where it is met: a list keeps the
// old tool's order, its repetitions and its names, which the model knows
// nothing of. Only cursors are looked at, no model is made.
#ifndef COMPAT_LISTS_H
#define COMPAT_LISTS_H

#include "../clang/cx.h"
#include "compat.h"

typedef enum {
  LIST_RECORD,
  LIST_FUNCTION,
  LIST_FUNCTION_TEMPLATE,
  LIST_CLASS_TEMPLATE,
  LIST_SPECIALIZATION,
  LIST_TYPEDEF,
  LIST_ENUM,
  LIST_ALIAS,
  LIST_VARIABLE,
  LIST_MACRO,
  LIST_NAMESPACE,
  LIST_CONSTANT,
  LIST_COUNT
} ListKind;

// ListRows sort by `order`: instances stand where their template does.
typedef struct ListRow {
  uint64_t order;
  const char *text;
} ListRow;

typedef VEC(ListRow) ListRows;
typedef VEC(CXCursor) Cursors;

// What stands around a cursor.
typedef struct Around {
  struct Lists *l;
  bool in_template;  // of a class: its records are no structs
  bool in_partial;   // within a partial specialization
  bool in_record;    // anywhere within a record: functions are members
  bool is_member;    // directly in a record
  bool in_pattern;   // within a function template
} Around;

typedef struct Lists {
  Session *s;
  const CxApi *fn;
  ListRows rows[LIST_COUNT];
  uint64_t order;  // of the row that is being written
  Map types;       // QualType -> 1 + its index
  Buf type_rows;
  size_t ntypes;
  Map files;  // CXFile -> FileName
  Buf file_rows;
  size_t nfiles;
  Map qualified;      // declaration -> Str
  Map pattern_index;  // class template -> 1 + its index in `patterns`
  Cursors patterns;
  Map template_order;  // canonical class or function template -> 1 + order
  Map told;            // instances that have a row
  Map visited;         // records and enums that the walk has seen
  Map redeclared;      // class template -> Cursors of all its declarations, once they are asked for
  VEC(Cursors *) redeclarations;
  Map seen;           // of the hunt: types and functions
  Cursors bodies;     // instances of functions that are to be walked
  Cursors instances;  // of class templates, in order of first sight
  Map own;            // record or template -> Cursors of what was made in it or of it
  VEC(Cursors *) owns;
  Map frames;        // record that clang made -> Str, see members.c
  CXCursor in_hand;  // the declaration whose types are being written
  Map scoped;        // scopes.c: names and declarations of the unit
  Map scoped_texts;  // QualType -> Str
  VEC(Cursors *) scoped_names;
  bool wants_hunt;  // there are templates that count, or patterns with declarations in them
} Lists;

// ---- lists.c ----
bool is_counted(Lists *l, CXCursor c);             // in a file of --retain-name
bool is_made_function(Lists *l, CXCursor c);       // by clang, from a template or its member
bool is_at(Lists *l, CXCursor c, CXCursor other);  // exactly where the other is
bool is_record_kind(enum CXCursorKind kind);
void row_add(Lists *l, ListKind list, Buf *b);
enum CXChildVisitResult lists_visit(CXCursor c, CXCursor parent, CXClientData payload);

// ---- names.c ----
Str raw_spelling(Lists *l, CXCursor c);  // with the places of the nameless
Str raw_type(Lists *l, CXType t);
Str qualified_name(Lists *l, CXCursor c);
bool has_own_name(Lists *l, CXCursor c, Str spelling);
Str record_name(Lists *l, CXCursor c);  // "unnamed123" when it has none
bool has_specifier(Str print, Str name, const char *word);
size_t last_component(const char *text);  // where the last name of "a::b<c::d>" begins
void write_str(Buf *b, Str text);         // a JSON string; NULL is ""
void write_place(Lists *l, Buf *b, CXCursor c);
void write_comment(Lists *l, Buf *b, CXCursor c);

// ---- scopes.c ----
Str scoped_text(Lists *l, CXType t, Str text);  // a type's text as clang 22 prints it
void scopes_free(Lists *l);

// ---- types.c ----
size_t type_index(Lists *l, CXType t);
size_t type_index_param(Lists *l, CXCursor param, CXType signature);
bool is_dependent_type(Lists *l, CXType t);

// ---- functions.c ----
void write_function(Lists *l, Buf *b, CXCursor c);
bool is_method_kind(Lists *l, CXCursor c);

// ---- templates.c ----
typedef void Writer(Lists *l, Buf *b, CXCursor c);
void write_function_template(Lists *l, Buf *b, CXCursor c);
void write_class_template(Lists *l, Buf *b, CXCursor c);
void write_class_template_shell(Lists *l, Buf *b, CXCursor c);  // without its record's parts
bool is_template_param(CXCursor c);
bool is_pack_param(Lists *l, CXCursor c);
void redeclared_free(Lists *l);

// ---- mangle.c ----
Str mangled_name(Lists *l, CXCursor c);
bool is_in_template(Lists *l, CXCursor c);
bool is_unsigned_argument(Lists *l, CXCursor c, unsigned i);

// ---- records.c ----
void write_record(Lists *l, Buf *b, CXCursor c);
bool is_made(Lists *l, CXCursor c);                 // by clang, from a template
CXCursor pattern_definition(Lists *l, CXCursor c);  // what it was made from
void write_shell(Lists *l, Buf *b, CXCursor c);     // a record without its parts
void write_enum(Lists *l, Buf *b, CXCursor c);
void write_enum_of(Lists *l, Buf *b, CXCursor c, const char *names, const char *values);
void write_typedef(Lists *l, Buf *b, CXCursor c, CXType underlying);

// ---- values.c ----
void write_variable(Lists *l, Buf *b, CXCursor c);
void write_macro(Lists *l, Buf *b, CXCursor c);
bool is_constexpr(Lists *l, CXCursor c);
bool has_value(Lists *l, CXCursor c);

// ---- instances.c ----
void write_specialization(Lists *l, Buf *b, CXCursor c);
void write_patterns(Lists *l, Buf *b);
void write_arguments(Lists *l, Buf *b, CXCursor c);
CXCursor primary_template(Lists *l, CXCursor c);  // of an instance, not a partial specialization

// ---- members.c ----
Str instance_scope(Lists *l, CXCursor c);
void write_framed(Lists *l, Buf *b, CXCursor record, Writer *write, CXCursor c);
void note_own(Lists *l, CXCursor c, CXCursor holder);
const Cursors *owned_by(Lists *l, CXCursor holder);  // NULL when nothing is
CXCursor own_of(Lists *l, CXCursor record, CXCursor c);
void members_rows(Lists *l, CXCursor record);
void own_free(Lists *l);

// ---- hunt.c ----
void instance_rows(Lists *l, CXCursor c);
void hunt(Lists *l);  // rows of the instances of templates that count

#endif
