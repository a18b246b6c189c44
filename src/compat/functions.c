// Functions and their templates as rows.
//
// [name, qualified, result, [[name, type, default], ...], space, is_constexpr, mangled,
//  [attribute, ...], kind of method or -1, flags, place, comment]
#include <string.h>

#include "../canopy/walk.h"
#include "lists.h"

// ---- attributes -------------------------------------------------------------

enum { ATTRIBUTES_MAX = 32 };

typedef struct Seen {
  Lists *l;
  bool host, device, global;
  Str names[ATTRIBUTES_MAX];
  size_t n;
  Buf *params;
  CXType canonical;
  unsigned nparams;
  Str print;
} Seen;

static bool is_white(char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// The word of an attribute where it is spelled: of `gnu::noinline` the second. Underscores around
// it mean nothing in GNU's form; clang's own keyword `__noinline__` has them.
static Str spelled_word(Lists *l, CXCursor c)
{
  CXFile file = NULL;
  unsigned offset = 0;
  l->fn->getSpellingLocation(l->fn->getCursorLocation(c), &file, NULL, NULL, &offset);
  size_t size = 0;
  const char *text = file ? cx_file_text(l->s, file, &size) : NULL;
  if (!text || offset >= size)
    return NULL;
  const char *p = text + offset, *end = text + size;
  size_t n = 0;
  for (;;) {
    n = 0;
    while (p + n < end && is_identifier_char(p[n]))
      n++;
    if (!n || end - p < (ptrdiff_t)n + 3 || p[n] != ':' || p[n + 1] != ':')
      break;
    p += n + 2;
  }
  const char *before = text + offset;
  while (before > text && is_white(before[-1]))
    before--;
  bool in_list = before > text && strchr("(,[:", before[-1]);
  if (in_list && n > 4 && !strncmp(p, "__", 2) && !strncmp(p + n - 2, "__", 2)) {
    p += 2;
    n -= 4;
  }
  return n ? intern(l->s, p, n) : NULL;
}

static Str spelled_name(Seen *self, CXCursor c)
{
  switch ((int)c.kind) {
  case CXCursor_CUDAHostAttr:
    self->host = true;
    return intern_c(self->l->s, "host");
  case CXCursor_CUDADeviceAttr:
    self->device = true;
    return intern_c(self->l->s, "device");
  case CXCursor_CUDAGlobalAttr:
    self->global = true;
    return intern_c(self->l->s, "global");
  default:
    return spelled_word(self->l, c);
  }
}

static void attribute_see(Seen *self, CXCursor c)
{
  Str name = spelled_name(self, c);
  for (size_t i = 0; i < self->n; i++)
    if (self->names[i] == name)
      return;
  if (name && self->n < ATTRIBUTES_MAX)
    self->names[self->n++] = name;
}

static void attributes_write(const Seen *self, Buf *b)
{
  buf_putc(b, '[');
  for (size_t i = 0; i < self->n; i++) {
    buf_puts(b, i ? "," : "");
    write_str(b, self->names[i]);
  }
  buf_putc(b, ']');
}

static int seen_space(const Seen *self)
{
  enum { UNDEFINED, HOST, DEVICE, HOST_DEVICE, GLOBAL };
  if (self->global)
    return GLOBAL;
  if (self->host && self->device)
    return HOST_DEVICE;
  return self->host ? HOST : self->device ? DEVICE : UNDEFINED;
}

// ---- parameters -------------------------------------------------------------

// What stands behind the "=" of a parameter in its own text; NULL when a macro writes it.
static Str default_as_written(Lists *l, CXCursor c)
{
  CxPlace start, stop, name = cx_place(l->s, c);
  cx_extent(l->s, c, &start, &stop);
  size_t size = 0;
  const char *text = start.file == stop.file ? cx_file_text(l->s, start.file, &size) : NULL;
  if (!text || stop.offset > size || start.offset > stop.offset)
    return NULL;
  bool is_named = name.file == start.file && name.offset >= start.offset;
  const char *end = text + stop.offset;
  int depth = 0;
  for (const char *p = text + (is_named ? name.offset : start.offset); p < end; p++) {
    depth += *p == '(' || *p == '[' || *p == '{';
    depth -= *p == ')' || *p == ']' || *p == '}';
    if (*p == '=' && !depth)
      return text_one_line(l->s, p + 1 + (p[1] == ' '), end);
  }
  return NULL;
}

// As written, else as clang prints it; null when it has no default.
static void default_write(Lists *l, Buf *b, CXCursor c)
{
  Str written = default_as_written(l, c);
  if (written) {
    write_str(b, written);
    return;
  }
  Str print = cx_str(l->s, l->fn->getCursorPrettyPrinted(c, l->s->cx->now->terse));
  const char *eq = print ? strstr(print->text, " = ") : NULL;
  if (eq)
    buf_jsonstr(b, eq + 3, strlen(eq + 3));
  else
    buf_puts(b, "null");
}

static void param_see(Seen *self, CXCursor c)
{
  Lists *l = self->l;
  Buf *b = self->params;
  unsigned i = self->nparams++;
  buf_puts(b, i ? ",[" : "[");
  write_str(b, raw_spelling(l, c));
  CXType signature = l->fn->getArgType(self->canonical, i);
  buf_printf(b, ",%zu,", type_index_param(l, c, signature));
  if (self->print && strstr(self->print->text, " = "))
    default_write(l, b, c);
  else
    buf_puts(b, "null");
  buf_putc(b, ']');
}

static enum CXChildVisitResult function_part_visit(CXCursor c, CXCursor parent,
                                                   CXClientData payload)
{
  (void)parent;
  Seen *self = payload;
  if (c.kind == CXCursor_ParmDecl)
    param_see(self, c);
  else if (c.kind >= CXCursor_FirstAttr && c.kind < CXCursor_FirstAttr + 100)
    attribute_see(self, c);
  return CXChildVisit_Continue;
}

// ---- kinds ------------------------------------------------------------------

static int cursor_kind_of(Lists *l, CXCursor c)
{
  return c.kind == CXCursor_FunctionTemplate ? (int)l->fn->getTemplateCursorKind(c) : (int)c.kind;
}

bool is_method_kind(Lists *l, CXCursor c)
{
  switch (cursor_kind_of(l, c)) {
  case CXCursor_CXXMethod:
  case CXCursor_Constructor:
  case CXCursor_Destructor:
  case CXCursor_ConversionFunction:
    return true;
  default:
    return false;
  }
}

// The old tool's numbers of method_kind.
static int method_kind(Lists *l, CXCursor c)
{
  enum { DEFAULT, COPY, MOVE, CONVERTING, OTHER_CONSTRUCTOR, DESTRUCTOR, CONVERSION, OTHER };
  switch (cursor_kind_of(l, c)) {
  case CXCursor_Destructor:
    return DESTRUCTOR;
  case CXCursor_ConversionFunction:
    return CONVERSION;
  case CXCursor_Constructor:
    return l->fn->CXXConstructor_isDefaultConstructor(c)      ? DEFAULT
           : l->fn->CXXConstructor_isCopyConstructor(c)       ? COPY
           : l->fn->CXXConstructor_isMoveConstructor(c)       ? MOVE
           : l->fn->CXXConstructor_isConvertingConstructor(c) ? CONVERTING
                                                              : OTHER_CONSTRUCTOR;
  default:
    return is_method_kind(l, c) ? OTHER : -1;
  }
}

enum {
  F_STATIC = 1,
  F_CONST = 2,
  F_VOLATILE = 4,
  F_VIRTUAL = 8,
  F_PURE = 16,
  F_DELETED = 32,
  F_DEFAULTED = 64,
  F_EXPLICIT = 128,
  F_VARIADIC = 256,
  F_INLINE = 512,
  F_NOEXCEPT = 1024,
  F_DEFINITION = 2048,
  F_LVALUE = 4096,
  F_RVALUE = 8192
};

static unsigned method_flags(Lists *l, CXCursor c, CXType type, Str print)
{
  const CxApi *fn = l->fn;
  enum CXRefQualifierKind ref = fn->Type_getCXXRefQualifier(type);
  const char *close = print ? strrchr(print->text, ')') : NULL;
  return (fn->CXXMethod_isStatic(c) ? F_STATIC : 0u) | (fn->CXXMethod_isConst(c) ? F_CONST : 0u) |
         (close && strstr(close, " volatile") ? F_VOLATILE : 0u) |
         (fn->CXXMethod_isVirtual(c) ? F_VIRTUAL : 0u) |
         (fn->CXXMethod_isPureVirtual(c) ? F_PURE : 0u) |
         (fn->CXXMethod_isDefaulted(c) ? F_DEFAULTED : 0u) |
         (fn->CXXMethod_isExplicit(c) ? F_EXPLICIT : 0u) |
         (ref == CXRefQualifier_LValue   ? F_LVALUE
          : ref == CXRefQualifier_RValue ? F_RVALUE
                                         : 0u);
}

static unsigned function_flags(Lists *l, CXCursor c, CXType type, Str print)
{
  const CxApi *fn = l->fn;
  int except = fn->getCursorExceptionSpecificationType(c);
  bool is_noexcept = except == CXCursor_ExceptionSpecificationKind_BasicNoexcept ||
                     except == CXCursor_ExceptionSpecificationKind_DynamicNone ||
                     except == CXCursor_ExceptionSpecificationKind_NoThrow ||
                     (except == CXCursor_ExceptionSpecificationKind_ComputedNoexcept && print &&
                      !strstr(print->text, "noexcept(false)"));
  bool is_deleted =
      fn->CXXMethod_isDeleted(c) || fn->getCursorAvailability(c) == CXAvailability_NotAvailable;
  unsigned flags = is_method_kind(l, c) ? method_flags(l, c, type, print) : 0;
  if (!is_method_kind(l, c) && has_specifier(print, raw_spelling(l, c), "static"))
    flags |= F_STATIC;
  return flags | (is_deleted ? F_DELETED : 0u) | (is_noexcept ? F_NOEXCEPT : 0u) |
         (fn->isFunctionTypeVariadic(type) ? F_VARIADIC : 0u) |
         (fn->Cursor_isFunctionInlined(c) ? F_INLINE : 0u) |
         (fn->isCursorDefinition(c) ? F_DEFINITION : 0u);
}

// ---- rows -------------------------------------------------------------------

void write_function(Lists *l, Buf *b, CXCursor c)
{
  const CxApi *fn = l->fn;
  l->in_hand = c;
  CXType type = fn->getCursorType(c);
  Buf params = {0};
  Seen seen = {.l = l, .params = &params};
  seen.canonical = fn->getCanonicalType(type);
  seen.print = cx_str(l->s, fn->getCursorPrettyPrinted(c, l->s->cx->now->terse));
  fn->visitChildren(c, function_part_visit, &seen);
  Str name = raw_spelling(l, c), qualified = qualified_name(l, c);
  buf_putc(b, '[');
  write_str(b, name);
  buf_putc(b, ',');
  write_str(b, qualified->len ? qualified : name);
  buf_printf(b, ",%zu,[%.*s],%d,%d,", type_index(l, fn->getResultType(type)), (int)params.len,
             params.len ? params.text : "", seen_space(&seen),
             has_specifier(seen.print, name, "constexpr") ||
                 has_specifier(seen.print, name, "consteval"));
  buf_free(&params);
  write_str(b, mangled_name(l, c));
  buf_putc(b, ',');
  attributes_write(&seen, b);
  buf_printf(b, ",%d,%u,", method_kind(l, c), function_flags(l, c, type, seen.print));
  write_place(l, b, c);
  buf_putc(b, ',');
  write_comment(l, b, c);
  buf_putc(b, ']');
}
