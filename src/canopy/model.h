// The declaration model: what a header declares, as clang knows it.
//
// Built by parse.c and its neighbours, frozen when cnp_parse returns: everyone
// else sees const. Lists are exact-size arrays in declaration order. Strings
// are interned; NULL means absent. docs/model.md shows each struct beside a C++
// snippet.
#ifndef CANOPY_MODEL_H
#define CANOPY_MODEL_H

#include "../base/diag.h"
#include "../base/str.h"

typedef struct Type Type;
typedef struct Decl Decl;
typedef struct Record Record;
typedef struct Enum Enum;
typedef struct Function Function;
typedef struct Template Template;

// ---- types ------------------------------------------------------------------

typedef enum {
  TYPE_VOID,
  TYPE_BUILTIN,         // code: Itanium's letters ("i", "Ds")
  TYPE_POINTER,         // to
  TYPE_LREF,            // to
  TYPE_RREF,            // to
  TYPE_ARRAY,           // to, count (-1: no or a dependent extent)
  TYPE_RECORD,          // decl (NULL while a forward declaration is all there is), spelling
  TYPE_ENUM,            // decl, spelling
  TYPE_FUNCTION,        // spelling; to = result, params
  TYPE_MEMBER_POINTER,  // spelling
  TYPE_DEPENDENT,       // spelling: mentions a template parameter
  TYPE_OTHER,           // spelling: complex, vector extensions, auto, blocks ...
  TYPE_COUNT
} TypeKind;

// Canonical and unique within a session: equal types are the same pointer.
struct Type {
  TypeKind kind;
  bool is_const, is_volatile;
  const Type *to;  // POINTER, LREF, RREF, ARRAY; FUNCTION: the result
  int64_t count;   // ARRAY
  Decl *decl;      // RECORD, ENUM: the definition if seen, else the first declaration
  Str spelling;    // canonical, fully qualified C++ ("const ns::S &")
  Str code;  // the code of docs/table.md; NULL when the type has none (DEPENDENT, MEMBER_POINTER,
             // OTHER)
  const Type **params;  // FUNCTION
  uint32_t nparams;     // FUNCTION
  bool is_variadic;     // FUNCTION
  bool is_noexcept;     // FUNCTION, from C++17 on
  int64_t size, align;  // bytes; -1 when incomplete or dependent
};

// ---- declarations -----------------------------------------------------------

typedef enum { ACCESS_PUBLIC, ACCESS_PROTECTED, ACCESS_PRIVATE } Access;

typedef enum {
  DECL_NAMESPACE,
  DECL_RECORD,
  DECL_ENUM,
  DECL_FUNCTION,  // free functions, methods, constructors ...
  DECL_VARIABLE,  // namespace scope and static members
  DECL_ALIAS,     // typedef, using
  DECL_NAMESPACE_ALIAS,
  DECL_TEMPLATE,  // class, function, alias and variable templates
  DECL_USING,     // using ns::name
  DECL_MACRO,
  DECL_OTHER,  // of a kind that is not modelled
  DECL_COUNT
} DeclKind;

// Archs as bits: bit i is Model.archs[i].
typedef uint64_t ArchSet;

// What every declaration has; the first member of each struct below.
struct Decl {
  DeclKind kind;
  Str name;       // "" for anonymous; "operator+", "operator float", "S", "~S"
  Str qualified;  // ns::S::name, no inline or anonymous namespaces: what Python users say
  Str spelled;    // how C++ text must name it: with inline namespaces; from the root, no leading ::
  Str usr;        // clang's unified symbol resolution: the same for redeclarations
  Loc loc;        // expansion location of the (first) declaration that counts
  Loc word;       // where a macro's argument spells the name; no line when that is `loc`
  Loc end;        // one past its last character; no line when macros make it
  Str comment;    // raw documentation comment (Doxygen's); NULL if none
  Str brief;      // its first paragraph or @brief, as clang reads it; retained declarations
  Str plain;      // no comment: the plain one above or behind it; retained declarations
  Decl *scope;    // namespace or record; NULL at the root
  Access access;  // PUBLIC outside records
  ArchSet archs;  // that saw it; of a record or enum: that saw its definition, if one of them did
  Str error;      // the first error in its text; NULL when there is none, or it is elsewhere
  Str differs;    // why it cannot be one declaration for all of these; NULL when it can
  bool is_retained;   // in a file whose declarations count
  bool is_anonymous;  // no name of its own (a typedef name for linkage counts as a name)
  bool in_anonymous;  // in an anonymous namespace
  bool is_deprecated;
  bool has_error;         // its text holds an error, or clang calls it invalid
  bool is_template_part;  // a template, or inside one
};

typedef struct Namespace {
  Decl d;
  bool is_inline;
  // Inline, or of a reserved name and used by its own scope, so that nobody writes a::__v1::f:
  // `namespace a { namespace __v1 {...} using namespace __v1; }`.
  bool vanishes;
} Namespace;

// An argument of an instance or a specialization; packs are as many as they hold.
typedef enum {
  TARG_TYPE,   // type
  TARG_VALUE,  // value: an integer, bool, character or enumerator
  TARG_OTHER   // a template, a pointer, an expression: text alone
} TArgKind;

typedef struct TArg {
  TArgKind kind;
  const Type *type;  // TYPE
  int64_t value;     // VALUE
  bool is_unsigned;  // VALUE: how to read it
  Str text;  // as C++ writes it; NULL when clang does not tell (OTHER, of a function or by default)
} TArg;

// Whether one of its template arguments is `long`, or made of it: to NVRTC another class may be
// meant (wide.c).
bool type_names_long(const Type *t);
// In a namespace of implementation details: detail, internal, simt_detail.
bool decl_in_detail(const Decl *d);

typedef struct Param {
  Str name;          // NULL when the header gives none
  const Type *type;  // canonical, decayed
  Str written;       // the type as written: "uint32_t", "int[4]"
  Str wide;          // what its class is called where an argument is int64_t: wide.c; else NULL
  Str default_text;  // the default argument as written; NULL if none
  Loc loc;
} Param;

typedef enum { SPACE_NONE, SPACE_HOST, SPACE_DEVICE, SPACE_HOST_DEVICE, SPACE_GLOBAL } ExecSpace;

typedef enum {
  FN_FREE,
  FN_METHOD,
  FN_CONSTRUCTOR,
  FN_DESTRUCTOR,
  FN_CONVERSION,
} FnKind;

typedef enum {
  CTOR_NONE,
  CTOR_DEFAULT,
  CTOR_COPY,
  CTOR_MOVE,
  CTOR_CONVERTING,
  CTOR_OTHER
} CtorKind;

struct Function {
  Decl d;
  FnKind kind;
  CtorKind ctor;  // CONSTRUCTOR
  ExecSpace space;
  const Type *result;  // void for constructors and destructors; the target of a conversion
  Str written_result;  // as written
  Str wide_result;     // as `wide` of a Param
  Param *params;
  uint32_t nparams, ndefaults;  // ndefaults: trailing parameters that may be left out (merged over
                                // redeclarations)
  Str mangled;
  Str symbol;  // "operator+" without its parameters; NULL unless an operator function ("+", "()",
               // "[]", "<=>", "new" ...)
  bool is_operator;  // symbol is set
  bool is_static, is_const, is_volatile, is_virtual, is_pure, is_deleted, is_defaulted, is_explicit,
      is_constexpr;  // consteval too
  bool is_consteval, is_override, is_final, is_copy_assignment, is_move_assignment;
  bool is_variadic, is_inline, is_friend, is_extern_c, is_noexcept;
  bool has_body;     // some declaration of it is a definition
  bool is_internal;  // static at namespace scope
  bool is_asked;     // an instance that an --ask brought in: its parameters' types are exact
  bool is_cut;       // asked for with fewer arguments, as a copy
  char ref;          // 0, '&' or 'R' for &&
  Record *owner;     // members; hidden friends: the record that declares it
  Str *attributes;   // spellings
  uint32_t nattributes;
  Str constraint;  // behind the parameters: what follows "requires"; NULL if nothing
  Str pattern;     // an explicit specialization: the template's qualified name
  TArg *targs;     // and its arguments
  uint32_t ntargs;
};

typedef struct Field {
  Str name;  // NULL for an anonymous member or unnamed bit-field
  const Type *type;
  Str written;  // the type as written
  Str wide;     // as of a Param
  Access access;
  int64_t offset;  // bits
  int32_t width;   // bits of a bit-field, else -1
  bool is_mutable;
  Record *anonymous;  // the record of an anonymous member, else NULL
  Str initial;        // its default initialiser as written; NULL if none
  Str constant;       // its value as bytes (Initial.bytes) where that is a number; else NULL
  bool reads_object;  // it may read other members
  Loc loc;
  Str comment, plain;  // as of a Decl
} Field;

// What S{} leaves in a field, the bases' too: initials.c.
typedef struct Initial {
  Str name;
  Str bytes;          // hexadecimal; of a bit-field its number; NULL: clang can't tell
  bool is_bits;       // a bit-field
  bool reads_object;  // another value where other members are given
} Initial;

typedef struct Base {
  const Type *type;
  Str written;     // the type as written
  Record *record;  // NULL when dependent
  Access access;
  bool is_virtual;
  int64_t offset;  // bits; -1 when virtual
} Base;

// What a record lets in: a class, or a function or template whether defined there or not.
typedef struct Friend {
  Str text;  // the declaration in one line: "friend class ns::X"
  Loc loc;
  Decl *decl;  // what it names, when the model has that; else NULL
} Friend;

typedef enum { RECORD_STRUCT, RECORD_CLASS, RECORD_UNION } RecordKind;

static inline const char *record_word(RecordKind kind)
{
  return kind == RECORD_UNION ? "union" : kind == RECORD_CLASS ? "class" : "struct";
}

struct Record {
  Decl d;
  RecordKind kind;
  const Type *type;
  Str field;  // no name: the first member of its scope that is one, "x", "y[0]"; else NULL
  int64_t size, align;  // bytes; -1 when incomplete
  Field *fields;
  uint32_t nfields;
  Base *bases;
  uint32_t nbases;
  Function *
      *functions;  // methods, constructors, destructor, conversions, hidden friends; as declared
  uint32_t nfunctions;
  Decl **members;  // nested records, enums, aliases, templates, static members
  uint32_t nmembers;
  Friend *friends;
  uint32_t nfriends;
  struct Alias **used_aliases;  // INSTANCE: what its methods' parameters are written with
  uint32_t nused_aliases;
  Initial *initials;  // HAS_INITIALS: of what is not zero
  uint32_t ninitials;
  bool has_initials;  // S{} makes more than zeros, and something of it is known
  Str *attributes;    // spellings
  uint32_t nattributes;
  bool is_complete, is_packed, is_abstract, is_polymorphic, is_pod, is_final;
  bool has_no_conversions;  // where questions are asked: no functions that convert, nor have bases
  bool has_vptr;            // polymorphic, or a virtual base: its bytes hold a hidden pointer
  bool is_trivially_copyable;  // asked of clang (__is_trivially_copyable)
  bool is_trivially_destructible;
  bool is_copy_constructible, is_trivially_copy_constructible;
  bool is_move_constructible;
  bool is_copy_assignable, is_trivially_copy_assignable;
  bool is_default_constructible, is_trivially_default_constructible;
  bool is_destructible;
  bool is_aggregate, is_empty;
  bool is_standard_layout, is_move_assignable;
  bool is_specialization;  // of a class template: explicit, or an instantiation that the header
                           // names
  bool is_instance;        // SPECIALIZATION: made of the pattern, not written out
  bool is_asked;           // an --ask names it
  Str wide;     // SPECIALIZATION: spelled, where an argument is int64_t: wide.c; else NULL
  Str pattern;  // SPECIALIZATION: the template's qualified name
  TArg *targs;  // SPECIALIZATION: its arguments
  uint32_t ntargs;
};

typedef struct Enumerator {
  Str name;
  Str qualified;  // in the enum's scope, of a scoped enum in the enum itself
  int64_t value;  // sign-extended; is_unsigned of the enum's type says how to read it
  Str differs;    // its values by arch, when they are not all the same; else NULL
  Loc loc;
  Str comment, plain;  // as of a Decl
} Enumerator;

struct Enum {
  Decl d;
  const Type *type;
  const Type *underlying;
  bool is_scoped, is_complete, is_unsigned;
  Enumerator *enumerators;
  uint32_t nenumerators;
  Str *attributes;  // spellings
  uint32_t nattributes;
};

typedef enum { VALUE_NONE, VALUE_INT, VALUE_UINT, VALUE_FLOAT, VALUE_STRING, VALUE_BOOL } ValueKind;

// A constant's value, asked of clang. FLOAT: text is the shortest that reads back (or "inf",
// "-inf", "nan").
typedef struct Value {
  ValueKind kind;
  int64_t i;   // INT, BOOL
  uint64_t u;  // UINT
  double f;    // FLOAT
  Str text;    // STRING: contents; NONE: the values by arch, when that is why
  Str code;    // type code; NULL for a string
  Str why;     // NONE: the reason, where there is one to tell
} Value;

typedef struct Variable {
  Decl d;
  const Type *type;
  Str written;  // the type as written
  Str mangled;
  bool is_constexpr, is_const, is_static, is_extern, is_inline;
  bool is_internal;  // each unit has its own
  bool is_thread_local;
  Str *attributes;  // spellings
  uint32_t nattributes;
  char memory;   // 0 host, 'd' __device__, 'c' __constant__, 's' __shared__, 'm' __managed__
  Value value;   // NONE until evaluate.c asked for it
  Str elements;  // of a constant array of numbers: JSON, floats as text; else NULL
  Str initial;   // the initialiser as written; NULL for none
} Variable;

typedef struct Alias {
  Decl d;
  const Type *type;  // canonical
  Str underlying;    // as written
} Alias;

typedef struct NamespaceAlias {
  Decl d;
  Decl *target;     // NULL when it was not seen
  Str target_name;  // qualified
} NamespaceAlias;

typedef struct Using {
  Decl d;
  Str target_name;  // qualified
  Decl **targets;
  uint32_t ntargets;
  bool is_enum;    // using enum E: all enumerators of the target
  Str enumerator;  // using E::a: this one of the target; NULL when it is none
  Str field;       // using Base::x: the field's name, which has no targets; NULL for others
  Record *holder;  // FIELD: the record it is a field of
} Using;

typedef struct Other {
  Decl d;
  Str what;  // "using namespace", "declaration": the reader's word for its kind
} Other;

typedef enum {
  TEMPLATE_CLASS,
  TEMPLATE_FUNCTION,
  TEMPLATE_ALIAS,
  TEMPLATE_VARIABLE,
  TEMPLATE_PARTIAL,
  TEMPLATE_CONCEPT
} TemplateKind;

typedef enum { TPARAM_TYPE, TPARAM_VALUE, TPARAM_TEMPLATE } TParamKind;

typedef struct TParam {
  Str name;  // NULL when unnamed
  TParamKind kind;
  Str type;          // VALUE: its type's text; TEMPLATE: its own head, "template <class, int>"
  Str default_text;  // NULL if none
  Str constraint;    // TYPE: the concept that stands for "class"; NULL if none
  bool is_pack;
} TParam;

struct Template {
  Decl d;
  TemplateKind kind;
  TParam *params;
  uint32_t nparams;
  Function *function;  // FUNCTION: the pattern, types may be DEPENDENT
  Record *record;      // CLASS, PARTIAL: the pattern; size and align -1
  Alias *alias;        // ALIAS: the pattern, its type DEPENDENT as a rule
  Str text;            // the declaration, printed in one line
  Str constraint;      // what follows "requires", of a concept what it stands for; NULL if nothing
  Str pattern;         // PARTIAL: the primary template's qualified name
  Str arguments;       // PARTIAL: "<T *, 4>"
};

typedef struct Macro {
  Decl d;
  Str *params;  // function-like
  uint32_t nparams;
  bool is_function_like;
  bool is_various;   // its body is not the same on all archs
  Str body;          // tokens, one space between
  Value value;       // object-like: NONE when it is no constant expression
  const Type *type;  // value NONE: of the expression that it is in device code (a record, enum or
                     // builtin; of builtins not the session's own Type); NULL when it is none
} Macro;

typedef struct File {
  Str path;        // real path; "<extra source>" for that
  Str clang_name;  // as clang names it: the Loc.file of what is in it, the same pointer
  Str name;        // as a C++ programmer includes it: "cuda_bf16.hpp", "cuda/std/complex"
  bool is_extra;   // the extra source
  bool is_retained;
  bool is_system;  // in a toolkit's, wheel's or compiler's folder (not the user's own)
} File;

// Text of a file that a compiler must read otherwise.
typedef struct Edit {
  Str before, after;
  uint32_t line;   // of the first character, or behind it where that ends a line
  bool is_always;  // in Model.bodies: NVRTC refuses what it takes out, and needn't be asked
} Edit;

// A file that NVRTC must read otherwise: with attributes behind a closing brace, which it ignores
// there, moved to before the name, without exceptions and annotations of lambdas.
typedef struct Moved {
  Str file;          // its File.name
  const Str *names;  // by which #include lines mean it and no other file
  uint32_t nnames;
  const Edit *edits;
  uint32_t nedits;
} Moved;

typedef struct AnswerNote {
  Str text;
  Loc loc;
} AnswerNote;

// What clang said to an --ask.
typedef struct Answer {
  Str question;  // as asked
  Str message;   // why not; NULL when the answer is yes
  AnswerNote *notes;
  uint32_t nnotes;
  const Type *type;  // the class; the result of what was chosen
  Decl *decl;        // the Record; the Function that was chosen
  Str print;         // the chosen function as clang prints it
  Loc declared;      // where its template was first declared
  int64_t value;
  Str real;         // of a floating constant: as VALUE_FLOAT's text; else NULL
  bool has_value;   // of a constant
  bool is_builtin;  // no function: a built-in operator
} Answer;

typedef struct Model {
  const Str *archs;  // that were parsed; archs[0] is NULL when no --arch said which
  uint32_t narchs;   // at least 1
  Decl **decls;  // namespace-scope declarations of retained files, in order, redeclarations merged
  uint32_t ndecls;
  Decl **referenced;  // records and enums of other files that a retained declaration mentions, in
                      // order of first sight
  uint32_t nreferenced;
  const Answer *answers;  // one for each --ask, in order
  uint32_t nanswers;
  File *files;  // what the headers bring in, then what else a declaration stands in, by name
  uint32_t nfiles;
  File *others;  // the rest that was read: of clang's CUDA wrapper, less what a PCH of it holds
  uint32_t nothers;
  const Moved *moved;  // by name
  uint32_t nmoved;
  const Moved
      *bodies;  // what goes besides, where NVRTC refuses the headers: host functions' bodies
  uint32_t nbodies;
  const Str *own_folders;  // of the command line, in order, less a toolkit's and a package's
  uint32_t nown_folders;
  uint64_t
      text_size;  // bytes of all files that the headers bring in: what a compiler of a unit reads
  Str digest;     // 16 hex digits over the retained files' text
  Str cuda_version;  // "13.0", from CUDA_VERSION or CUDART_VERSION; NULL when no CUDA header was
                     // read
} Model;

static inline ArchSet archs_all(const Model *m)
{
  return m->narchs >= 64 ? UINT64_MAX : ((ArchSet)1 << m->narchs) - 1;
}

#endif
