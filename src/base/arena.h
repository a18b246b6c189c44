// Arena: memory that is freed all at once. Zeroed, never NULL.
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

typedef struct Arena Arena;

Arena *arena_new(void);
void arena_free(Arena *self);
void *arena_alloc(Arena *self, size_t size);
void *arena_alloc_array(Arena *self, size_t count, size_t size);  // aborts on overflow
char *arena_strdup(Arena *self, const char *text, size_t len);    // NUL-terminated copy
void arena_reset(Arena *self);  // frees all objects, keeps the arena

// Plain heap memory for buffers that grow; the one place that aborts.
void *mem_grow(void *old, size_t count, size_t size);

// Gives what was freed back to the system, where the C library keeps it.
void mem_return(void);

#define NEW(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define NEW_ARRAY(a, T, n) ((T *)arena_alloc_array((a), (n), sizeof(T)))

#endif
