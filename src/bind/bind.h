// The planner's door: one call decides what is bound and writes the shims.
#ifndef BIND_BIND_H
#define BIND_BIND_H

#include "../session.h"

// Plans s->model into s->plan; again after --reject options.
CnpStatus bind_plan(Session *s);

// "units", "report", "table", "module", "stub", "answers"; NULL for any other word or before the
// plan.
const char *bind_text(Session *s, const char *what);

// Releases what the plan holds beside the arena; s->plan becomes NULL. No plan: no-op.
void bind_free(Session *s);

#endif
