#include "base/map.h"
#include "check.h"

int main(void)
{
  static int values[20000];
  Map m = {0};
  CHECK(map_get(&m, 0) == NULL);
  for (uint64_t i = 0; i < 20000; i++)
    map_set(&m, i * 4096, &values[i]);
  CHECK(m.n == 20000);
  for (uint64_t i = 0; i < 20000; i++) {
    CHECK(map_get(&m, i * 4096) == &values[i]);
    CHECK(map_get(&m, i * 4096 + 1) == NULL);
  }
  map_set(&m, 4096, &values[7]);
  CHECK(m.n == 20000 && map_get(&m, 4096) == &values[7]);
  map_set_ptr(&m, &values[1], &values[2]);
  CHECK(map_get_ptr(&m, &values[1]) == &values[2]);
  map_free(&m);
  CHECK(map_get(&m, 4096) == NULL);

  CHECK(hash_bytes(0, "", 0) == UINT64_C(0xcbf29ce484222325));
  CHECK(hash_bytes(0, "a", 1) == UINT64_C(0xaf63dc4c8601ec8c));
  CHECK(hash_bytes(hash_bytes(0, "foo", 3), "bar", 3) == hash_bytes(0, "foobar", 6));
  return 0;
}
