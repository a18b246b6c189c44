#include "base/str.h"
#include "check.h"

int main(void)
{
  Arena *a = arena_new();
  StrPool *pool = strpool_new(a);
  Str first = str_from(pool, "first");
  CHECK(first == str_intern(pool, "first and more", 5));
  CHECK(str_intern(pool, "a\0b", 3) != str_intern(pool, "a\0c", 3));
  CHECK(str_from(pool, NULL) == NULL && str_len(NULL) == 0);
  CHECK_STR(str_c(NULL), "");
  CHECK(str_from(pool, "")->len == 0);
  Str kept[5000];
  for (int i = 0; i < 5000; i++)
    kept[i] = str_format(pool, "name_%d", i);
  for (int i = 0; i < 5000; i++)
    CHECK(kept[i] == str_format(pool, "%s_%d", "name", i));
  Str large = str_format(pool, "%01000d", 7);
  CHECK(large->len == 1000 && large->text[999] == '7' && large->text[1000] == 0);
  CHECK(str_is(first, "first") && !str_is(first, "firs") && !str_is(NULL, ""));
  CHECK(str_starts(first, "fir") && str_starts(first, "") && !str_starts(first, "first1"));
  strpool_free(pool);
  CHECK_STR(first->text, "first");
  arena_free(a);
  return 0;
}
