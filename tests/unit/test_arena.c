#include "base/arena.h"
#include "base/vec.h"
#include "check.h"

#include <stdint.h>

static void test_alloc(void)
{
  Arena *a = arena_new();
  unsigned char *before = NULL;
  for (size_t size = 0; size < 5000; size += 7) {
    unsigned char *p = arena_alloc(a, size);
    CHECK(p && p != before && (uintptr_t)p % 16 == 0);
    for (size_t i = 0; i < size; i++)
      CHECK(p[i] == 0);
    memset(p, 0xff, size);
    before = p;
  }
  unsigned char *big = arena_alloc(a, 5 * 1024 * 1024);
  CHECK(big[5 * 1024 * 1024 - 1] == 0);
  arena_reset(a);
  int *again = NEW_ARRAY(a, int, 1000);
  for (int i = 0; i < 1000; i++)
    CHECK(again[i] == 0);
  arena_free(a);
  arena_free(NULL);
}

static void test_strdup(void)
{
  Arena *a = arena_new();
  CHECK_STR(arena_strdup(a, "abcdef", 3), "abc");
  CHECK_STR(arena_strdup(a, NULL, 0), "");
  arena_free(a);
}

static void test_vec(void)
{
  Arena *a = arena_new();
  VEC(int) v = {0};
  CHECK(vec_freeze(&v, a, int) != NULL);
  for (int i = 0; i < 1000; i++)
    vec_push(&v, i * i);
  int *frozen = vec_freeze(&v, a, int);
  vec_free(&v);
  CHECK(v.n == 0 && v.items == NULL);
  for (int i = 0; i < 1000; i++)
    CHECK(frozen[i] == i * i);
  arena_free(a);
}

int main(void)
{
  test_alloc();
  test_strdup();
  test_vec();
  return 0;
}
