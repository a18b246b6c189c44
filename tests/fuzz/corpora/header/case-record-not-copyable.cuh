// No copy construction: it can be neither passed nor returned by value.
struct Once {
  int x;
  __device__ Once(int v) : x(v) {}
  Once(const Once &) = delete;
};
__device__ inline int look(const Once &o) { return o.x; }
__device__ Once produce();
