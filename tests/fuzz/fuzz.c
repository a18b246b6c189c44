// The session of the fuzz targets.
//
// The header is a real file of the process's own, since the parser reads texts
// by file. No CUDA and no C library stand behind it: a stub in front of the
// text defines CUDA's words, so one input costs a few milliseconds.
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char stub[] = "#define __device__ __attribute__((device))\n"
                           "#define __host__ __attribute__((host))\n"
                           "#define __global__ __attribute__((global))\n"
                           "#define __shared__ __attribute__((shared))\n"
                           "#define __constant__ __attribute__((constant))\n"
                           "#define __align__(n) __attribute__((aligned(n)))\n";

static const char *const clang_arguments[] = {
    "-xcuda",     "--cuda-device-only", "-nocudalib",
    "-nocudainc", "-nostdinc",          "-nostdinc++",
    "-std=gnu++20", "--cuda-gpu-arch=sm_90", "-Wno-unknown-cuda-version",
    "-Xclang",      "-mlong-double-128",
    "-fbracket-depth=64", "-ftemplate-depth=32", "-fconstexpr-steps=10000"};

static const char *fuzz_folder(void)
{
  const char *folder = getenv("TMPDIR");
  return folder && *folder ? folder : "/tmp";
}

const char *fuzz_header_write(const uint8_t *text, size_t size)
{
  static char path[4096];
  snprintf(path, sizeof path, "%s/canopy-fuzz-%ld.cuh", fuzz_folder(), (long)getpid());
  FILE *f = fopen(path, "wb");
  if (!f || fwrite(text, 1, size, f) != size || fclose(f)) {
    perror(path);
    exit(2);
  }
  return path;
}

void fuzz_option(CnpSession *s, const char *name, const char *text)
{
  size_t n = strlen(name) + strlen(text) + 4;
  char *option = malloc(n);
  snprintf(option, n, "--%s=%s", name, text);
  cnp_session_option(s, option);
  free(option);
}

CnpSession *fuzz_session(void)
{
  const char *libclang = getenv("NUMBAST_LIBCLANG");
  if (!libclang) {
    fprintf(stderr, "NUMBAST_LIBCLANG is not set\n");
    exit(77);
  }
  CnpSession *s = cnp_session_new();
  if (cnp_session_load(s, libclang) != CNP_OK) {
    fprintf(stderr, "%s\n", cnp_session_error(s));
    exit(2);
  }
  for (size_t i = 0; i < sizeof clang_arguments / sizeof *clang_arguments; i++)
    fuzz_option(s, "clang-arg", clang_arguments[i]);
  fuzz_option(s, "prelude", stub);
  fuzz_option(s, "name", "fuzz");
  return s;
}

// Every output that the state of the session has.
static void fuzz_texts(CnpSession *s)
{
  static const char *const texts[] = {"diagnostics", "log",    "files", "names",  "model", "units",
                                      "report",      "table",  "module", "stub", "options"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    cnp_text(s, texts[i]);
}

void fuzz_run(CnpSession *s)
{
  if (cnp_parse(s) == CNP_OK && cnp_plan(s) == CNP_OK) {
    fuzz_option(s, "reject", "0=refused");
    cnp_plan(s);
  }
  fuzz_texts(s);
  cnp_session_free(s);
}
