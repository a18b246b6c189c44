// Options: the words of canopy.h, checked when they come in.
#ifndef OPTIONS_H
#define OPTIONS_H

#include "session.h"

void options_init(Session *s);
void options_free(Options *self);
CnpStatus options_add(Session *s, const char *option);

// All options in force as JSON, in the order of options.def.
const char *options_text(Session *s);

#endif
