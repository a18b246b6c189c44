// Fuzz target: the options of a session, one a line, over a small header.
//
// Arguments of clang's that write files or load code are left out.
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static const char header[] =
    "namespace ns { struct S { float x; int y : 3; __device__ S(int); __device__ int get(int n = 2)"
    " const; __device__ S operator+(S) const; }; enum E { A = 1, B }; }\n"
    "__device__ float f(float *a, int &b, ns::S s = 1);\n"
    "__device__ float f(double, ns::E);\n"
    "template <class T, int N = 3> __device__ T g(T (&x)[N]);\n"
    "constexpr float PI = 3.25f;\n"
    "#define MAX 12\n"
    "__constant__ int table[4];\n";

static bool option_is_harmless(const char *option)
{
  static const char *const bad[] = {"--clang-arg=@", "--pch-dir", "--header", "--retain=/dev"};
  static const char *const good[] = {"-D", "-U", "-std=", "-W", "-I", "-include"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    if (!strncmp(option, bad[i], strlen(bad[i])))
      return false;
  if (strncmp(option, "--clang-arg=", 12))
    return true;
  for (size_t i = 0; i < sizeof good / sizeof *good; i++)
    if (!strncmp(option + 12, good[i], strlen(good[i])))
      return true;
  return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  const char *path = fuzz_header_write((const uint8_t *)header, sizeof header - 1);
  CnpSession *s = fuzz_session();
  fuzz_option(s, "header", path);
  char *text = malloc(size + 1);
  memcpy(text, data, size);
  text[size] = 0;
  char *rest = text;
  for (char *line; (line = rest) != NULL;) {
    rest = strchr(line, '\n');
    if (rest)
      *rest++ = 0;
    if (option_is_harmless(line))
      cnp_session_option(s, line);
  }
  free(text);
  fuzz_run(s);
  return 0;
}
