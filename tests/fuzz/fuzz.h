// What the fuzz targets share: a session over libclang, run as far as it goes.
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "canopy.h"

// What libFuzzer calls; standalone.c calls them on files.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);

// Writes text as the header of this process; returns its path.
const char *fuzz_header_write(const uint8_t *text, size_t size);

// A session with libclang ($NUMBAST_LIBCLANG) and the pinned target, no header yet.
CnpSession *fuzz_session(void);

// One option "--name=TEXT"; what is no option is no error here.
void fuzz_option(CnpSession *s, const char *name, const char *text);

// Parses, plans, writes every output; each may fail. Frees the session.
void fuzz_run(CnpSession *s);

#endif
