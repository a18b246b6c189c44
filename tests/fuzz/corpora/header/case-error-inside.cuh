// An error in a declaration that would be bound.
__device__ inline int good(int x) { return x; }
__device__ int bad(missing_type x);
__device__ inline int after(int x) { return x; }
