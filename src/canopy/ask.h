// Questions about templates: asked of clang in the headers' own unit.
#ifndef CANOPY_ASK_H
#define CANOPY_ASK_H

#include "walk.h"

// Behind everything else in the main file, whose name that is.
void asks_write(Walk *w, Buf *main, const char *file);
bool asks_take_diagnostic(Walk *w, CXDiagnostic d);  // an error that belongs to a question
bool asks_take_cursor(Walk *w, CXCursor c);          // a declaration of our own lines
void asks_read(Walk *w);                             // the answers; brings in what they name

#endif
