// malloc, free and abs are built into NVRTC; host-only functions are declared only.
#pragma once
#include <nvrtc_std/core.h>
#include <cuda/std/__cstdlib/abs.h>
#include <cuda/std/__cstdlib/div.h>
#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1
#define RAND_MAX 2147483647
[[noreturn]] __device__ inline void abort() { __trap(); __builtin_unreachable(); }
[[noreturn]] __device__ inline void exit(int) { abort(); }
__device__ int atoi(const char *);
__device__ double atof(const char *);
__device__ long strtol(const char *, char **, int);
__device__ unsigned long strtoul(const char *, char **, int);
__device__ char *getenv(const char *);
__device__ int rand();
__device__ void srand(unsigned);
__device__ void qsort(void *, size_t, size_t, int (*)(const void *, const void *));
__device__ void *calloc(size_t, size_t);
__device__ void *realloc(void *, size_t);
__device__ int posix_memalign(void **, size_t, size_t);
namespace std {
using ::abort; using ::atof; using ::atoi; using ::calloc; using ::exit; using ::free; using ::getenv; using ::malloc;
using ::qsort; using ::rand; using ::realloc; using ::srand; using ::strtol; using ::strtoul;
}
