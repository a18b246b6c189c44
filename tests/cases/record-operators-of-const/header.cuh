// An operator of a const object may change what it refers to; the object stays what it is.
struct Ref {
  int *p;
  __device__ Ref(int *q) : p(q) {}
  __device__ int operator+=(int x) const { return *p += x; }
  __device__ int get() const { return *p; }
};
struct Value {
  int v;
  __device__ Value(int x) : v(x) {}
  __device__ int operator+=(int x) { return 100 * (v += x); }
};
struct Pinned {
  int v;
  __device__ Pinned(const Pinned &) = delete;
  __device__ int operator+=(int x) { return v += x; }
};
enum Flag { one = 1, two = 2 };
__device__ inline int operator|=(Flag a, Flag b) { return a + b; }  // changes nothing
