// The parser's door: one call fills the session's model and freezes it.
#ifndef CANOPY_CANOPY_H
#define CANOPY_CANOPY_H

#include "../session.h"

// Parses the headers of the options into s->model.
CnpStatus canopy_parse(Session *s);

// "files", "names", "model"; NULL for any other word or before the parse.
const char *canopy_text(Session *s, const char *what);

#endif
