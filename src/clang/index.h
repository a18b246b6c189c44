// libclang's C interface, declared by us: building needs no clang headers.
//
// Only what cx.def and index.def name. With CX_USE_CLANG_HEADER the real header
// is included instead, and every constant, struct and signature of ours is
// compared with it at compile time.
#ifndef CLANG_INDEX_H
#define CLANG_INDEX_H

#ifdef CX_USE_CLANG_HEADER

#include <clang-c/Index.h>
#define CXE_BEGIN(name)
#define CXV(name, value) _Static_assert((int)(name) == (value), #name);
#define CXE_END(name)
#include "index.def"

#else

#include <time.h>

#define CXE_BEGIN(name) enum name {
#define CXV(name, value) name = value,
#define CXE_END(name) \
  }                   \
  ;
#include "index.def"

typedef void *CXIndex;
typedef void *CXIndexAction;
typedef struct CXTranslationUnitImpl *CXTranslationUnit;
typedef void *CXClientData;
typedef void *CXFile;
typedef void *CXDiagnostic;
typedef void *CXDiagnosticSet;
typedef void *CXPrintingPolicy;
typedef void *CXEvalResult;
typedef enum CXEvalResultKind CXEvalResultKind;
typedef enum CXTokenKind CXTokenKind;

typedef struct {
  const void *data;
  unsigned private_flags;
} CXString;

typedef struct {
  const void *ptr_data[2];
  unsigned int_data;
} CXSourceLocation;

typedef struct {
  const void *ptr_data[2];
  unsigned begin_int_data, end_int_data;
} CXSourceRange;

typedef struct {
  enum CXCursorKind kind;
  int xdata;
  const void *data[3];
} CXCursor;

typedef struct {
  enum CXTypeKind kind;
  void *data[2];
} CXType;

typedef struct {
  unsigned int_data[4];
  void *ptr_data;
} CXToken;

typedef struct {
  unsigned long long data[3];
} CXFileUniqueID;

struct CXUnsavedFile {
  const char *Filename;
  const char *Contents;
  unsigned long Length;
};

typedef enum CXChildVisitResult (*CXCursorVisitor)(CXCursor, CXCursor, CXClientData);
typedef enum CXVisitorResult (*CXFieldVisitor)(CXCursor, CXClientData);
// The members that lead; libclang makes them.
typedef struct {
  unsigned kind;
  CXCursor cursor;
} CXIdxEntityRefInfo;

typedef struct {
  void (*unused[7])(void);
  void (*indexEntityReference)(CXClientData, const CXIdxEntityRefInfo *);
} IndexerCallbacks;

typedef void (*CXInclusionVisitor)(CXFile, CXSourceLocation *, unsigned, CXClientData);

#endif

#undef CXE_BEGIN
#undef CXV
#undef CXE_END

#endif
