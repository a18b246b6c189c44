// Execution spaces and attributes.
//
// libclang has cursor kinds for CUDA's attributes, the implicit ones of
// constexpr functions too, but no spelling for most others: the word stands in
// the source where the attribute was spelled, often in a macro of CUDA's own.
#include <string.h>

#include "walk.h"

// The word at the attribute's spelling location; NULL when there is none.
static Str attribute_word(Walk *w, CXCursor c)
{
  CXFile file = NULL;
  unsigned offset = 0;
  cx(w->s)->getSpellingLocation(cx(w->s)->getCursorLocation(c), &file, NULL, NULL, &offset);
  size_t size = 0;
  const char *text = file ? cx_file_text(w->s, file, &size) : NULL;
  if (!text || offset >= size)
    return NULL;
  size_t n = 0;
  while (offset + n < size && is_identifier_char(text[offset + n]))
    n++;
  const char *word = text + offset;
  if (n > 4 && !strncmp(word, "__", 2) && !strncmp(word + n - 2, "__", 2) &&
      strncmp(word, "__noinline__", n)) {
    word += 2;
    n -= 4;
  }
  return n ? intern(w->s, word, n) : NULL;
}

static const char *attribute_name(enum CXCursorKind kind)
{
  switch ((int)kind) {
  case CXCursor_CUDAHostAttr:
    return "host";
  case CXCursor_CUDADeviceAttr:
    return "device";
  case CXCursor_CUDAGlobalAttr:
    return "global";
  case CXCursor_CUDAConstantAttr:
    return "constant";
  case CXCursor_CUDASharedAttr:
    return "shared";
  case CXCursor_PackedAttr:
    return "packed";
  case CXCursor_CXXFinalAttr:
    return "final";
  default:
    return NULL;
  }
}

void attribute_add(Walk *w, Attributes *self, CXCursor attribute)
{
  bool is_implicit = !cx_place(w->s, attribute).file;
  switch ((int)attribute.kind) {
  case CXCursor_CUDAHostAttr:
    self->host = true;
    break;
  case CXCursor_CUDADeviceAttr:
    self->device = true;
    break;
  case CXCursor_CUDAGlobalAttr:
    self->global = true;
    break;
  case CXCursor_CUDAConstantAttr:
    self->constant |= !is_implicit;  // clang marks constants itself
    break;
  case CXCursor_CUDASharedAttr:
    self->shared = true;
    break;
  default:
    break;
  }
  const char *known = attribute_name(attribute.kind);
  Str name = known ? intern_c(w->s, known) : attribute_word(w, attribute);
  if (!name)
    return;
  if (attribute.kind == CXCursor_AnnotateAttr && str_is(cx_spelling(w->s, attribute), "managed"))
    name = intern_c(w->s, "managed");
  self->managed |= str_is(name, "managed");
  for (size_t i = 0; i < self->names.n; i++)
    if (self->names.items[i] == name)
      return;
  vec_push(&self->names, name);
}

typedef struct AttributeWalk {
  Walk *w;
  Attributes *out;
} AttributeWalk;

static enum CXChildVisitResult attributes_visit(CXCursor c, CXCursor parent, CXClientData payload)
{
  (void)parent;
  AttributeWalk *a = payload;
  if (c.kind >= CXCursor_FirstAttr && c.kind < CXCursor_FirstAttr + 100)
    attribute_add(a->w, a->out, c);
  return CXChildVisit_Continue;
}

void attributes_read(Walk *w, Attributes *self, CXCursor c)
{
  AttributeWalk a = {w, self};
  cx(w->s)->visitChildren(c, attributes_visit, &a);
}

Str *attributes_freeze(Walk *w, Attributes *self, uint32_t *n)
{
  *n = (uint32_t)self->names.n;
  Str *names = *n ? vec_freeze(&self->names, w->s->arena, Str) : NULL;
  vec_free(&self->names);
  return names;
}

ExecSpace attributes_space(const Attributes *self)
{
  if (self->global)
    return SPACE_GLOBAL;
  if (self->host && self->device)
    return SPACE_HOST_DEVICE;
  return self->host ? SPACE_HOST : self->device ? SPACE_DEVICE : SPACE_NONE;
}
