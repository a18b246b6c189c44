// A shim for every number of arguments that may be left out.
__device__ inline int join(int a, int b = 20, int c = 300) { return a + b + c; }
struct Box {
  int v;
  __device__ Box(int a = 7) : v(a) {}
  __device__ int plus(int x = 1) const { return v + x; }
};
