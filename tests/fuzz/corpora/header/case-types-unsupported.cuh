// Types that no kernel can hold: skipped, each with its reason.
struct S { int x; __device__ int m() const { return x; } };
__device__ long double precise(long double x);
__device__ int member(int S::*p);
__device__ int method(int (S::*p)() const);
#ifndef __CUDACC_RTC__
__device__ inline __int128 wide(__int128 x) { return x; }
#endif
typedef float v4 __attribute__((vector_size(16)));
__device__ v4 vector(v4 x);
__device__ inline int fine(int x) { return x; }
