// Parses one header with libclang alone: the rival of every figure on parsing.
//
// usage: libclang_parse LIBCLANG HEADER ARG... Includes the header from a file
// of one line, function bodies skipped, and prints the number of errors.
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
  const char *name, *text;
  unsigned long length;
} UnsavedFile;

#define SKIP_FUNCTION_BODIES 0x40
#define SEVERITY_ERROR 3

int main(int argc, char **argv)
{
  if (argc < 3)
    return 2;
  void *lib = dlopen(argv[1], RTLD_NOW);
  if (!lib) {
    fprintf(stderr, "%s\n", dlerror());
    return 3;
  }
  void *(*create)(int, int) = (void *(*)(int, int))dlsym(lib, "clang_createIndex");
  int (*parse)(void *, const char *, const char *const *, int, UnsavedFile *, unsigned, unsigned, void **) =
      (int (*)(void *, const char *, const char *const *, int, UnsavedFile *, unsigned, unsigned, void **))dlsym(
          lib, "clang_parseTranslationUnit2");
  unsigned (*count)(void *) = (unsigned (*)(void *))dlsym(lib, "clang_getNumDiagnostics");
  void *(*at)(void *, unsigned) = (void *(*)(void *, unsigned))dlsym(lib, "clang_getDiagnostic");
  int (*severity)(void *) = (int (*)(void *))dlsym(lib, "clang_getDiagnosticSeverity");

  static char text[4096];
  int length = snprintf(text, sizeof text, "#include <%s>\n", argv[2]);
  UnsavedFile file = {"one_line.cu", text, (unsigned long)length};
  void *unit = NULL;
  int failed = parse(create(0, 0), file.name, (const char *const *)argv + 3, argc - 3, &file, 1,
                     SKIP_FUNCTION_BODIES, &unit);
  if (failed || !unit)
    return 4;
  int errors = 0;
  for (unsigned i = 0; i < count(unit); i++)
    errors += severity(at(unit, i)) >= SEVERITY_ERROR;
  printf("%d\n", errors);
  fflush(stdout);
  _Exit(0); // freeing the unit is no part of parsing
}
