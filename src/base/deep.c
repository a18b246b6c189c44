// clang parses by recursion, one level for each bracket, unary operator or `else if`, and knows
// no bound for most of them: on a usual stack a file of some kilobytes ends the process. Here the
// stack is address space, gigabytes of it, and only what is used becomes memory.
#include "deep.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>

typedef struct Deep {
  void (*work)(void *);
  void *payload;
} Deep;

static void *deep_start(void *payload)
{
  Deep *self = payload;
  self->work(self->payload);
  return NULL;
}

// A process may have little address space by order: most of it is for others then, and for other
// threads that do the same.
static size_t deep_size(void)
{
  const uint64_t most = sizeof(void *) > 4 ? 8ull << 30 : 256ull << 20;
  enum { SHARE = 32 };
  struct rlimit limit;
  if (!getrlimit(RLIMIT_AS, &limit) && limit.rlim_cur != RLIM_INFINITY &&
      limit.rlim_cur / SHARE < most)
    return (size_t)(limit.rlim_cur / SHARE);
  return (size_t)most;
}

static bool deep_create(pthread_t *thread, size_t size, Deep *self)
{
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes))
    return false;
  bool is_made = !pthread_attr_setstacksize(&attributes, size) &&
                 !pthread_create(thread, &attributes, deep_start, self);
  pthread_attr_destroy(&attributes);
  return is_made;
}

void deep_run(void (*work)(void *), void *payload)
{
  enum { LEAST = 8 << 20 };  // no more than the stack that we are on
  Deep self = {work, payload};
  pthread_t thread;
  for (size_t size = deep_size() & ~(size_t)0xffff; size > LEAST; size = size / 2 & ~(size_t)0xffff)
    if (deep_create(&thread, size, &self)) {
      pthread_join(thread, NULL);
      return;
    }
  work(payload);
}
