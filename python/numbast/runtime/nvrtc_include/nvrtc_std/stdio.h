// printf is built into NVRTC. Output to a stream goes to printf; the rest is declared only: a link error if it is reached.
#pragma once
#include <nvrtc_std/core.h>
struct FILE;
#define EOF (-1)
#define BUFSIZ 8192
#define stdin (static_cast<FILE *>(nullptr))
#define stdout (static_cast<FILE *>(nullptr))
#define stderr (static_cast<FILE *>(nullptr))
template <class... A> __device__ inline int fprintf(FILE *, const char *format, A... a) { return printf(format, a...); }
__device__ inline int puts(const char *s) { return printf("%s\n", s); }
__device__ inline int fflush(FILE *) { return 0; }
__device__ int snprintf(char *, size_t, const char *, ...);
__device__ int sprintf(char *, const char *, ...);
__device__ int sscanf(const char *, const char *, ...);
__device__ FILE *fopen(const char *, const char *);
__device__ int fclose(FILE *);
__device__ void perror(const char *);
namespace std {
using ::FILE; using ::fclose; using ::fflush; using ::fopen; using ::fprintf; using ::perror; using ::printf; using ::puts;
using ::snprintf; using ::sprintf; using ::sscanf;
}
