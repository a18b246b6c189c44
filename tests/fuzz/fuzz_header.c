// Fuzz target: the text of a header.
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  const char *path = fuzz_header_write(data, size);
  CnpSession *s = fuzz_session();
  fuzz_option(s, "header", path);
  fuzz_option(s, "spelled", "fuzz.cuh");
  fuzz_run(s);
  return 0;
}
