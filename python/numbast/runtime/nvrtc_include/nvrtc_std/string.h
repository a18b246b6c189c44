// memcpy and memset are built into NVRTC; the rest is here, since older libcu++ lacks most of it.
#pragma once
#include <nvrtc_std/core.h>
#if __has_include(<cuda/std/cstring>)
#include <cuda/std/cstring>
#endif
__device__ inline void *memmove(void *to, const void *from, size_t n) {
  auto *t = static_cast<unsigned char *>(to);
  auto *f = static_cast<const unsigned char *>(from);
  if (t < f)
    for (size_t i = 0; i < n; ++i) t[i] = f[i];
  else
    for (size_t i = n; i-- > 0;) t[i] = f[i];
  return to;
}
__device__ inline int memcmp(const void *a, const void *b, size_t n) {
  auto *x = static_cast<const unsigned char *>(a), *y = static_cast<const unsigned char *>(b);
  for (; n; --n, ++x, ++y)
    if (*x != *y) return *x < *y ? -1 : 1;
  return 0;
}
__device__ inline const void *memchr(const void *a, int c, size_t n) {
  for (auto *x = static_cast<const unsigned char *>(a); n; --n, ++x)
    if (*x == static_cast<unsigned char>(c)) return x;
  return nullptr;
}
__device__ inline size_t strlen(const char *a) {
  size_t n = 0;
  while (a[n]) ++n;
  return n;
}
__device__ inline int strncmp(const char *a, const char *b, size_t n) {
  for (; n; --n, ++a, ++b)
    if (*a != *b || !*a) return int(static_cast<unsigned char>(*a)) - int(static_cast<unsigned char>(*b));
  return 0;
}
__device__ inline int strcmp(const char *a, const char *b) { return strncmp(a, b, ~size_t(0)); }
__device__ inline char *strncpy(char *to, const char *from, size_t n) {
  size_t i = 0;
  for (; i < n && from[i]; ++i) to[i] = from[i];
  for (; i < n; ++i) to[i] = 0;
  return to;
}
__device__ inline char *strcpy(char *to, const char *from) {
  size_t i = 0;
  do to[i] = from[i];
  while (from[i++]);
  return to;
}
__device__ inline const char *strchr(const char *a, int c) {
  for (;; ++a) {
    if (*a == static_cast<char>(c)) return a;
    if (!*a) return nullptr;
  }
}
__device__ char *strerror(int); // declared only
__device__ const char *strstr(const char *, const char *);
namespace std { // declared here: these hide libcu++'s, and are the same functions as the global ones
using ::memchr; using ::memcmp; using ::memcpy; using ::memmove; using ::memset; using ::strchr; using ::strcmp;
using ::strcpy; using ::strerror; using ::strlen; using ::strncmp; using ::strncpy; using ::strstr;
}
