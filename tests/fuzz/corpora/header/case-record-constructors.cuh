// Constructors by arguments: implicit, explicit, default; a deleted one is left out.
struct Pair {
  int a, b;
  __device__ Pair() : a(1), b(2) {}
  __device__ Pair(int x) : a(x), b(x) {}
  __device__ explicit Pair(float x) : a(int(x)), b(-1) {}
  __device__ Pair(int x, int y) : a(x), b(y) {}
  Pair(double) = delete;
};
__device__ inline int sum(Pair p) { return p.a + p.b; }
