// flags: --arch=sm_75 --arch=sm_90
// Default arguments that not all archs have make two rows; their values are each arch's own.
#if __CUDA_ARCH__ >= 900
__device__ inline int number(int a, int b = 2) { return a + b; }
__device__ inline int value(int a = 90) { return a; }
#else
__device__ inline int number(int a, int b) { return a + b; }
__device__ inline int value(int a = 75) { return a; }
#endif
