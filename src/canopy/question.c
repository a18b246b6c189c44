// The text of questions about templates.
//
// Nothing of a question reaches clang unless each part of it is one template
// argument, name or operator.
#include "question.h"

#include <ctype.h>
#include <string.h>

static const struct {
  const char *word;
  uint32_t nfixed;  // parts before the arguments, the word apart
} ask_kinds[ASK_COUNT] = {{"class", 1},  {"deduce", 1}, {"const", 1}, {"call", 1},
                          {"method", 2}, {"new", 1},    {"op", 1}};

uint32_t ask_nfixed(const Ask *self)
{
  return ask_kinds[self->kind].nfixed;
}

// ---- what may be asked ------------------------------------------------------

static const char brackets_open[] = "([<{", brackets_close[] = ")]>}";

// Whether the brace at `p` holds a class's initial values, and no statements.
static bool is_behind_type(const char *text, const char *p)
{
  while (p > text && p[-1] == ' ')
    p--;
  return p > text && (p[-1] == '>' || p[-1] == '_' || isalnum((unsigned char)p[-1]));
}

// Whether a text can only be one template argument, name or expression: brackets match, nothing
// ends it early. Inside of round and square brackets '<' and '>' are operators.
static bool is_one_argument(const char *text)
{
  char stack[64];
  size_t depth = 0;
  for (const char *p = text; *p; p++) {
    bool in_angles = !depth || stack[depth - 1] == '<';
    if (strchr(";#@`\\\"", *p) || (unsigned char)*p < ' ' ||
        (*p == '{' && !is_behind_type(text, p)) || (p[0] == '/' && (p[1] == '/' || p[1] == '*')))
      return false;
    if (*p == ',' && !depth)
      return false;
    if (strchr("<>", *p) && (!in_angles || (p > text && p[-1] == '-')))
      continue;
    const char *open = strchr(brackets_open, *p), *close = strchr(brackets_close, *p);
    if (open) {
      if (depth == sizeof stack)
        return false;
      stack[depth++] = *p;
    } else if (close && (!depth || stack[--depth] != brackets_open[close - brackets_close])) {
      return false;
    }
  }
  return !depth && *text && !strstr(text, "_Pragma") && !strstr(text, "__pragma");
}

static bool is_operator(const char *text)
{
  static const char *const symbols[] = {
      "+",  "-",  "*",  "/",   "%",  "^",  "&",  "|",  "~",   "!",  "=",   "<",   ">",
      "+=", "-=", "*=", "/=",  "%=", "^=", "&=", "|=", "<<",  ">>", "<<=", ">>=", "==",
      "!=", "<=", ">=", "<=>", "&&", "||", "++", "--", "->*", "->", "()",  "[]"};
  for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
    if (!strcmp(symbols[i], text))
      return true;
  return false;
}

static Str part_trimmed(Session *s, const char *p, size_t n)
{
  while (n && *p == ' ')
    p++, n--;
  while (n && p[n - 1] == ' ')
    n--;
  return intern(s, p, n);
}

static const char *ask_problem(const Ask *self)
{
  if (self->nparts < ask_kinds[self->kind].nfixed)
    return "the question lacks a part";
  for (uint32_t i = 0; i < self->nparts; i++)
    if (self->kind == ASK_OP && i == 0 ? !is_operator(str_c(self->parts[i]))
                                       : !is_one_argument(str_c(self->parts[i])))
      return "not one C++ name, type or template argument";
  if (self->kind == ASK_OP && (self->nparts < 2 || self->nparts > 3) &&
      !str_is(self->parts[0], "()"))
    return "an operator has one or two operands";
  return NULL;
}

void ask_parse(Session *s, Ask *self, Str text)
{
  self->kind = ASK_COUNT;
  self->answer.question = text;
  const char *p = str_c(text), *end;
  for (bool is_first = true; p; p = *end ? end + 1 : NULL, is_first = false) {
    end = p + strcspn(p, ";");
    Str part = part_trimmed(s, p, (size_t)(end - p));
    for (int k = 0; is_first && k < ASK_COUNT; k++)
      if (str_is(part, ask_kinds[k].word))
        self->kind = (AskKind)k;
    if (!is_first && self->nparts < ASK_MAX_PARTS)
      self->parts[self->nparts++] = part;
  }
  const char *problem = self->kind == ASK_COUNT ? "no such kind of question" : ask_problem(self);
  if (problem)
    self->answer.message = intern_c(s, problem);
}

// ---- the text ---------------------------------------------------------------

// A part as clang reads it. Where a type may be an expression as well, clang takes a comma between
// an array's square brackets for the end of the former, also one between angle brackets:
// int (&)[S<int, 4>::n]. Round brackets hide it.
static void part_write(Buf *b, Str part)
{
  for (const char *p = str_c(part); *p;) {
    size_t n = strcspn(p, "["), inside = p[n] ? strcspn(p + n, "]") : 0;
    buf_put(b, p, n);
    p += n;
    if (inside && p[inside] && memchr(p, ',', inside) && !memchr(p + 1, '[', inside - 1)) {
      buf_printf(b, "[(%.*s)]", (int)inside - 1, p + 1);
      p += inside + 1;
    } else if (*p) {
      buf_putc(b, *p++);
    }
  }
}

// An expression of a part's type.
static void declval_write(Buf *b, Str part)
{
  buf_puts(b, "cnp_ask::v<");
  part_write(b, part);
  buf_puts(b, ">()");
}

static void arguments_write(Buf *b, const Ask *self, uint32_t from)
{
  for (uint32_t i = from; i < self->nparts; i++) {
    buf_puts(b, i > from ? ", " : "");
    declval_write(b, self->parts[i]);
  }
}

static void operator_write(Buf *b, const Ask *self)
{
  const char *symbol = str_c(self->parts[0]);
  bool is_call = !strcmp(symbol, "()"), is_index = !strcmp(symbol, "[]");
  if (self->nparts == 2 && !is_call && !is_index)
    buf_puts(b, symbol);
  declval_write(b, self->parts[1]);
  if (is_call || is_index) {
    buf_putc(b, symbol[0]);
    arguments_write(b, self, 2);
    buf_putc(b, symbol[1]);
  } else if (self->nparts == 3) {
    buf_printf(b, " %s ", symbol);
    declval_write(b, self->parts[2]);
  }
}

static void callee_write(Buf *b, const Ask *self)
{
  switch (self->kind) {
  case ASK_METHOD:
    declval_write(b, self->parts[0]);
    buf_putc(b, '.');
    part_write(b, self->parts[1]);
    buf_putc(b, '(');
    break;
  case ASK_NEW:
    buf_puts(b, "::new (cnp_ask::at{}) t(");
    break;
  default:
    part_write(b, self->parts[0]);
    buf_putc(b, '(');
  }
  arguments_write(b, self, ask_kinds[self->kind].nfixed);
  buf_putc(b, ')');
}

void ask_write(Buf *b, const Ask *self, uint32_t i)
{
  const char *first = self->nparts ? str_c(self->parts[0]) : "";
  if (self->answer.message) {
    buf_putc(b, '\n');
    return;
  }
  switch (self->kind) {
  case ASK_CLASS:
    buf_printf(b, "using cnp_q%u = ", i);
    part_write(b, self->parts[0]);
    buf_puts(b, "; static_assert(sizeof(");
    part_write(b, self->parts[0]);
    buf_puts(b, ") > 0, \"\"); ");
    buf_printf(b, "static_assert(sizeof(cnp_ask::inner<cnp_q%u>(nullptr)) == 1, \"\");\n", i);
    return;
  case ASK_DEDUCE:
    buf_printf(b, "using cnp_q%u = decltype(", i);
    callee_write(b, self);
    buf_puts(b, ");\n");
    return;
  case ASK_CONST:
    buf_printf(b, "using cnp_t%u = cnp_ask::bare<decltype(%s)>; ", i, first);
    buf_printf(b, "enum cnp_q%u : long long { cnp_a%u = cnp_ask::told<cnp_t%u>::of(%s) };\n", i, i,
               i, first);
    return;
  default:
    break;
  }
  buf_printf(b, "__device__ inline auto cnp_q%u() { ", i);
  if (self->kind == ASK_NEW)
    buf_printf(b, "using t = %s; ", first);
  if (self->kind == ASK_OP && self->nparts == 3)
    buf_printf(b, "using a = cnp_ask::operand<%s>::type; using b = cnp_ask::operand<%s>::type; ",
               str_c(self->parts[1]), str_c(self->parts[2]));
  buf_puts(b, "using r = decltype(");
  if (self->kind == ASK_OP)
    operator_write(b, self);
  else
    callee_write(b, self);
  buf_puts(b, "); (void)sizeof(cnp_ask::whole<r>(nullptr)); ");  // the result is a whole type
  for (uint32_t k = ask_kinds[self->kind].nfixed; k < self->nparts; k++) {  // and so are theirs
    buf_puts(b, "(void)sizeof(cnp_ask::whole<");
    part_write(b, self->parts[k]);
    buf_puts(b, ">(nullptr)); ");
  }
  buf_puts(b, "}\n");
}

void questions_head(Buf *b)
{
  buf_puts(
      b,
      "namespace cnp_ask { struct at {}; template <class T> __host__ __device__ T &&v(); }\n"
      "namespace cnp_ask { template <class T> __host__ __device__ char whole(char (*)[sizeof(T)]); "
      "template <class> __host__ __device__ char whole(...); }\n"
      // to look into an enum of an instance is what gives it its enumerators
      "namespace cnp_ask { template <class T> __host__ __device__ char inner(decltype(T::cnp_none) "
      "*); "
      "template <class> __host__ __device__ char inner(...); }\n"
      // a constant as a whole number: of a floating one its bits
      "namespace cnp_ask { template <class T> struct bared { using type = T; };\n"
      "template <class T> struct bared<const T> { using type = T; };\n"
      "template <class T> struct bared<T &> { using type = typename bared<T>::type; };\n"
      "template <class T> struct bared<T &&> { using type = typename bared<T>::type; };\n"
      "template <class T> using bare = typename bared<T>::type;\n"
      "template <class T, bool = __is_class(bare<T>)> struct operand { using type = bare<T>; };\n"
      "template <class T> struct operand<T, true> { using type = const bare<T> &; };\n"
      "template <class T, bool = __is_floating_point(T)> struct told {\n"
      "template <class V> __host__ __device__ static constexpr long long of(const V &v) {\n"
      "return static_cast<long long>(v); } };\n"
      "template <class T> struct told<T, true> { __host__ __device__ static constexpr long long\n"
      "of(double v) { return __builtin_bit_cast(long long, v); } }; }\n"
      "__host__ __device__ void *operator new(decltype(sizeof 0), cnp_ask::at);\n");
}
