// The plan: what is bound, under which names, through which shims.
//
// bind_plan fills it in passes (plan.c lists them): every declaration gets an
// Entry with its fate, every callable that may be bound a Row, then the shims
// go through clang, then rows are numbered and everything that outputs need is
// laid out. Emitters only read it.
#ifndef BIND_PLAN_H
#define BIND_PLAN_H

#include "../canopy/model.h"
#include "../session.h"

typedef enum {
#define WHY(id, words) WHY_##id,
#include "why.def"
#undef WHY
  WHY_COUNT
} WhyId;

typedef struct Why {
  WhyId id;
  Str text;  // NULL: the class's own words
} Why;

typedef enum { FATE_BOUND, FATE_OPAQUE, FATE_SKIPPED } Fate;

typedef enum {
  FORM_DECLARED,   // calls the function as it is declared
  FORM_DEFAULT,    // S(): the implicit default constructor
  FORM_AGGREGATE,  // S{a, b}: one parameter for each field
  FORM_OBJECT,     // NAME: a macro or constant, evaluated where it is used
  FORM_COPY,       // S(const S &): the implicit copy constructor, where it does something
  FORM_ASSIGN,     // operator=(const S &): likewise
  FORM_DESTROY,    // ~S(): likewise
} Form;

// A callable that Python can reach: one row of the table if nothing refuses it.
typedef struct Row {
  char kind;  // docs/table.md, section 3
  Form form;
  const Function *fn;        // NULL unless DECLARED
  const Record *owner;       // member kinds: whose; else NULL
  const Variable *variable;  // OBJECT: whose address it gives; NULL: it makes a value
  const Decl *decl;          // fn, the record of an implicit constructor, the macro or constant
  Str qualified;
  const Type *result;
  const Param *params;
  uint32_t nparams, ndefaults;
  char *intents;  // one letter a parameter: 0, 'i' in, 'o' out, 'b' inout; NULL when none
  bool is_cooperative;
  Str rename;          // the option's Python name; NULL if none
  bool is_overloaded;  // other functions of its name are declared
  ArchSet archs;       // that have it: those that declare it but the ones in `lost`
  Why *lost;           // one an arch: why clang or NVRTC refuse it there; NULL when none does
  Why refused;         // by clang or NVRTC, wherever it is declared: not a row then
  uint32_t index;      // of the row, when bound
} Row;

// One declaration and what became of it.
typedef struct Entry {
  const Decl *decl;
  const char *what;  // "function", "record" ...
  Fate fate;
  Why why;            // SKIPPED and OPAQUE
  Str python;         // dotted; NULL unless it has a name
  Row *row;           // callables that are bound, constants that the device makes
  bool is_declared;   // counts as a declared callable
  bool needs_lvalue;  // a call needs an object to change
  bool is_hidden;     // an implementation detail: counted, not listed
  bool is_implicit;   // not declared: a constructor that C++ supplies
  Fate policy_fate;   // before clang, NVRTC and names had their say
  Why policy_why;
} Entry;

typedef enum {
  NAME_ROWS,
  NAME_TYPE,
  NAME_ALIAS,
  NAME_VALUE,
  NAME_OBJECT,
  NAME_NAMESPACE,
  NAME_TEMPLATE
} NameKind;

typedef VEC(Row *) RowVec;
typedef VEC(const Function *) FunctionVec;

typedef struct Name {
  Str python;
  NameKind kind;
  const Decl *decl;  // the first that has the name; NULL for an enumerator
  RowVec rows;       // ROWS; OBJECT: one
  Str text;          // TYPE: spelling; ALIAS: code; NAMESPACE: scope; TEMPLATE: reason
  Value value;       // VALUE
  Str code;          // VALUE: NULL for a macro
  Str comment;
} Name;

typedef struct Scope {
  Str qualified;  // "" for the global one
  VEC(Name *) names;
} Scope;

// A record or enum that the table describes.
typedef struct TypeEntry {
  Str spelling;
  const Decl *decl;
  const Record *record;  // NULL for an enum
  const Enum *enumeration;
  char flags[24];  // complete records
  Str digest;      // complete records
  RowVec rows;     // members, in order
} TypeEntry;

// A line of a unit and a row that it concerns; a layout assertion concerns several rows.
typedef struct UnitLine {
  uint32_t row, first, last;  // lines of preamble + source, from 1
} UnitLine;

typedef struct Unit {
  uint32_t first, end;  // rows
  Str source;
  UnitLine *lines;
  uint32_t nlines;
} Unit;

struct Plan {
  size_t nrejects;  // of the options that have been applied
  Entry **entries;  // in the header's order
  uint32_t nentries;
  const Template **partials;  // partial specializations: they are no entries
  uint32_t npartials;
  Row **candidates;  // every row that policy let pass
  uint32_t ncandidates;
  Row **rows;  // those that nothing refused, numbered
  uint32_t nrows;
  Scope **scopes;
  uint32_t nscopes;
  TypeEntry **types;
  uint32_t ntypes;
  Str *files;  // of the rows
  uint32_t nfiles;
  Unit *units;
  uint32_t nunits;
  bool is_single;  // the headers define what two units of one kernel must not have twice
  Str preamble, prefix;
  Map by_decl;         // Decl -> Entry
  Map by_type;         // spelling -> TypeEntry
  Map by_name;         // "scope\nname" -> Name
  Map by_scope;        // scope -> Scope
  Map overloads;       // qualified name -> count of functions (as an integer)
  Map hidden_types;    // Decl of a record or enum whose name also names a function or variable
  Map public_names;    // Decl of a record or enum that shims can't name -> a public alias, from the
                       // root
  Map macros;          // name -> function-like Macro
  Map template_names;  // qualified names that templates have too
  Map words;           // every name of the header
  Map bad_asserts;     // Record whose layout clang cannot assert
  uint32_t templates;  // declared, details apart
};

// policy.c: whether and why not.
const char *why_words(WhyId id);
Str why_text(Session *s, Why why);
Why why_value_differs(Session *s, Str values);
Why why_differs(Session *s, const Decl *d);            // of a type whose `differs` is set
bool decl_is_detail(const Session *s, const Decl *d);  // and not asked for
Why policy_function(Session *s, const Function *fn);
Why policy_named(Session *s, const Decl *d);           // of anything that has a name
bool record_is_excluded(Session *s, const Record *r);  // by the option 'exclude'
Why policy_record(Session *s,
                  const Record *r);  // why it is an opaque block; none: its fields are all plain
bool function_is_declared(const Session *s, const Function *fn);
bool function_is_device(const Session *s, const Function *fn);
bool function_needs_lvalue(const Session *s, const Function *fn);
bool function_changes_object(const Function *fn);  // a method or conversion that is not const
bool function_is_member(const Function *fn);       // a hidden friend is none
const Record *type_filled(const Type *t);  // the record that `T &` or `T *` leads to; NULL if none
char function_row_kind(const Function *fn);
uint32_t record_nmade(Session *s, const Record *r, uint32_t *ndefaults);  // of a row S{a, b}
bool record_is_made_of_fields(const Record *r);  // S{...} initializes its fields one by one
bool record_declares_constructor(const Record *r);
bool record_is_zeros(const Record *r);
bool field_is_plain(const Field *f);
Why policy_field(Session *s, const Field *f);  // why a public field that has a name is not there
const Record *
record_of_field(const Field *f);  // the class without a name that its elements are; else NULL

// typemap.c: C++ types as codes, C++ text, shim types, Python words.
typedef enum {
  PASS_VOID,
  PASS_SCALAR,    // builtin, pointer: by value
  PASS_ENUM,      // by value, as the underlying type
  PASS_CLASS,     // a class, or a reference to one: by pointer
  PASS_POINTEE,   // a non-const reference to a scalar: by pointer
  PASS_FUNCTION,  // a reference to a function: by pointer
  PASS_ARRAY,     // a reference to an array: by pointer
} Pass;

Pass type_pass(const Type *t);
const Type *type_referred(const Type *t);  // the type behind a reference, else itself
bool record_copies_bytes(const Record *r);
bool record_is_special(const Record *r);    // objects are more than their bytes
bool type_is_made_in_place(const Type *t);  // an object of such a class by value
bool type_is_moved(const Type *t);          // one that can be moved alone
bool type_is_long_double(const Type *t);    // a value of it, which device code has as double
bool type_is_address(const Type *t);        // as a result: a reference whose object can be used
const Record *
type_record(const Type *t);  // of a class type; NULL otherwise or when only forward declared
Str type_name(Session *s,
              const Type *t);          // record, enum: its spelling without cv, the key in `types`
bool type_is_function(const Type *t);  // or a pointer to one
bool type_leads_to_function(const Type *t);  // or a pointer of any depth
bool type_is_unnamed(const Type *t);         // leads to a record or enum without a name
Why type_problem(Session *s, const Type *t, bool is_result);
Str type_cxx(Session *s, const Type *t, const char *declarator);       // "const ::ns::S *nb0"
Str type_cxx_bare(Session *s, const Type *t, const char *declarator);  // without cv at the top
bool type_has_long(const Type *t);           // holds a long that may be a long long in NVRTC
Str type_python(Session *s, const Type *t);  // for the .pyi
Str decl_cxx(Session *s, const Decl *d);     // "::ns::S", or "struct ::S" where that is hidden

const Enum *decl_used_enum(const Decl *d);  // whose enumerators a `using` brings; NULL: none

// names.c: every Python identifier.
Str name_python(Session *s, const char *name);  // keywords and such get a trailing underscore
Str name_enumerator(Session *s, const Enumerator *m);  // of a member of an enum
bool name_is_identifier(Str name);
Str name_scope(const Decl *d);                // qualified name of the scope Python sees it in
Str name_renamed(Session *s, const Decl *d);  // the option's name; NULL if none
void names_survey(Session *s, Plan *p);       // which names there are, before any is made Python's
void names_plan(Session *s, Plan *p);

// operators.c: Python's method of an operator; `self`: which operand is the object.
const char *operator_method(Str symbol, uint32_t operands, int self);

// shim.c, verify.c
bool row_is_postfix(const Row *row);  // x++, x--
void shim_write(Session *s, Buf *out, const Row *row, const char *symbol, uint32_t omitted);
bool shim_has_assert(const Record *r);
bool shim_write_assert(Session *s, Buf *out, const Record *r);  // false: nothing to assert
const char *shim_helper(void);  // text that shims with a type_has_long parameter need
bool shim_needs_helper(Session *s, const Row *row);
void units_plan(Session *s, Plan *p);
CnpStatus plan_verify(Session *s, Plan *p);

// types.c
void types_plan(Session *s, Plan *p);

// collect.c
void plan_collect(Session *s, Plan *p);

// public_names.c
void public_names_note(Session *s, Plan *p, const Alias *a);  // once for each alias
const Type *type_reference(Session *s, const Type *t, bool is_const);

// rewritten.c: comparisons that C++20 makes of others. `known`: those that there are.
bool std_rewrites_operators(const Session *s);
void rewritten_note(Session *s, Map *known, const Function *fn);
void rewritten_operators(Session *s, Map *known, const Function *fn, FunctionVec *out);

// used_members.c: what using-declarations make members of a class.
void used_members(Session *s, const Record *r, FunctionVec *out);
bool using_is_name(const Decl *d);  // in a class: of types, constants and enumerators

// used_fields.c: the record with the fields that `using Base::x;` gives it; itself without any.
const Record *record_with_used(Session *s, const Record *r);

// plan.c
bool strs_have(const StrVec *list, Str item);
bool row_is_everywhere(const Session *s, const Row *row);
void row_lose(Session *s, Row *row, uint32_t arch, Why why);  // refused on that one
Str plan_file(Session *s, Loc loc);                           // as a C++ programmer includes it
Str plan_signature(Session *s, const Row *row, const Function *fn);
const char *plan_callable_word(const Function *fn);
Str plan_option(const PairVec *pairs, Str key);  // NULL when absent

// variables.c
bool variable_has_place(const Variable *v);  // that kernels may change, or the host for them
bool variable_has_rows(const Variable *v);
const Type *variable_pointer(Session *s, const Variable *v);
Why policy_variable(Session *s, const Variable *v);
Why policy_macro(Session *s, const Macro *m);
void shim_address(Session *s, Buf *out, const Row *row);
void emit_variable(Buf *out, const Variable *v);

// compact.c: what a large table leaves out
bool compact_leaves_name(const Plan *p, const Scope *scope, const Name *n);
void compact_emit_rows(Buf *out, const Plan *p);
Str compact_source(Session *s, const Plan *p, const Unit *u);

// emit_*.c
void emit_type(Session *s, Buf *out, const TypeEntry *e);
void emit_row(Session *s, Buf *out, const Row *row);
void emit_banner(Session *s, Buf *out);
const char *emit_table(Session *s, const Plan *p);
void emit_more(Session *s, Buf *out, const Record *r);
void emit_skipped(Session *s, Buf *out, const Plan *p);
void emit_inline(Buf *out, const Plan *p);
void emit_parts(Session *s, Buf *out, const Plan *p);
void emit_strs(Buf *out, const char *key, const Str *items, size_t n);
bool row_is_refused_operator(const Row *row);
void emit_refused(Session *s, Buf *out, const Plan *p);
void emit_templates(Session *s, Buf *out, const Plan *p);
bool plan_has_templates(const Plan *p);
const char *emit_module(Session *s, const Plan *p);
const char *emit_units(Session *s, const Plan *p);
const char *emit_stub(Session *s, const Plan *p);
const char *emit_report(Session *s, const Plan *p);
const char *emit_answers(Session *s, const Plan *p);

#endif
