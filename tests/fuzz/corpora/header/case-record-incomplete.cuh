// Declared and never defined: only behind pointers; by value it cannot be passed.
struct Handle;
__device__ inline bool same(const Handle *a, const Handle *b) { return a == b; }
__device__ int consume(Handle h);
