// Const methods, overloads, a static one; what changes its object is skipped for now.
struct Counter {
  int n;
  __device__ int value() const { return n; }
  __device__ int value(int scale) const { return n * scale; }
  __device__ static int limit() { return 100; }
  __device__ void add(int x) { n += x; }
};
