// The parser's door: one call fills the session's model and freezes it.
#ifndef CANOPY_CANOPY_H
#define CANOPY_CANOPY_H

#include "../session.h"

// Parses the headers of the options into s->model, once for each arch.
CnpStatus canopy_parse(Session *s);

// "sm_75, sm_90": the archs of bits as in Decl.archs.
Str canopy_archs(Session *s, uint64_t archs);

// "files", "names", "model"; NULL for any other word or before the parse.
const char *canopy_text(Session *s, const char *what);

// A text to be tried behind the header's declarations: whole lines, of which
// errors belong to this probe alone. preamble text of a batch is a probe too.
typedef struct Probe {
  const char *text;  // one or more lines; a last newline may be left out
} Probe;

typedef struct ProbeResult {
  bool ok;
  Str message;  // clang's first error about it; NULL when ok
  Loc loc;      // where that error or its innermost note lies in a header; file NULL: in the probe
} ProbeResult;

// reserved.c: writes #undef for each word of C++ that our text is made of, or that shims are; how
// many lines.
uint32_t reserved_undef(Buf *out, bool in_shims);
bool name_is_reserved(const char *name);

// Compiles n probes, device side, in one unit over the header's precompiled
// form of an arch (an index of Model.archs). Function bodies of the probes are checked, the
// header's are not looked into. Fails only when libclang does.
CnpStatus canopy_check(Session *s, uint32_t arch, const Probe *probes, size_t n,
                       ProbeResult *results);

#endif
