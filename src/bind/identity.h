// Whose class it is: the text that a class of the user's own comes from.
#ifndef BIND_IDENTITY_H
#define BIND_IDENTITY_H

#include "../canopy/model.h"
#include "../session.h"

typedef struct Identity Identity;

Identity *identity_new(Session *s);  // of the session's model
void identity_free(Identity *self);

// A hash of all text that may say what a declaration means; 0 for one of a toolkit's, a package's
// or the compiler's own file.
uint64_t identity_text(Identity *self, const Decl *d);

#endif
