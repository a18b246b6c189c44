// Const references, rvalue references and references to scalars; a record by plain reference needs an lvalue.
struct V { float x, y; };
__device__ inline float dot(const V &a, const V &b) { return a.x * b.x + a.y * b.y; }
__device__ inline float take(V &&a) { return a.x; }
__device__ inline void bump(int &x) { x += 1; }
__device__ inline void swap(V &a, V &b) { V t = a; a = b; b = t; }
__device__ inline const int &pick(const int &a, const int &b) { return a < b ? a : b; }
__device__ inline int first(const int (&x)[3]) { return x[0]; }
