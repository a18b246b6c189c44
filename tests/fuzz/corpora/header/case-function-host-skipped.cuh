// Without __device__ a function is the host's: skipped, with the way out named.
inline int on_host(int x) { return x; }
__host__ inline int said_host(int x) { return x; }
__host__ __device__ inline int both(int x) { return x; }
constexpr int anywhere(int x) { return x; }
__global__ void kernel(int *p) { *p = 1; }
