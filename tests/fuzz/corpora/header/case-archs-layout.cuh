// flags: --arch=sm_75 --arch=sm_90 --arch=sm_100
// A record whose layout depends on the arch has none; behind a pointer it may be used.
struct Plain {
#if __CUDA_ARCH__ >= 900
  double a;
#endif
  int b;
};
struct Renamed {
#if __CUDA_ARCH__ >= 900
  int fresh;
#else
  int old;
#endif
};
struct Holder {
  Plain p[2];
};
struct Derived : Renamed {};
__device__ inline int by_value(Holder) { return 0; }
__device__ inline int by_reference(const Plain &) { return 0; }
__device__ inline int by_pointer(Plain *) { return 0; }
#if __CUDA_ARCH__ >= 900
enum Kind : unsigned char { KIND_A };
#else
enum Kind : int { KIND_A };
#endif
__device__ inline int by_kind(Kind) { return 0; }
