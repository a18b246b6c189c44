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
  static const char *const places[][2] = {
      {"int", "int"},
      {"(unnamed struct at /a/b.cuh:1:12)", "(unnamed struct)"},
      {"const (anonymous union at /a (b)/e.h:10:2) *", "const (anonymous union) *"},
      {"Box<(lambda at /a (b)/e.h:3:4), (unnamed enum at ab.h:5:6)>",
       "Box<(lambda), (unnamed enum)>"},
      {"(anonymous namespace)::S at x:1:2)", "(anonymous namespace)::S at x:1:2)"},
      {"(unnamed struct at nowhere", "(unnamed struct at nowhere"},
  };
  for (size_t i = 0; i < sizeof places / sizeof *places; i++)
    CHECK_STR(str_placeless(pool, str_from(pool, places[i][0]))->text, places[i][1]);
  CHECK(str_placeless(pool, NULL) == NULL);
  static const char *const characters[][2] = {
      {"State<'\\x02'>", "State<(char)2>"},
      {"S<'\\a', '\\b', '\\v'>", "S<(char)7, (char)8, (char)11>"},
      {"X<'a', ',', '\\'', '\\n'>", "X<'a', (char)44, (char)39, (char)10>"},
      {"X<(unsigned char)'\\x01', '\\xFF', 1'000>", "X<(unsigned char)(char)1, '\\xFF', 1'000>"},
  };
  for (size_t i = 0; i < sizeof characters / sizeof *characters; i++)
    CHECK_STR(str_numbered(pool, str_from(pool, characters[i][0]))->text, characters[i][1]);
  CHECK(str_numbered(pool, NULL) == NULL);
  strpool_free(pool);
  CHECK_STR(first->text, "first");
  arena_free(a);
  return 0;
}
