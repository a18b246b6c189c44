// Lists: the declarations of one source file as ast_canopy's users know them.
#ifndef COMPAT_COMPAT_H
#define COMPAT_COMPAT_H

#include "../session.h"

// Parses the file of --source (or the text of --source-text) and lists its declarations.
CnpStatus compat_parse(Session *s);

#endif
