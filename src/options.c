// Options come one at a time as "--name=value".
//
// options.def says of each how its value is stored and up to which call it may
// still change something; one that comes later is refused instead of being
// ignored. A word that is no option is answered with the nearest one.
#include "options.h"

#include <assert.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

typedef enum {
  SHAPE_LIST,
  SHAPE_SPELLED,  // a list beside headers: replaces its last entry
  SHAPE_TEXT,
  SHAPE_PAIR,
  SHAPE_NAME_PAIR,
  SHAPE_LAST_PAIR,
  SHAPE_FLAG,
  SHAPE_NUMBER,
  SHAPE_ARCH,
} Shape;

typedef enum { STAGE_PARSE, STAGE_PLAN, STAGE_REJECT, STAGE_TEXT } Stage;

typedef struct OptionSpec {
  const char *name;
  Shape shape;
  Stage stage;
  size_t field;  // offset in Options
} OptionSpec;

static const OptionSpec option_specs[] = {
#define OPTION(name, shape, stage, field) \
  {name, SHAPE_##shape, STAGE_##stage, offsetof(Options, field)},
#include "options.def"
#undef OPTION
};

enum { OPTION_COUNT = sizeof option_specs / sizeof *option_specs, OPTION_NAME_MAX = 32 };

static void *option_field(Options *self, const OptionSpec *spec)
{
  return (char *)self + spec->field;
}

void options_init(Session *s)
{
  s->options.max_errors = 1000;
}

void options_free(Options *self)
{
  for (size_t i = 0; i < OPTION_COUNT; i++) {
    void *field = option_field(self, &option_specs[i]);
    switch (option_specs[i].shape) {
    case SHAPE_LIST:
    case SHAPE_SPELLED:
    case SHAPE_ARCH:
      vec_free((StrVec *)field);
      break;
    case SHAPE_PAIR:
    case SHAPE_NAME_PAIR:
    case SHAPE_LAST_PAIR:
      vec_free((PairVec *)field);
      break;
    case SHAPE_TEXT:
    case SHAPE_FLAG:
    case SHAPE_NUMBER:
      break;
    }
  }
}

// ---- did you mean -----------------------------------------------------------

static size_t size_min(size_t a, size_t b)
{
  return a < b ? a : b;
}

// Levenshtein distance of two names; long ones are as far as can be.
static size_t name_distance(const char *a, size_t na, const char *b)
{
  size_t row[OPTION_NAME_MAX + 1], nb = strlen(b);
  if (na > OPTION_NAME_MAX || nb > OPTION_NAME_MAX)
    return SIZE_MAX;
  for (size_t j = 0; j <= nb; j++)
    row[j] = j;
  for (size_t i = 1; i <= na; i++) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= nb; j++) {
      size_t change = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = size_min(change, size_min(row[j], row[j - 1]) + 1);
    }
  }
  return row[nb];
}

static CnpStatus option_unknown(Session *s, const char *option, const char *name, size_t len)
{
  const char *best = NULL;
  size_t least = len / 3 + 2;  // further away than this is no slip of the pen
  for (size_t i = 0; i < OPTION_COUNT; i++) {
    size_t d = name_distance(name, len, option_specs[i].name);
    if (d < least) {
      least = d;
      best = option_specs[i].name;
    }
  }
  size_t whole = (size_t)(name - option) + len;
  int shown = (int)size_min(whole, 80);
  while (shown > 0 && (size_t)shown < whole && (option[shown] & 0xc0) == 0x80)
    shown--;  // not within a character
  if (best)
    return session_fail(s, E_unknown_option, "unknown option '%.*s', did you mean '--%s'?", shown,
                        option, best);
  return session_fail(s, E_unknown_option, "unknown option '%.*s'", shown, option);
}

// ---- values -----------------------------------------------------------------

// The '=' that ends a qualified name. Operator names hold some themselves: of
// the symbols that follow the word "operator" the last '=' is the separator.
static const char *name_end(const char *value)
{
  static const char word[] = "operator";
  for (const char *p = value; *p; p++) {
    if (*p == '=')
      return p;
    if (strncmp(p, word, sizeof word - 1) || (p > value && is_identifier_char(p[-1])))
      continue;
    const char *symbol = p + sizeof word - 1;
    size_t n = strspn(symbol, "+-*/%^&|~!=<>()[],");
    for (size_t i = n; i > 0; i--)
      if (symbol[i - 1] == '=')
        return symbol + i - 1;
    p = symbol + n - 1;
  }
  return NULL;
}

static const char *pair_end(Shape shape, const char *value)
{
  if (shape == SHAPE_NAME_PAIR)
    return name_end(value);
  return shape == SHAPE_LAST_PAIR ? strrchr(value, '=') : strchr(value, '=');
}

static CnpStatus option_add_pair(Session *s, const OptionSpec *spec, const char *value)
{
  const char *end = pair_end(spec->shape, value);
  if (!end || end == value)
    return session_fail(s, E_option_no_pair, "option '--%s' expects NAME=VALUE, found '%s'",
                        spec->name, value);
  Pair pair = {intern(s, value, (size_t)(end - value)), intern_c(s, end + 1)};
  vec_push((PairVec *)option_field(&s->options, spec), pair);
  return CNP_OK;
}

static CnpStatus option_set_number(Session *s, const OptionSpec *spec, const char *value)
{
  char *end;
  errno = 0;
  unsigned long n = strtoul(value, &end, 10);
  if (*value < '0' || *value > '9' || *end || errno || n == 0 || n > 1000000000)
    return session_fail(s, E_option_no_number,
                        "option '--%s' expects a positive number, found '%s'", spec->name, value);
  *(uint32_t *)option_field(&s->options, spec) = (uint32_t)n;
  return CNP_OK;
}

// "sm_90", "sm_90a"
static bool is_arch(const char *value)
{
  if (value[0] != 's' || value[1] != 'm' || value[2] != '_')
    return false;
  const char *p = value + 3;
  size_t n = strspn(p, "0123456789");
  return n && n <= 4 && (!p[n] || (p[n] >= 'a' && p[n] <= 'z' && !p[n + 1]));
}

// One unit an arch, and an arch is a bit.
static CnpStatus option_add_arch(Session *s, StrVec *archs, const char *value)
{
  Str arch = intern_c(s, value);
  for (size_t i = 0; i < archs->n; i++)
    if (archs->items[i] == arch)
      return CNP_OK;
  if (archs->n == ARCHS_MAX)
    return session_fail(s, E_many_archs, "option '--arch' is given for more than 64 archs");
  vec_push(archs, arch);
  return CNP_OK;
}

// What a value must be beyond its shape.
static CnpStatus option_check(Session *s, const OptionSpec *spec, const char *value)
{
  const char *what = NULL;
  if (!strcmp(spec->name, "intent")) {
    const char *end = strrchr(value, '='), *colon = strrchr(value, ':');
    if (!end || !colon || colon == value || colon + 1 >= end)
      what = "NAME:PARAM=in|out|inout";
    else if (strcmp(end + 1, "in") && strcmp(end + 1, "out") && strcmp(end + 1, "inout"))
      what = "in, out or inout";
  } else if (!strcmp(spec->name, "reject")) {
    size_t n = strspn(value, "0123456789");
    if (!n || n > 9 || (value[n] != '=' && value[n] != '@'))
      what = "ROW=MESSAGE or ROW@ARCH=MESSAGE";
  } else if (!strcmp(spec->name, "refused")) {
    const char *end = strchr(value, '='), *colon = end;
    for (int n = 0; colon && n < 2; n++) {
      const char *digits = colon;
      while (digits > value && strchr("0123456789", digits[-1]))
        digits--;
      colon = digits < colon && digits > value + 1 && digits[-1] == ':' ? digits - 1 : NULL;
    }
    bool has_round = value[0] >= '0' && value[0] <= '9' && colon > strchr(value, ':');
    what = colon && has_round ? NULL : "ROUND:FILE:LINE:COLUMN=MESSAGE";
  } else if (!strcmp(spec->name, "arch") && !is_arch(value)) {
    what = "sm_ and a number";
  } else if (!strcmp(spec->name, "header") && !*value) {
    what = "the name of a header";
  } else if (!strcmp(spec->name, "spelled") && !s->options.headers.n) {
    return session_fail(s, E_spelled_early, "option '--spelled' comes before any '--header'");
  }
  if (!what)
    return CNP_OK;
  return session_fail(s, E_option_value, "option '--%s' expects %s, found '%s'", spec->name, what,
                      value);
}

static CnpStatus option_store(Session *s, const OptionSpec *spec, const char *value)
{
  void *field = option_field(&s->options, spec);
  assert(value || spec->shape == SHAPE_FLAG);
  switch (spec->shape) {
  case SHAPE_LIST:
    vec_push((StrVec *)field, intern_c(s, value));
    if (field == &s->options.headers)
      vec_push(&s->options.spelled, intern_c(s, value));
    return CNP_OK;
  case SHAPE_SPELLED:
    s->options.spelled.items[s->options.spelled.n - 1] = intern_c(s, value);
    return CNP_OK;
  case SHAPE_TEXT:
    *(Str *)field = intern_c(s, value);
    return CNP_OK;
  case SHAPE_PAIR:
  case SHAPE_NAME_PAIR:
  case SHAPE_LAST_PAIR:
    return option_add_pair(s, spec, value);
  case SHAPE_FLAG:
    *(bool *)field = true;
    return CNP_OK;
  case SHAPE_NUMBER:
    return option_set_number(s, spec, value);
  case SHAPE_ARCH:
    return option_add_arch(s, field, value);
  }
  assert(!"a shape that is none");
  return CNP_ERROR_USAGE;
}

static CnpStatus option_check_stage(Session *s, const OptionSpec *spec)
{
  const char *late = NULL;
  if (spec->stage == STAGE_PARSE && s->model)
    late = "parsing";
  else if (spec->stage == STAGE_PLAN && s->plan)
    late = "planning";
  if (late)
    return session_fail(s, E_option_late, "option '--%s' comes after %s", spec->name, late);
  if (spec->stage == STAGE_REJECT && !s->plan)
    return session_fail(s, E_option_early, "option '--%s' comes before planning", spec->name);
  return CNP_OK;
}

CnpStatus options_add(Session *s, const char *option)
{
  if (strncmp(option, "--", 2) || !option[2])
    return session_fail(s, E_no_option, "expected an option --NAME=VALUE, found '%s'", option);
  const char *name = option + 2, *value = strchr(name, '=');
  size_t len = value ? (size_t)(value - name) : strlen(name);
  const OptionSpec *spec = NULL;
  for (size_t i = 0; i < OPTION_COUNT && !spec; i++)
    if (strlen(option_specs[i].name) == len && !memcmp(option_specs[i].name, name, len))
      spec = &option_specs[i];
  if (!spec)
    return option_unknown(s, option, name, len);
  if (spec->shape == SHAPE_FLAG && value)
    return session_fail(s, E_option_with_value, "option '--%s' takes no value", spec->name);
  if (spec->shape != SHAPE_FLAG && !value)
    return session_fail(s, E_option_without_value, "option '--%s' expects a value", spec->name);
  CnpStatus status = option_check_stage(s, spec);
  if (status == CNP_OK && value)
    status = option_check(s, spec, value + 1);
  return status == CNP_OK ? option_store(s, spec, value ? value + 1 : NULL) : status;
}

// ---- "options" --------------------------------------------------------------

static void options_write_list(Buf *out, const StrVec *list)
{
  buf_putc(out, '[');
  for (size_t i = 0; i < list->n; i++) {
    buf_puts(out, i ? ", " : "");
    buf_jsonstr(out, list->items[i]->text, list->items[i]->len);
  }
  buf_putc(out, ']');
}

static void options_write_pairs(Buf *out, const PairVec *pairs)
{
  buf_putc(out, '[');
  for (size_t i = 0; i < pairs->n; i++) {
    buf_puts(out, i ? ", [" : "[");
    buf_jsonstr(out, pairs->items[i].key->text, pairs->items[i].key->len);
    buf_puts(out, ", ");
    buf_jsonstr(out, pairs->items[i].value->text, pairs->items[i].value->len);
    buf_putc(out, ']');
  }
  buf_putc(out, ']');
}

static void options_write_value(Buf *out, const OptionSpec *spec, const void *field)
{
  switch (spec->shape) {
  case SHAPE_LIST:
  case SHAPE_SPELLED:
  case SHAPE_ARCH:
    options_write_list(out, field);
    break;
  case SHAPE_PAIR:
  case SHAPE_NAME_PAIR:
  case SHAPE_LAST_PAIR:
    options_write_pairs(out, field);
    break;
  case SHAPE_TEXT: {
    Str text = *(const Str *)field;
    if (text)
      buf_jsonstr(out, text->text, text->len);
    else
      buf_puts(out, "null");
    break;
  }
  case SHAPE_FLAG:
    buf_puts(out, *(const bool *)field ? "true" : "false");
    break;
  case SHAPE_NUMBER:
    buf_printf(out, "%u", (unsigned)*(const uint32_t *)field);
    break;
  }
}

const char *options_text(Session *s)
{
  Buf out = {0};
  for (size_t i = 0; i < OPTION_COUNT; i++) {
    buf_printf(&out, "%s\"%s\": ", i ? ",\n " : "{", option_specs[i].name);
    options_write_value(&out, &option_specs[i], option_field(&s->options, &option_specs[i]));
  }
  buf_puts(&out, "}\n");
  return buf_finish(&out, s->arena);
}
