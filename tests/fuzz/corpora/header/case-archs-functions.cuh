// flags: --arch=sm_75 --arch=sm_90 --arch=sm_100
// What only some archs declare is a row of those; a signature that differs is two rows.
__device__ inline int everywhere(int x) { return x; }
#if __CUDA_ARCH__ >= 900
__device__ inline int since_90(int x) { return x + 90; }
__device__ inline float result(int x) { return 0.5f * x; }
struct Tile {
  int a;
  __device__ int get() const { return a; }
};
__device__ inline int of_tile(Tile t) { return t.a; }
#else
struct Tile;
__device__ inline int until_80(int x) { return x - 1; }
__device__ inline int result(int x) { return x; }
#endif
struct Member {
  int v;
  __device__ int all() const { return v; }
#if __CUDA_ARCH__ >= 1000
  __device__ int newest() const { return v + 100; }
#endif
};
__device__ inline int overload(double) { return 1; }
#if __CUDA_ARCH__ >= 900
__device__ inline int overload(int) { return 2; }
#endif
#if __CUDA_ARCH__ < 900
__device__ inline int deleted(int) = delete;
#else
__device__ inline int deleted(int x) { return x; }
#endif
