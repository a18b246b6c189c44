// Probes: rows of C++ text, tried behind the headers in one unit.
//
// The headers come from a PCH that is saved once a session. Clang's own
// recovery keeps a row's error to its row, so one unit answers hundreds of
// questions and every failure has clang's real message.
#include "probe.h"

#include <stdlib.h>
#include <string.h>

static const uint32_t NO_ROW = UINT32_MAX;

void probe_add(ProbeUnit *self, const char *text)
{
  if (!self->text.len)
    for (uint32_t n = reserved_undef(&self->text, self->is_shims); n > 0; n--)
      vec_push(&self->line_rows, NO_ROW);
  size_t len = strlen(text);
  uint32_t row = self->nrows++;
  for (const char *p = text; *p; p++)
    if (*p == '\n')
      vec_push(&self->line_rows, row);
  buf_put(&self->text, text, len);
  if (!len || text[len - 1] != '\n') {
    buf_putc(&self->text, '\n');
    vec_push(&self->line_rows, row);
  }
}

// ---- whose error ------------------------------------------------------------

static bool place_is_probe(ProbeUnit *self, CxPlace p)
{
  Str name = cx_str(self->s, cx(self->s)->getFileName(p.file));
  return str_is(name, "canopy_probe.cu");
}

static uint32_t place_row(ProbeUnit *self, CxPlace p)
{
  if (!p.file || !p.line || p.line > self->line_rows.n || !place_is_probe(self, p))
    return NO_ROW;
  return self->line_rows.items[p.line - 1];
}

static Loc place_loc(ProbeUnit *self, CxPlace p)
{
  Str name = cx_str(self->s, cx(self->s)->getFileName(p.file));
  return (Loc){name, p.line, p.column, p.offset};
}

// The PCH is included in the first row's first line: such a note is nobody's.
static bool note_is_include(Session *s, CXDiagnostic note)
{
  static const char words[] = "in file included from";
  Str text = cx_str(s, cx(s)->getDiagnosticSpelling(note));
  return text && !strncmp(text->text, words, sizeof words - 1);
}

// The row of a diagnostic, and the first place in a header among it and its notes.
static uint32_t diagnostic_row(ProbeUnit *self, CXDiagnostic d, Loc *header)
{
  const CxApi *fn = cx(self->s);
  CxPlace p = cx_expansion(self->s, fn->getDiagnosticLocation(d));
  uint32_t row = place_row(self, p);
  if (row == NO_ROW && p.file && !header->file)
    *header = place_loc(self, p);
  CXDiagnosticSet notes = fn->getChildDiagnostics(d);
  for (unsigned i = 0, n = fn->getNumDiagnosticsInSet(notes); i < n; i++) {
    CXDiagnostic note = fn->getDiagnosticInSet(notes, i);
    bool is_include = note_is_include(self->s, note);
    uint32_t found = is_include ? NO_ROW : diagnostic_row(self, note, header);
    if (row == NO_ROW)
      row = found;
    fn->disposeDiagnostic(note);
  }
  return row;
}

// NVRTC has long double as double in 16 bytes; clang is told the size, and then has no code for it.
static bool diagnostic_is_of_code(Session *s, CXDiagnostic d)
{
  Str text = cx_str(s, cx(s)->getDiagnosticSpelling(d));
  return strstr(text->text, "128 bit size 'long double' type support") != NULL;
}

static void probe_read(ProbeUnit *self)
{
  const CxApi *fn = cx(self->s);
  uint32_t last = NO_ROW;
  for (unsigned i = 0, n = fn->getNumDiagnostics(self->unit); i < n; i++) {
    CXDiagnostic d = fn->getDiagnostic(self->unit, i);
    bool is_error = fn->getDiagnosticSeverity(d) >= CXDiagnostic_Error;
    if (is_error && !diagnostic_is_of_code(self->s, d)) {
      Loc header = {0};
      uint32_t row = diagnostic_row(self, d, &header);
      if (row == NO_ROW)
        row = last;  // clang prints an instantiation stack once
      last = row;
      if (row != NO_ROW && self->results[row].ok) {
        Str text = cx_str(self->s, fn->getDiagnosticSpelling(d));
        self->results[row] = (ProbeResult){.message = text, .loc = header};
      }
    }
    fn->disposeDiagnostic(d);
  }
}

// ---- the unit ---------------------------------------------------------------

static const char *probe_folder(Session *s)
{
  if (s->options.pch_dir)
    return s->options.pch_dir->text;
  const char *folder = getenv("TMPDIR");
  return folder && *folder ? folder : "/tmp";
}

// Behind the headers' own PCH questions are asked of it alone: what an --ask named is named again.
const char *probe_pch(Session *s)
{
  if (s->options.behind_headers)
    return s->cx->now->base;
  return s->cx->now->pch || cx_save(s, probe_folder(s)) ? s->cx->now->pch : NULL;
}

// Clang looks for unused functions in all of the PCH at the end of a unit, unless there was an
// error. It is no row's.
static const char last_line[] = "static_assert(sizeof(char) == 2, \"\");\n";

CnpStatus probe_run(ProbeUnit *self)
{
  Session *s = self->s;
  const char *pch = probe_pch(s);
  if (!pch)
    return CNP_ERROR_ENVIRONMENT;
  const char *const extra[] = {"-ferror-limit=0", "-Xclang", "-fallow-pch-with-compiler-errors",
                               "-include-pch",    pch,       "-w"};
  size_t nextra = sizeof extra / sizeof *extra - self->warns;
  if (!self->is_prefix)
    buf_puts(&self->text, last_line);
  CxSource source = {"canopy_probe.cu", self->text.text ? self->text.text : "", self->text.len};
  // The PCH was made with this flag, and some modes of clang insist that it is given again.
  unsigned flags = CXTranslationUnit_DetailedPreprocessingRecord;
  flags |= self->is_prefix ? CXTranslationUnit_Incomplete : 0;
  self->unit = cx_parse(s, s->cx->probe_index, source, extra, nextra, flags);
  if (!self->unit)
    return CNP_ERROR_ENVIRONMENT;
  self->results = NEW_ARRAY(s->scratch, ProbeResult, self->nrows + 1);
  for (uint32_t i = 0; i < self->nrows; i++)
    self->results[i].ok = true;
  probe_read(self);
  return CNP_OK;
}

void probe_free(ProbeUnit *self)
{
  if (self->unit)
    cx(self->s)->disposeTranslationUnit(self->unit);
  buf_free(&self->text);
  vec_free(&self->line_rows);
  *self = (ProbeUnit){.s = self->s};
}

CnpStatus canopy_check(Session *s, uint32_t arch, const Probe *probes, size_t n,
                       ProbeResult *results)
{
  cx_select(s, arch);
  ProbeUnit unit = {.s = s, .is_shims = true};
  for (size_t i = 0; i < n; i++)
    probe_add(&unit, probes[i].text);
  CnpStatus status = probe_run(&unit);
  if (status == CNP_OK)
    memcpy(results, unit.results, n * sizeof *results);
  probe_free(&unit);
  return status;
}
