// canopy.h -- parse CUDA C++ headers, plan Numba bindings for them, emit them.
//
// One session holds one header's work. The calls follow one another:
//
//   CnpSession *s = cnp_session_new();
//   cnp_session_load(s, "/path/libclang.so");      // which libclang
//   cnp_session_option(s, "--header=cuda_bf16.h"); // any number of options
//   cnp_parse(s);                                  // -> the model, frozen
//   cnp_plan(s);                                   // -> the binding table, checked by clang
//   cnp_text(s, "module");                         // -> an output
//   cnp_session_free(s);
//
// Sessions share nothing: different threads may use different sessions at
// once. Texts that a session returns live as long as the session.
//
// Out of memory prints one line and aborts, as libclang itself does. Nothing
// else in this library ends the process or writes to stdout or stderr.
#ifndef CANOPY_H
#define CANOPY_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CNP_API __attribute__((visibility("default")))

typedef struct Session CnpSession;

typedef enum {
  CNP_OK = 0,
  CNP_ERROR_HEADER = 1,       // errors that stop the work: see cnp_text(s, "diagnostics")
  CNP_ERROR_USAGE = 2,        // an option that does not exist, or a call out of order
  CNP_ERROR_ENVIRONMENT = 3,  // no libclang, one that is too old, an unreadable file
} CnpStatus;

// A new session. Never NULL.
CNP_API CnpSession *cnp_session_new(void);
CNP_API void cnp_session_free(CnpSession *self);

// Loads libclang from a path. CNP_ERROR_ENVIRONMENT when it cannot be loaded or
// lacks a function that we need; cnp_session_error says which.
CNP_API CnpStatus cnp_session_load(CnpSession *self, const char *path);

// The loaded library's own version text, such as "clang version 22.1.4".
CNP_API const char *cnp_session_libclang(const CnpSession *self);

// The message of the last call that did not return CNP_OK; "" if none.
CNP_API const char *cnp_session_error(const CnpSession *self);

// Its id, such as "unknown-option": docs/errors.md has them all. "" if none.
CNP_API const char *cnp_session_error_id(CnpSession *self);

// Adds one option. Before cnp_parse:
//   --header=NAME            a header to include, as in #include <NAME>; an absolute path is
//                            included as "NAME"
//   --spelled=NAME           how the header before is spelled in outputs (default: NAME as given;
//                            needed for absolute paths)
//   --prelude=TEXT           C++ text before the includes
//   --extra-source=TEXT      C++ text after them; its declarations count
//   --helper-source=TEXT     C++ text after that, for what questions name: no part of the library,
//                            so that its classes stay what they are without it
//   --clang-arg=ARG          one argument of clang's command line, in order
//   --retain=PATH            a file whose declarations count (any path to it)
//   --retain-glob=GLOB       files whose path matches count (fnmatch on the real path, where *
//                            matches / too)
//   --retain-own=GLOB        the same, but never a toolkit's, a wheel's or the compiler's files: a
//                            project's folder may hold a virtual environment with all of CUDA
//   --pch-dir=DIR            where the check's precompiled header may be put (default: $TMPDIR or
//                            /tmp)
//   --pch=ARCH=FILE          what another session saved with --precompile, the same arguments and
//                            that one arch: what it read is not parsed again
//   --precompile=FILE        parses for one arch what the arguments (-include), the prelude, the
//                            headers and the extra source bring, and saves it there; "files" names
//                            what was read, the model is empty
//   --default-device         unannotated functions count as device functions
//   --no-values              neither values of macros nor traits of records are asked for: no
//   second
//                            unit; for cnp_text "model" alone
//   --dump=PASS              what a pass leaves behind becomes part of the text "dump": parse,
//   files,
//                            walk, fill, evaluate (each once an arch), freeze
//   --max-errors=N           how many diagnostics are kept (default 1000)
//   --arch=ARCH              parse for this arch ("sm_90a"): clang gets --cuda-gpu-arch=ARCH and
//                            __CUDA_ARCH_LIST__. Each arch has a translation unit of its own; the
//                            model and the table are the union, and what is not the same on all
//                            says where it is. None: one unit, for the arch that --clang-arg says
// Before cnp_plan:
//   --ask=KIND;PART;...      a question about templates, answered by text "answers": class;TYPE
//                            deduce;TEMPLATE;ARG... const;EXPR call;NAME;ARG...
//                            method;OBJECT;NAME;ARG... new;TYPE;ARG... op;SYMBOL;ARG...;
//                            an ARG is a type: T a prvalue, T & an lvalue; an instance or a
//                            chosen function is bound like the headers' own declarations
//   --ask-only               nothing else is
//   --refused=ROUND:FILE:LINE:COLUMN=MESSAGE   NVRTC refuses the header there: the declaration is
//                            skipped, and NVRTC reads the header without it (column 0: all
//                            those of the line); in order. In a later round more goes of what a
//                            round before has named. Line 0: of a library's file, which is read
//                            without the #include of the user's that leads there
//   --behind-headers         with --ask-only: the --pch was made of the prelude, headers and
//                            extra source too, so they are not parsed again
//   --name=NAME --std=STD --define=D --version=KEY=TEXT --link=TEXT
//   --embedded=NAME          recorded in the table
//   --exclude=NAME=REASON    the qualified name is skipped, with that reason
//   --rename=NAME=PYTHON     Python name of a qualified name
//   --intent=NAME:PARAM=WAY  an intent (PARAM: a name or an index; WAY: in, out, inout)
//   --cooperative=NAME       needs a cooperative launch
//   --patches=LITERAL        recorded in the table: what replaces what in headers, for NVRTC alone,
//                            as a Python literal of docs/table.md
//   --type=NAME=NUMBA        an extra C++ to Numba type pair, recorded in the table
//   --salt=TEXT              enters the shims' names: a digest of the headers, which
//                            --behind-headers doesn't read
//   --unit-size=N            shims in a unit at most (default: 64, or 300 when the headers are
//                            large: each unit reads them again)
//   --wanted=NAME            the qualified name counts, though it is an implementation detail
//   --alone                  the table says that each shim is to be compiled alone: one costs more
//                            than reading the headers
// Between cnp_plan and cnp_text:
//   --reject=ROW=MESSAGE     NVRTC refused the row's shim: it becomes a skip (then the plan is
//                            remade: row numbers change)
//   --reject=ROW@ARCH=MESSAGE   the same for one --arch: the row stays on the others
//   --part=NAME              the table says that it needs this part of the runtime
//   --listed=LITERAL         recorded in the table: what was answered about templates
//   --banner=TEXT            comment lines at the head of the module
CNP_API CnpStatus cnp_session_option(CnpSession *self, const char *option);

// Parses. CNP_ERROR_HEADER when a header is missing, cannot be read, or has an
// error that clang calls fatal; other errors stay diagnostics.
CNP_API CnpStatus cnp_parse(CnpSession *self);

// Parses one file as clang's main file, bodies included, and lists its declarations as ast_canopy
// does (docs/compat.md). In place of cnp_parse, with these options:
//   --source=PATH            the file, as clang shall name it
//   --source-text=TEXT       its content, when it is not to be read
//   --clang-arg=ARG          as above
//   --retain-name=NAME       declarations count when clang says this name of their file
//   --constant=NAME          no lists: the constexpr variables of that name
// Errors in the source stay diagnostics.
CNP_API CnpStatus cnp_lists(CnpSession *self);

// Decides what is bound, opaque or skipped, writes the shims and has clang
// check them. May be called again after --reject options.
CNP_API CnpStatus cnp_plan(CnpSession *self);

// One of the outputs, owned by the session; NULL when it does not exist yet.
//   "diagnostics"  JSON: clang's and ours, in order
//   "log"          text: the same as clang prints them, with source lines
//   "files"        JSON: every file read, with the included name and whether it is retained
//   "names"        JSON: qualified names and kinds of all retained declarations (after cnp_parse)
//   "model"        JSON of the whole model (after cnp_parse)
//   "units"        JSON: preamble, sources and which line belongs to which row (after cnp_plan)
//   "report"       JSON: every declaration with its fate (after cnp_plan)
//   "answers"      JSON: what clang says to each --ask (after cnp_plan)
//   "table"        the binding table as a Python literal (after cnp_plan)
//   "module"       the head of a static module: banner and table (after cnp_plan)
//   "stub"         the .pyi (after cnp_plan)
//   "lists"        JSON of what cnp_lists found
//   "dump"         text: what the passes of --dump left behind
//   "options"      JSON: options in force, for debugging
CNP_API const char *cnp_text(CnpSession *self, const char *what);

#ifdef __cplusplus
}
#endif
#endif
