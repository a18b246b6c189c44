// Walk: what the parser's files share while the model grows.
//
// parse.c walks the unit and hands each declaration to the file of its kind.
// Records are made when first seen and filled later, from queues, so types may
// be as recursive as C++ likes. Nothing of this outlives canopy_parse.
#ifndef CANOPY_WALK_H
#define CANOPY_WALK_H

#include <sys/stat.h>

#include "../clang/cx.h"
#include "model.h"

// A folder of clang's command line, and whether it is the user's own.
typedef struct Folder {
  const char *path;
  bool is_system;
} Folder;

// One file that clang read. Several names of one file share one entry.
typedef struct FileEntry {
  File file;
  uint64_t device, inode;
  CXFile handle;    // the first name's
  bool is_main;     // our own text: retained from extra_start on
  uint32_t rank;    // in the order in which our text's #includes entered files; 0: only clang's
                    // CUDA wrapper did
  bool is_used;     // a declaration of the model may stand in it
  bool is_named;    // given by --header
  uint32_t header;  // is_named: which
} FileEntry;

// How deep a record is needed. Functions of a MENTIONED record bring in records
// whose layout alone matters, else one header would drag in the library.
typedef enum { LEVEL_RETAINED, LEVEL_MENTIONED, LEVEL_LAYOUT, LEVEL_COUNT } Level;

// A record and where it came from; the model keeps `record` alone.
typedef struct RecordEntry {
  Record record;    // first: a Decl is cast to it
  CXCursor cursor;  // the definition if there is one
  CXType ctype;
  Level level;
  bool is_filled;
  CxPlace pattern;  // of a specialization: its template's name
  Str args;         // and "<int, 128>"
} RecordEntry;

typedef VEC(RecordEntry *) RecordQueue;

typedef struct ErrorPlace {
  CXFile file;
  uint32_t offset;
  Str text;
  Diag *diag;  // NULL: one of syntax (more may be lost than a declaration), or not kept
} ErrorPlace;

// What NVRTC reads otherwise in a file, by offsets.
typedef struct Change {
  FileEntry *file;
  uint32_t from;  // what tells the place apart begins there at the latest; 0: at `at`
  uint32_t at;    // where `put` is put in
  Str put;
  uint32_t cut, end;  // what goes; not before `at`
  bool by_lines;      // too little text to be found by itself
  bool joins;         // others at its place are put in behind it
  bool is_always;     // in `bodies`: at once, not as the second try
} Change;

typedef struct Asks Asks;
// A friend whose declaration may come later.
typedef struct FriendEntry {
  Record *record;
  uint32_t index;     // of its friends
  const void *named;  // cx_identity
} FriendEntry;

typedef struct Walk {
  Session *s;
  Model *model;
  ArchSet arch;      // the bit of the unit's
  Map *said;         // diagnostics of archs before, by a hash; NULL: there is one arch
  VEC(Decl *) made;  // every declaration but macros, in order of first sight
  VEC(Type *) types_made;
  VEC(FileEntry *) files;
  uint32_t nranks;
  bool keeps_unit;          // clang's unit stays to the end
  bool wants_unit;          // it went and is needed: all begins again
  bool is_read;             // files_read is done: an entry that is new now completes itself
  VEC(Folder) folders;      // of clang's command line
  VEC(struct stat) retain;  // of the files that --retain names
  Map by_handle;            // CXFile -> FileEntry
  CXFile last_handle;       // the handle looked up last, and its entry
  FileEntry *last_entry;
  uint32_t extra_start;  // offset in the main file where the extra source begins
  VEC(ErrorPlace) errors;
  VEC(CxPlace) includes;  // where files that count are included from
  Map decls;              // cx_identity -> Decl
  Map types;              // canonical type -> Type
  Map listed;             // Decl -> itself: stands in a list of the model
  VEC(Decl *) out;        // model->decls
  VEC(Decl *) mentioned;  // records and enums met through types
  RecordQueue queues[LEVEL_COUNT];
  Level level;  // of what types lead to now
  VEC(FriendEntry) friends;
  VEC(Change) changes, bodies;  // bodies: in the text that `changes` leave, as the second try
  VEC(Macro *) macros;
  Map macro_by_name;  // Str -> Macro
  Map concepts;       // the unit's, by name, as soon as one is asked for
  bool has_concepts;
  Asks *asks;        // NULL when nothing is asked
  StrVec instances;  // questions that make clang instantiate classes, asked from the start
  StrVec wanted;     // such that the unit turned out to lack: all begins again with them
} Walk;

// ---- files.c ----
CnpStatus files_read(Walk *w);             // every file of the unit, and which count
FileEntry *file_entry(Walk *w, CXFile f);  // NULL for no file
bool place_is_retained(Walk *w, CxPlace p);
Loc loc_at(Walk *w, CxPlace p);  // of what the model tells: its file is listed
void files_freeze(Walk *w);
void files_digest(Walk *w);

// ---- parse.c ----
Str decl_join(Walk *w, Str scope, Str name);  // "scope::name"
void decl_init(Walk *w, Decl *d, DeclKind kind, CXCursor c, Decl *scope);
Decl *scope_of(Walk *w, CXCursor c);  // NULL at the root
Decl *namespace_get(Walk *w, CXCursor c);
void decl_list(Walk *w, Decl *d);                     // into model->decls, once
void decl_take_errors(Walk *w, Decl *d, CXCursor c);  // its has_error and error
void errors_spread(Walk *w);                          // to records that hold one with an error
void lost_list(Walk *w);  // what clang dropped for an error, as declarations of its line
Access access_of(Walk *w, CXCursor c);
bool is_word_in(Str text, const char *word);
Other *other_new(Walk *w, CXCursor c, Decl *scope, const char *what);
// What libclang has no cursor kind for: a variable template, or an Other. NULL when it declares
// nothing, or a part of what is there already.
Decl *unexposed_get(Walk *w, CXCursor c, Decl *scope);

// ---- comment.c ----
Str comment_plain(Walk *w, CXCursor c);  // NULL if none stands above or behind it
Str comment_of_macro(Walk *w, CXCursor c);

// ---- type.c ----
const Type *type_get(Walk *w, CXType t);
// wide.c. What a class within a type is called from the root, if it is an instance over int64_t;
// of a pointer to it what int64_t is. NULL: the canonical spelling will do.
Str type_wide(Walk *w, const Type *t, CXType written);
Str type_wide_pointer(Walk *w, const Type *t, CXType written);
// Of a written-out specialization the arguments, as written and canonical; NULL: as canonical.
Str arguments_wide(Walk *w, CXCursor c, Str written, Str canonical);
const Type *type_get_builtin(Walk *w, CXType t);  // of any unit; NULL when it is no builtin
const char *builtin_code(enum CXTypeKind kind);   // NULL for void and what is no builtin
Str type_declare(Walk *w, const Type *t, const char *inner);
bool is_unsigned_code(Str code);

// ---- record.c ----
Record *record_get(Walk *w, CXCursor c);
void records_fill(Walk *w);
void friends_resolve(Walk *w);
Record *record_pattern(Walk *w, CXCursor c, Decl *scope);  // of a class template

// ---- enum.c ----
Enum *enum_get(Walk *w, CXCursor c, Decl *scope);
Decl *enum_declared(Walk *w, CXCursor c,
                    Decl *scope);  // by an EnumDecl: an Enum, a Using or an Other

// ---- function.c ----
// Made or merged; is_new says which. NULL when the cursor is no function.
Function *function_get(Walk *w, CXCursor c, Decl *scope, bool *is_new);
bool function_has_body(Walk *w, CXCursor c);               // though bodies are skipped
Function *function_new(Walk *w, CXCursor c, Decl *scope);  // never merged: a template's pattern

Str text_initial(Walk *w, CXCursor c);  // a field's or variable's; NULL if none
Str text_one_line(Session *s, const char *p, const char *end);  // without comments; NULL for ""

// ---- template.c ----
Template *template_get(Walk *w, CXCursor c, Decl *scope, bool *is_new);
Str template_arguments(Walk *w, CXType t);               // "<int, 128>"; NULL when there are none
void targs_texts(Session *s, Str list, StrVec *out);     // of "<int, 128>", one an argument
Str arguments_canonical(Walk *w, CXCursor c, Str args);  // of one that is written out
TArg *targs_of_record(Walk *w, CXCursor c, CXType t, Str args, uint32_t *n);
TArg *targs_of_function(Walk *w, CXCursor c, uint32_t *n);
// What stands behind a "requires" behind a function's parameters; NULL if there is none.
Str constraint_behind(Session *s, Str print);

// ---- variable.c ----
Variable *variable_get(Walk *w, CXCursor c, Decl *scope, bool *is_new);
Alias *alias_get(Walk *w, CXCursor c, Decl *scope, bool *is_new);
NamespaceAlias *namespace_alias_get(Walk *w, CXCursor c, Decl *scope);
Using *using_get(Walk *w, CXCursor c, Decl *scope);
Using *using_enum_new(Walk *w, CXCursor c, CXCursor target, Decl *scope);

// ---- macro.c ----
void macro_add(Walk *w, CXCursor c);

// ---- cuda.c ----
typedef struct Attributes {
  bool host, device, global, constant, shared, managed;
  StrVec names;
} Attributes;

void attribute_add(Walk *w, Attributes *self, CXCursor attribute);
void attributes_read(Walk *w, Attributes *self, CXCursor c);
ExecSpace attributes_space(const Attributes *self);
Str *attributes_freeze(Walk *w, Attributes *self, uint32_t *n);  // their names; frees the list

// ---- trailing.c ----
void trailing_look(Walk *w, CXCursor c);  // at a record, an enum or a class template
// At a declaration of a file that does not count; whether the file is one that a user changes.
bool trailing_look_unread(Walk *w, CXCursor c);

// One past the word `struct`, `class`, `union` or `enum` that a declaration from `start` on begins
// with; NULL: a macro wrote it.
const char *keyword_end(Walk *w, CXCursor c, const char *text, uint32_t start);

// ---- flexible.c ----
void flexible_look(Walk *w, CXCursor c);  // at a record or a class template

// ---- erase.c ----
void erase_look(Walk *w);  // at all files that a user changes

// ---- bodies.c ----
void bodies_look(Walk *w);

// ---- left_out.c ----
void left_out_look(Walk *w);  // at what --refused names

// ---- twins.c ----
// Of an overload that went the one that is it to NVRTC; false: there is none.
bool function_tell_twin(Walk *w, const Function *gone);

// ---- changes.c ----
void changes_freeze(Walk *w);

// ---- passes.c ----
void pass_dump(Walk *w, const char *pass);  // into the session's dump, when --dump asks for it
void pass_dump_model(Session *s, const Model *m, const char *pass);

// ---- merge.c ----
typedef struct Merge Merge;

Merge *merge_new(Session *s);
void merge_add(Merge *self, Walk *w);  // the first one's model becomes the merged one
Model *merge_finish(Merge *self);      // what differs is marked; frees all but the model

// ---- instances.c ----
void instances_want(Walk *w);  // into `wanted`

// ---- value.c ----
Str value_float_text(Session *s, double f);  // a Python float literal, or "inf", "nan"
Value value_of_cursor(Walk *w, CXCursor c, const Type *type);
Value value_of_macro(Walk *w, CXCursor c);  // of `constexpr auto x = MACRO;`
Value value_of_text(Session *s, const char *text, size_t len);
bool type_is_text(const Type *t);          // a pointer to const char, or an array of them
bool cursor_is_text(Walk *w, CXCursor c);  // a variable of such a type, or of char *

// ---- texts.c ----
typedef struct TextAsk {
  Str spelled;   // C++ that is a const char *
  Value *value;  // to be filled
} TextAsk;

typedef VEC(TextAsk) TextAsks;

CnpStatus texts_evaluate(Walk *w, const TextAsks *asks);

// ---- arrays.c ----
bool array_is_askable(const Variable *v);
void array_write(Buf *out, const Variable *v, size_t i);  // enumerators, one an element
void array_answer(Walk *w, Variable *v, const char *name, uint64_t bits, Buf *made);

// ---- initials.c ----
typedef struct InitialAsk {
  Record *record;
  Str before, named;  // C++ lines that name it cnp_T: in a namespace, then in a function
} InitialAsk;

typedef VEC(InitialAsk) InitialAsks;

bool field_reads_object(Walk *w, CXCursor c);             // its default initialiser does
Str field_constant(Walk *w, CXCursor c, const Field *f);  // NULL: clang gives no number
CnpStatus initials_evaluate(Walk *w, const InitialAsks *asks);
void initials_merge(Arena *a, Record *into, const Record *r);  // what differs is not known

// ---- evaluate.c ----
CnpStatus evaluate(Walk *w);  // macros and record traits, through a second unit

#endif
