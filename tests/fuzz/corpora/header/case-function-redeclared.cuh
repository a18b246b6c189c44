// Declared three times, bound once.
__device__ int twice(int x);
__device__ int twice(int value);
__device__ inline int twice(int x) { return 2 * x; }
