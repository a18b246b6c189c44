// Loading libclang, as the session sees it: everything else of it is cx.h's.
#ifndef CLANG_LOAD_H
#define CLANG_LOAD_H

#include "../session.h"

// Loads libclang into s->cx; CNP_ERROR_ENVIRONMENT and s->error when it cannot.
CnpStatus cx_load(Session *s, const char *path);

// Disposes of the translation unit and the library; s->cx becomes NULL. Nothing was loaded: no-op.
void cx_unload(Session *s);

// "clang version 22.1.4"; "" when nothing is loaded.
const char *cx_version(const Session *s);

#endif
