// Operators: members and free ones, unary and binary, comparison, call and index.
struct V {
  int x;
  __device__ V operator-() const { return V{-x}; }
  __device__ V operator*(int k) const { return V{x * k}; }
  __device__ int operator()(int a) const { return x + a; }
  __device__ int operator[](int i) const { return x + 10 * i; }
  __device__ V &operator+=(const V &o) { x += o.x; return *this; }
};
__device__ inline V operator+(const V &a, const V &b) { return V{a.x + b.x}; }
__device__ inline bool operator==(const V &a, const V &b) { return a.x == b.x; }
__device__ inline bool operator<(V a, V b) { return a.x < b.x; }
__device__ inline V operator*(int k, const V &v) { return V{k * v.x}; }
