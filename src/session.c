// The session, and the calls of canopy.h on it.
//
// Each call checks that its turn has come, clears the last error and hands the
// work to the layer that does it. Nothing here looks at a declaration.
#include "session.h"

#include <stdlib.h>
#include <string.h>

#include "base/deep.h"
#include "bind/bind.h"
#include "canopy/canopy.h"
#include "clang/load.h"
#include "compat/compat.h"
#include "options.h"

Str intern(Session *s, const char *text, size_t len)
{
  return str_intern(s->strings, text, len);
}

Str intern_c(Session *s, const char *text)
{
  return str_from(s->strings, text);
}

void include_write(Buf *out, Str header)
{
  const char *name = str_c(header);
  buf_printf(out, *name == '/' ? "#include \"%s\"\n" : "#include <%s>\n", name);
}

CnpStatus session_fail(Session *s, ErrorId id, const char *fmt, ...)
{
  static const CnpStatus statuses[] = {
#define ERROR(id, status) CNP_ERROR_##status,
#include "errors.def"
#undef ERROR
  };
  va_list args;
  va_start(args, fmt);
  s->error = str_vformat(s->strings, fmt, args);
  va_end(args);
  s->error_id = id;
  return statuses[id];
}

// ---- canopy.h ---------------------------------------------------------------

CnpSession *cnp_session_new(void)
{
  Session *s = mem_grow(NULL, 1, sizeof *s);
  *s = (Session){.arena = arena_new(), .scratch = arena_new()};
  s->strings = strpool_new(s->arena);
  options_init(s);
  return s;
}

void cnp_session_free(CnpSession *self)
{
  if (!self)
    return;
  bool has_clang = self->cx != NULL;
  bind_free(self);
  cx_unload(self);
  options_free(&self->options);
  buf_free(&self->dump);
  strpool_free(self->strings);
  arena_free(self->scratch);
  arena_free(self->arena);
  free(self);
  if (has_clang)
    mem_return();
}

CnpStatus cnp_session_load(CnpSession *self, const char *path)
{
  self->error = NULL;
  if (self->cx)
    return session_fail(self, E_loaded_twice, "libclang is loaded already");
  return cx_load(self, path);
}

const char *cnp_session_libclang(const CnpSession *self)
{
  return cx_version(self);
}

const char *cnp_session_error(const CnpSession *self)
{
  return str_c(self->error);
}

// "no_header" is shown as "no-header".
const char *cnp_session_error_id(CnpSession *self)
{
  static const char *const names[] = {
#define ERROR(id, status) #id,
#include "errors.def"
#undef ERROR
  };
  if (!self->error)
    return "";
  char *shown = arena_strdup(self->arena, names[self->error_id], strlen(names[self->error_id]));
  for (char *p = shown; (p = strchr(p, '_'));)
    *p = '-';
  return shown;
}

CnpStatus cnp_session_option(CnpSession *self, const char *option)
{
  self->error = NULL;
  return options_add(self, option);
}

// A layer's work on a session. libclang recurses with what it reads, so it has a stack of its own.
typedef struct Work {
  CnpStatus (*run)(Session *s);
  Session *s;
  CnpStatus status;
} Work;

static void work_run(void *payload)
{
  Work *self = payload;
  self->status = self->run(self->s);
}

static CnpStatus session_work(Session *s, CnpStatus (*run)(Session *s))
{
  Work work = {run, s, CNP_OK};
  deep_run(work_run, &work);
  arena_reset(s->scratch);
  return work.status;
}

CnpStatus cnp_parse(CnpSession *self)
{
  self->error = NULL;
  if (!self->cx)
    return session_fail(self, E_not_loaded, "no libclang is loaded");
  if (self->is_parsed)
    return session_fail(self, E_parsed_twice, "the session has been parsed already");
  if (!self->options.headers.n && !self->options.extra_source && !self->options.precompile)
    return session_fail(self, E_no_header, "no header is given");
  self->is_parsed = true;
  self->diags.limit = self->options.max_errors;
  return session_work(self, canopy_parse);
}

CnpStatus cnp_lists(CnpSession *self)
{
  self->error = NULL;
  if (!self->cx)
    return session_fail(self, E_not_loaded, "no libclang is loaded");
  if (self->is_parsed)
    return session_fail(self, E_parsed_twice, "the session has been parsed already");
  if (!self->options.source)
    return session_fail(self, E_no_source, "no source is given");
  self->is_parsed = true;
  self->diags.limit = self->options.max_errors;
  return session_work(self, compat_parse);
}

CnpStatus cnp_plan(CnpSession *self)
{
  self->error = NULL;
  if (!self->model)
    return session_fail(self, E_not_parsed, "nothing has been parsed");
  if (self->options.no_values)
    return session_fail(self, E_not_parsed, "a plan needs the values that --no-values left out");
  return session_work(self, bind_plan);
}

static const char *session_diagnostics(Session *s, bool as_json)
{
  Buf out = {0};
  diag_read_sources(&s->diags, s->strings);
  (as_json ? diag_write_json : diag_write_text)(&out, &s->diags);
  return buf_finish(&out, s->arena);
}

const char *cnp_text(CnpSession *self, const char *what)
{
  if (!strcmp(what, "diagnostics"))
    return session_diagnostics(self, true);
  if (!strcmp(what, "log"))
    return session_diagnostics(self, false);
  if (!strcmp(what, "options"))
    return options_text(self);
  if (!strcmp(what, "dump"))
    return arena_strdup(self->arena, self->dump.text ? self->dump.text : "", self->dump.len);
  if (!strcmp(what, "lists"))
    return self->lists;
  const char *text = self->model ? canopy_text(self, what) : NULL;
  return text || !self->plan ? text : bind_text(self, what);
}
