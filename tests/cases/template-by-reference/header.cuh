// Classes that only a reference names are whole, as far as clang can make them.
template <class T>
struct Box {
  T v;
  __device__ explicit Box(T x) : v(x) {}
  __device__ T get() const { return v; }
  __device__ void put(T x) { v = x; }
};
template <class T>
struct Broken {
  typename T::none v;
};
template <class T>
struct Unknown;
struct Maker {
  __device__ float of(const Box<double> &b) const { return float(b.v); }
};
__device__ inline float unbox(const Box<float> &b) { return b.v; }
__device__ inline void fill(Box<float> &b, float x) { b.v = x; }
__device__ inline int opened(Box<int> b) { return b.v; }
__device__ inline int broken(const Broken<int> &) { return 1; }
__device__ inline int unknown(const Unknown<int> &) { return 1; }
__device__ inline int pointed(const Unknown<int> *) { return 1; }
