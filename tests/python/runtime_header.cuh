// What the runtime's own tests bind: one of each kind of thing a kernel can call.
#pragma once
#include <cuda_fp16.h>
namespace geo {
enum class Axis : int { X, Y, Z };
enum Color { Red, Green = 5 };
static const int limit = 42;
struct alignas(8) Vec {
  float x, y;
  __device__ Vec() : x(0), y(0) {}
  __device__ Vec(float a) : x(a), y(a) {}
  __device__ Vec(float a, float b) : x(a), y(b) {}
  __device__ float dot(const Vec &o) const { return x * o.x + y * o.y; }
  __device__ float get(int i, float scale = 1.0f) const { return (i ? y : x) * scale; }
  __device__ static float twice(float a) { return 2 * a; }
  __device__ explicit operator bool() const { return x != 0; }
  __device__ operator float() const { return x; }
  __device__ Vec operator-() const { return Vec(-x, -y); }
  __device__ float operator[](int i) const { return i ? y : x; }
  __device__ float operator()(float a, float b = 3.f) const { return a * x + b * y; }
  __device__ void set(float a) { x = a; }
  static const int dim = 2;
};
__device__ inline Vec operator+(const Vec &a, const Vec &b) { return Vec(a.x + b.x, a.y + b.y); }
__device__ inline Vec operator*(const Vec &a, float s) { return Vec(a.x * s, a.y * s); }
__device__ inline Vec operator*(float s, const Vec &a) { return Vec(a.x * s, a.y * s); }
__device__ inline bool operator==(const Vec &a, const Vec &b) { return a.x == b.x && a.y == b.y; }
struct Pair {
  Vec a;
  int n;
  Axis axis;
};
struct Node {
  int value;
  Node *next;
};
struct Base {
  int id;
  __device__ int twice_id() const { return 2 * id; }
};
struct Derived : Base {
  int extra;
  __device__ Derived(int i, int e) : Base{i}, extra(e) {}
};
class Hidden {
  int secret[3];

public:
  short s;
  __device__ Hidden(int v) : secret{v, v, v}, s(v) {}
  __device__ int sum() const { return secret[0] + secret[1] + secret[2]; }
};
__device__ inline float length(const Vec &v, float p = 2.f, float q = 0.f) { return v.x * p + v.y + q; }
__device__ inline Axis next(Axis a) { return a == Axis::X ? Axis::Y : Axis::Z; }
__device__ inline int color(Color c) { return c; }
__device__ inline Pair make_pair(Vec v, int n) { return Pair{v, n, Axis::Z}; }
__device__ inline int base_id(const Base &b) { return b.id; }
__device__ inline int node(const Node &n) { return n.next ? 1000 : n.value; }
} // namespace geo
__device__ inline int addone(int a) { return a + 1; }
__device__ inline int which(int) { return 1; }
__device__ inline int which(float) { return 2; }
__device__ inline int which(double) { return 3; }
__device__ inline int which(unsigned char) { return 4; }
__device__ inline float total(const float *p, int n) {
  float s = 0;
  for (int i = 0; i < n; ++i)
    s += p[i];
  return s;
}
__device__ inline int divide(int a, int b, int *rem) {
  *rem = a % b;
  return a / b;
}
__device__ inline void incr(int &x) { x += 1; }
__device__ inline int grid(const int (*p)[2]) { return p[0][0] + p[1][1]; }
__device__ inline __half hscale(__half h, float f) { return __float2half(__half2float(h) * f); }
__device__ inline float4 mkf4(float a) { return make_float4(a, a + 1, a + 2, a + 3); }
__device__ inline float sum4(const float4 *p) { return p->x + p->y + p->z + p->w; }
__device__ inline float4 operator+(const float4 &a, const float4 &b) {
  return make_float4(a.x + b.x, a.y + b.y, a.z + b.z, a.w + b.w);
}
__device__ inline bool isnull(const void *p) { return p == nullptr; }
__device__ inline geo::Vec *pass(geo::Vec *p) { return p; }
__device__ inline long long wide(long long a) { return a; }
__device__ inline long wide(long a) { return a + 1000; }
__device__ inline int narrow(short) { return 1; }
__device__ inline int narrow(double) { return 2; }
__device__ inline int Library(int a) { return a + 7; }
__device__ inline int os(int a) { return a + 8; }
template <class T> __device__ T tmpl(T a) { return a; }
