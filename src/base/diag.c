// Diagnostics, and how they look.
//
// They stand in one list, in the order they came. Notes that belong
// to a diagnostic follow it as children and share its fate when there are too
// many. Nothing is printed here: the list becomes text or JSON on demand.
#include "diag.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *severity_name(Severity s)
{
  static const char *const names[] = {"note", "warning", "error", "fatal error"};
  return names[s];
}

Diag *diag_append(DiagList *self, Arena *arena, Diag d)
{
  if (!self->tail)
    self->tail = &self->first;
  bool is_error = d.severity >= SEV_ERROR;
  self->errors += is_error;
  if (!d.is_child && self->limit)
    self->dropping = is_error ? self->errors > self->limit : self->n >= self->limit;
  if (self->dropping) {
    self->dropped += !d.is_child;
    return NULL;
  }
  Diag *kept = NEW(arena, Diag);
  *kept = d;
  kept->next = NULL;
  *self->tail = kept;
  self->tail = &kept->next;
  self->n++;
  return kept;
}

void diag_rewind(DiagList *self, DiagList mark)
{
  *self = mark;
  if (self->tail)
    *self->tail = NULL;
}

// ---- source lines -----------------------------------------------------------

// One file at a time: diagnostics come in runs of the same file.
typedef struct Source {
  Str file;
  char *text;
  size_t len;
} Source;

static void source_open(Source *self, Str file)
{
  free(self->text);
  *self = (Source){.file = file};
  FILE *f = fopen(file->text, "rb");
  if (!f)
    return;  // text that was never a file, such as the prelude
  size_t cap = 0;
  for (;;) {
    if (cap - self->len < 4096)
      self->text = mem_grow(self->text, cap = cap ? cap * 2 : 65536, 1);
    size_t n = fread(self->text + self->len, 1, cap - self->len, f);
    if (!n)
      break;
    self->len += n;
  }
  fclose(f);
}

static Str source_line(const Source *self, StrPool *strings, uint32_t line)
{
  const char *p = self->text, *end = p ? p + self->len : p;
  for (uint32_t i = 1; p && i < line; i++) {
    p = memchr(p, '\n', (size_t)(end - p));
    p = p && p + 1 < end ? p + 1 : NULL;
  }
  if (!p || !line)
    return NULL;
  const char *stop = memchr(p, '\n', (size_t)(end - p));
  size_t len = (size_t)((stop ? stop : end) - p);
  if (len && p[len - 1] == '\r')
    len--;
  return len <= DIAG_SOURCE_MAX ? str_intern(strings, p, len) : NULL;
}

void diag_read_sources(DiagList *self, StrPool *strings)
{
  Source source = {0};
  for (Diag *d = self->first; d; d = d->next) {
    if (d->source || !d->loc.file)
      continue;
    if (source.file != d->loc.file)
      source_open(&source, d->loc.file);
    d->source = source_line(&source, strings, d->loc.line);
  }
  free(source.text);
}

// ---- text and JSON ----------------------------------------------------------

// Blanks up to a column (counted in bytes from 1), one for each character; tabs
// stay tabs, so that the caret stands right whatever their width.
static void caret_write(Buf *out, Str source, uint32_t column)
{
  for (uint32_t i = 0; i + 1 < column && i < source->len; i++) {
    unsigned char c = (unsigned char)source->text[i];
    if (c == '\t')
      buf_putc(out, '\t');
    else if ((c & 0xc0) != 0x80)
      buf_putc(out, ' ');
  }
  buf_puts(out, "^\n");
}

static void diag_write_one(Buf *out, const Diag *d)
{
  if (d->loc.file) {
    buf_puts(out, d->loc.file->text);
    if (d->loc.line)
      buf_printf(out, ":%u:%u", (unsigned)d->loc.line, (unsigned)d->loc.column);
    buf_puts(out, ": ");
  }
  buf_printf(out, "%s: %s", severity_name(d->severity), str_c(d->text));
  if (d->flag)
    buf_printf(out, " [%s]", d->flag->text);
  buf_putc(out, '\n');
  if (d->source && d->source->len) {
    buf_printf(out, "%s\n", d->source->text);
    if (d->loc.column)
      caret_write(out, d->source, d->loc.column);
  }
}

void diag_write_text(Buf *out, const DiagList *self)
{
  for (const Diag *d = self->first; d; d = d->next)
    diag_write_one(out, d);
  if (self->dropped)
    buf_printf(out, "note: %u more diagnostics are not shown\n", (unsigned)self->dropped);
}

static void json_member(Buf *out, const char *key, Str value)
{
  buf_printf(out, ", \"%s\": ", key);
  if (value)
    buf_jsonstr(out, value->text, value->len);
  else
    buf_puts(out, "null");
}

static void diag_write_json_one(Buf *out, const Diag *d)
{
  static const char *const severities[] = {"note", "warning", "error", "fatal"};
  buf_printf(out, "{\"line\": %u, \"column\": %u, \"severity\": \"%s\", \"id\": \"clang\"",
             (unsigned)d->loc.line, (unsigned)d->loc.column, severities[d->severity]);
  json_member(out, "file", d->loc.file);
  json_member(out, "message", d->text);
  json_member(out, "flag", d->flag);
  json_member(out, "source", d->source);
  buf_printf(out, ", \"child\": %s, \"local\": %s}", d->is_child ? "true" : "false",
             d->is_local ? "true" : "false");
}

void diag_write_json(Buf *out, const DiagList *self)
{
  buf_putc(out, '[');
  for (const Diag *d = self->first; d; d = d->next) {
    if (d != self->first)
      buf_puts(out, ",\n ");
    diag_write_json_one(out, d);
  }
  if (self->dropped)
    buf_printf(out,
               "%s{\"line\": 0, \"column\": 0, \"severity\": \"note\", "
               "\"id\": \"more-diagnostics\", "
               "\"file\": null, \"message\": \"%u more diagnostics are not shown\", "
               "\"flag\": null, \"source\": null, \"child\": false, \"local\": false}",
               self->first ? ",\n " : "", (unsigned)self->dropped);
  buf_puts(out, "]\n");
}
