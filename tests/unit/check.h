// The few words that C unit tests need: a check that says where it failed.
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(x)                                                            \
  do {                                                                      \
    if (!(x)) {                                                             \
      fprintf(stderr, "%s:%d: check failed: %s\n", __FILE__, __LINE__, #x); \
      exit(1);                                                              \
    }                                                                       \
  } while (0)

#define CHECK_STR(a, b)                                                                            \
  do {                                                                                             \
    const char *check_a = (a), *check_b = (b);                                                     \
    if (strcmp(check_a, check_b)) {                                                                \
      fprintf(stderr, "%s:%d: found:\n%s\nexpected:\n%s\n", __FILE__, __LINE__, check_a, check_b); \
      exit(1);                                                                                     \
    }                                                                                              \
  } while (0)

#endif
