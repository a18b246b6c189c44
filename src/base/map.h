// Map: pointer or integer keys to pointers, open addressing. Iteration is never needed.
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

typedef struct Map {
  struct MapSlot *slots;
  size_t n, cap;
} Map;

void map_free(Map *self);
void *map_get(const Map *self, uint64_t key);        // NULL when absent
void map_set(Map *self, uint64_t key, void *value);  // replaces
#define map_get_ptr(m, p) map_get((m), (uint64_t)(uintptr_t)(p))
#define map_set_ptr(m, p, v) map_set((m), (uint64_t)(uintptr_t)(p), (v))

uint64_t hash_bytes(uint64_t seed, const void *bytes, size_t n);  // FNV-1a; seed 0 starts anew

#endif
