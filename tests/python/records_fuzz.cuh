// What random programs over objects use. Values stay small, so that nothing overflows.
#pragma once
struct FInner {
  int x, y;
  __device__ void bump() { x = (x + 1) & 4095; }
  __device__ FInner &operator+=(int v) { x = (x + v) & 4095; y = (y + v) & 4095; return *this; }
};
struct F {
  int x;
  FInner inner;
  int data[3];
  double w;
  __device__ F(int v) : x(v), inner{v, v + 1}, data{v, v, v}, w(v) {}
  __device__ void set(int v) { x = v; }
  __device__ int next() { x = (x + 1) & 4095; return x; }
  __device__ int get() const { return x + inner.x + 2 * inner.y + 3 * data[1] + (int)w; }
  __device__ int both(int v) const { return get() + v; }
  __device__ F &add(int v) { x = (x + v) & 4095; return *this; }
  __device__ F &operator+=(int v) { x = (x + v) & 4095; w += 1; return *this; }
  __device__ F &operator++() { x = (x + 1) & 4095; return *this; }
  __device__ int &operator[](int i) { return data[i]; }
  __device__ FInner &ref() { return inner; }
  __device__ F operator+(const F &b) const { return F((x + b.x) & 4095); }
};
__device__ inline void f_ref(F &s) { s.x = (s.x + 100) & 4095; }
__device__ inline void f_ptr(F *s) { s->inner.x = (s->inner.x + 7) & 4095; }
__device__ inline void f_swap(F &a, F &b) { F t = a; a = b; b = t; }
__device__ inline void f_int(int &v) { v = (v + 3) & 4095; }
__device__ inline int f_peek(const F &s) { return s.get(); }
__device__ inline int f_two(const F &a, const F &b) { return 3 * a.get() + b.get(); }
struct G { // its copies and assignments are counted
  int v, copies;
  __device__ G(int x) : v(x), copies(0) {}
  __device__ G(const G &o) : v(o.v), copies((o.copies + 1) & 4095) {}
  __device__ G &operator=(const G &o) { v = o.v; copies = (o.copies + 100) & 4095; return *this; }
  __device__ G &operator+=(int x) { v = (v + x) & 4095; return *this; }
  __device__ int get() const { return 5 * v + copies; }
};
struct K { // it changes though it is const
  int w;
  mutable int n;
  __device__ K(int v) : w(v), n(0) {}
  __device__ int tick() const { n = (n + 1) & 4095; return n; }
  __device__ int get() const { return 7 * n + w; }
  __device__ operator int() const { n = (n + 3) & 4095; return n; }
  __device__ K &operator+=(int x) { w = (w + x) & 4095; return *this; }
};
struct H { // its conversions change it
  int n;
  __device__ H(int v) : n(v) {}
  __device__ operator int() { n = (n + 5) & 4095; return n; }
  __device__ explicit operator bool() { n = (n + 3) & 4095; return n & 2; }
  __device__ int get() const { return n; }
};
__device__ inline int f_tick(const K &k) { return k.tick(); }
__device__ inline int f_num(int x) { return x & 255; }
__device__ inline int f_sum(int x, double y) { return (x & 255) + (int)y; }
