// Parameters without names, and names that Python or the shim could trip over.
__device__ inline int first(int a, int, int) { return a; }
__device__ inline int shadow(int lambda, int None_, int self, int result) { return lambda + None_ + self + result; }
