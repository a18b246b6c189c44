// Arena: objects that die together.
//
// Objects are cut from chunks that double in size. Under AddressSanitizer the
// rest of a chunk is poisoned and 16 bytes stay poisoned behind each object, so
// that an overrun is reported although no malloc stands between two objects.
// ARENA_DEBUG goes further: each object is a heap block of its own, which
// valgrind and heap sanitizers see one by one.
#include "arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISON 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISON 1
#endif

#ifdef ARENA_POISON
#include <sanitizer/asan_interface.h>
#define arena_poison(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define arena_unpoison(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
enum { ARENA_GUARD = 16 };
#else
#define arena_poison(p, n) ((void)(p), (void)(n))
#define arena_unpoison(p, n) ((void)(p), (void)(n))
enum { ARENA_GUARD = 0 };
#endif

enum { ARENA_ALIGN = 16, ARENA_FIRST = 32 * 1024, ARENA_LARGEST = 1024 * 1024 };

typedef struct Chunk {
  struct Chunk *next;
  size_t cap, len;  // bytes of data[] there are, and handed out
  _Alignas(ARENA_ALIGN) char data[];
} Chunk;

struct Arena {
  Chunk *chunks;  // newest first
  size_t next;    // size of the chunk after this one
};

// The one place that ends the process: libclang itself aborts when memory is
// short, so no caller could go on anyway.
static _Noreturn void mem_out(void)
{
  static const char text[] = "canopy: out of memory\n";
  fwrite(text, 1, sizeof text - 1, stderr);
  abort();
}

void *mem_grow(void *old, size_t count, size_t size)
{
  if (size && count > SIZE_MAX / size)
    mem_out();
  size_t n = count * size;
  void *p = realloc(old, n ? n : 1);
  if (!p)
    mem_out();
  return p;
}

static size_t arena_round(size_t n)
{
  if (n > SIZE_MAX - 2 * ARENA_ALIGN)
    mem_out();
  return (n + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
}

static void arena_add_chunk(Arena *self, size_t cap)
{
  if (cap > SIZE_MAX - sizeof(Chunk))
    mem_out();
  Chunk *c = mem_grow(NULL, 1, sizeof(Chunk) + cap);
  c->next = self->chunks;
  c->cap = cap;
  c->len = 0;
  arena_poison(c->data, cap);
  self->chunks = c;
}

Arena *arena_new(void)
{
  Arena *self = mem_grow(NULL, 1, sizeof *self);
  *self = (Arena){.next = ARENA_FIRST};
  return self;
}

static void arena_free_chunks(Chunk *c)
{
  while (c) {
    Chunk *next = c->next;
    arena_unpoison(c->data, c->cap);
    free(c);
    c = next;
  }
}

void arena_free(Arena *self)
{
  if (!self)
    return;
  arena_free_chunks(self->chunks);
  free(self);
}

// Keeps the newest chunk, the largest of those that grew by doubling.
void arena_reset(Arena *self)
{
  Chunk *keep = self->chunks;
  if (keep) {
    arena_free_chunks(keep->next);
    keep->next = NULL;
    keep->len = 0;
    arena_poison(keep->data, keep->cap);
  }
}

void *arena_alloc(Arena *self, size_t size)
{
  size_t need = arena_round(size + !size) + ARENA_GUARD;
#ifdef ARENA_DEBUG
  arena_add_chunk(self, need);
#else
  if (!self->chunks || self->chunks->cap - self->chunks->len < need) {
    arena_add_chunk(self, need > self->next ? need : self->next);
    if (self->next < ARENA_LARGEST)
      self->next *= 2;
  }
#endif
  Chunk *c = self->chunks;
  char *p = c->data + c->len;
  c->len += need;
  arena_unpoison(p, size);
  return memset(p, 0, size);
}

void *arena_alloc_array(Arena *self, size_t count, size_t size)
{
  if (size && count > SIZE_MAX / size)
    mem_out();
  return arena_alloc(self, count * size);
}

char *arena_strdup(Arena *self, const char *text, size_t len)
{
  if (len == SIZE_MAX)
    mem_out();
  char *p = arena_alloc(self, len + 1);
  if (len)
    memcpy(p, text, len);
  return p;
}

void mem_return(void)
{
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}
