// Growable arrays on the heap: VEC(int) v = {0}; vec_push(&v, 3); vec_free(&v).
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include <stdlib.h>

#include "arena.h"

#define VEC(T)     \
  struct {         \
    T *items;      \
    size_t n, cap; \
  }

#define vec_push(v, ...)                                               \
  do {                                                                 \
    if ((v)->n == (v)->cap) {                                          \
      (v)->cap = (v)->cap ? (v)->cap * 2 : 16;                         \
      (v)->items = mem_grow((v)->items, (v)->cap, sizeof *(v)->items); \
    }                                                                  \
    (v)->items[(v)->n++] = (__VA_ARGS__);                              \
  } while (0)

#define vec_free(v) (free((v)->items), (v)->items = NULL, (v)->n = (v)->cap = 0)

// An exact-size copy in an arena.
#define vec_freeze(v, a, T) ((T *)vec_freeze_bytes((a), (v)->items, (v)->n, sizeof(T)))
void *vec_freeze_bytes(Arena *arena, const void *items, size_t n, size_t size);

#endif
