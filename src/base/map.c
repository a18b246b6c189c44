// Map: linear probing over a power of two, at most two thirds full.
//
// Keys are mixed before use, because pointers and small integers differ in a
// few bits only. Nothing is ever removed, so there are no tombstones; a value
// of NULL reads as absent.
#include "map.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"

struct MapSlot {
  uint64_t key;
  void *value;
  bool used;
};

uint64_t hash_bytes(uint64_t seed, const void *bytes, size_t n)
{
  const unsigned char *p = bytes;
  uint64_t h = seed ? seed : UINT64_C(0xcbf29ce484222325);
  for (size_t i = 0; i < n; i++)
    h = (h ^ p[i]) * UINT64_C(0x100000001b3);
  return h;
}

// The finalizer of splitmix64.
static uint64_t map_mix(uint64_t x)
{
  x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
  return x ^ (x >> 31);
}

// The slot that holds the key, or the free one where it belongs.
static struct MapSlot *map_slot(const Map *self, uint64_t key)
{
  size_t i = (size_t)map_mix(key) & (self->cap - 1);
  while (self->slots[i].used && self->slots[i].key != key)
    i = (i + 1) & (self->cap - 1);
  return &self->slots[i];
}

static void map_grow(Map *self)
{
  Map bigger = {.n = self->n, .cap = self->cap ? self->cap * 2 : 32};
  bigger.slots = mem_grow(NULL, bigger.cap, sizeof *bigger.slots);
  memset(bigger.slots, 0, bigger.cap * sizeof *bigger.slots);
  for (size_t i = 0; i < self->cap; i++)
    if (self->slots[i].used)
      *map_slot(&bigger, self->slots[i].key) = self->slots[i];
  free(self->slots);
  *self = bigger;
}

void map_free(Map *self)
{
  free(self->slots);
  *self = (Map){0};
}

void *map_get(const Map *self, uint64_t key)
{
  return self->cap ? map_slot(self, key)->value : NULL;
}

void map_set(Map *self, uint64_t key, void *value)
{
  if ((self->n + 1) * 3 > self->cap * 2)
    map_grow(self);
  struct MapSlot *slot = map_slot(self, key);
  if (!slot->used)
    self->n++;
  *slot = (struct MapSlot){.key = key, .value = value, .used = true};
}
