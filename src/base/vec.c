// Vec: the growing itself is a macro (vec.h); only freezing needs code.
#include "vec.h"

#include <string.h>

void *vec_freeze_bytes(Arena *arena, const void *items, size_t n, size_t size)
{
  void *copy = arena_alloc_array(arena, n, size);
  if (n)
    memcpy(copy, items, n * size);
  return copy;
}
