// What host code takes of C's and POSIX's smaller headers: declared, and never defined but for what has no state.
#pragma once
#include <nvrtc_std/core.h>
#include <cuda/std/cstdint>
using pid_t = int; using mode_t = unsigned; using off_t = long; using uid_t = unsigned; using gid_t = unsigned;
using sig_atomic_t = int; using jmp_buf = long[32]; using sigjmp_buf = long[32]; using wint_t = unsigned; using wctype_t = unsigned long;
using pthread_t = unsigned long; using pthread_key_t = unsigned; using pthread_once_t = int; using thrd_t = unsigned long;
struct pthread_mutex_t { long data[5]; }; struct pthread_mutexattr_t { int data; }; struct pthread_attr_t { long data[7]; };
struct pthread_cond_t { long data[6]; }; struct pthread_condattr_t { int data; }; struct pthread_rwlock_t { long data[7]; };
struct pthread_spinlock_t_ { int data; }; struct sem_t { long data[4]; }; struct mtx_t { long data[5]; }; struct cnd_t { long data[6]; };
struct DIR; struct dirent { char d_name[256]; }; struct lconv; struct passwd; struct stat; struct rusage; struct sockaddr; struct fenv_t;
struct timeval { long tv_sec, tv_usec; }; struct timezone { int tz_minuteswest, tz_dsttime; }; struct pollfd { int fd; short events, revents; };
struct option { const char *name; int has_arg; int *flag; int val; }; struct cpu_set_t { unsigned long bits[16]; };
#define PTHREAD_MUTEX_INITIALIZER {}
#define PTHREAD_COND_INITIALIZER {}
#define PTHREAD_ONCE_INIT 0
#define O_RDONLY 0
#define O_WRONLY 1
#define O_RDWR 2
#define O_CREAT 64
#define O_TRUNC 512
#define RTLD_LAZY 1
#define RTLD_NOW 2
#define RTLD_LOCAL 0
#define RTLD_GLOBAL 256
#define SIGINT 2
#define SIGILL 4
#define SIGABRT 6
#define SIGFPE 8
#define SIGSEGV 11
#define SIGTERM 15
#define LC_CTYPE 0
#define LC_NUMERIC 1
#define LC_ALL 6
#define FE_TONEAREST 0
#define FE_DOWNWARD 0x400
#define FE_UPWARD 0x800
#define FE_TOWARDZERO 0xc00
#define __LITTLE_ENDIAN 1234
#define __BIG_ENDIAN 4321
#define __BYTE_ORDER __LITTLE_ENDIAN
#define LITTLE_ENDIAN 1234
#define BIG_ENDIAN 4321
#define BYTE_ORDER LITTLE_ENDIAN
__device__ inline uint16_t bswap_16(uint16_t x) { return uint16_t(x << 8 | x >> 8); }
__device__ inline uint32_t bswap_32(uint32_t x) { return __byte_perm(x, 0, 0x0123); }
__device__ inline uint64_t bswap_64(uint64_t x) { return uint64_t(bswap_32(uint32_t(x))) << 32 | bswap_32(uint32_t(x >> 32)); }
__device__ inline void bzero(void *p, size_t n) { memset(p, 0, n); }
__device__ int strcasecmp(const char *, const char *);
__device__ int strncasecmp(const char *, const char *, size_t);
__device__ int ffs(int);
__device__ void *dlopen(const char *, int);
__device__ void *dlsym(void *, const char *);
__device__ int dlclose(void *);
__device__ char *dlerror();
__device__ int backtrace(void **, int);
__device__ char **backtrace_symbols(void *const *, int);
__device__ int open(const char *, int, ...);
__device__ int gettimeofday(timeval *, void *);
__device__ int setjmp(long *);
[[noreturn]] __device__ void longjmp(long *, int);
__device__ void (*signal(int, void (*)(int)))(int);
__device__ int raise(int);
__device__ char *setlocale(int, const char *);
__device__ int fegetround();
__device__ int fesetround(int);
__device__ int sched_yield();
__device__ pthread_t pthread_self();
__device__ int pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
__device__ int pthread_join(pthread_t, void **);
__device__ int pthread_mutex_lock(pthread_mutex_t *);
__device__ int pthread_mutex_unlock(pthread_mutex_t *);
__device__ int iswspace(wint_t);
__device__ int iswdigit(wint_t);
__device__ int iswalpha(wint_t);
namespace std { using ::fegetround; using ::fesetround; using ::jmp_buf; using ::longjmp; using ::raise; using ::setlocale; using ::sig_atomic_t; using ::signal; }
