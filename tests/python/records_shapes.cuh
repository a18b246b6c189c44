// Shapes of records: bases, unions, anonymous members, pointers to records, packed and over-aligned ones, user conversions.
#pragma once
#include <vector_functions.h>
struct Base {
  int id;
  __device__ void up(int v) { id += v; }
  __device__ Base &operator+=(int v) { id += v; return *this; }
};
struct Other {
  double d;
  __device__ void half() { d *= 0.5; }
  __device__ double twice() const { return 2 * d; }
};
struct Derived : Base, Other {
  int extra;
  __device__ Derived(int i, int e) : Base{i}, Other{i * 1.0}, extra(e) {}
  __device__ void both() { id++; extra++; d += 1; }
};
class Closed { // private fields
  int secret[2];

public:
  __device__ Closed(int v) : secret{v, v} {}
  __device__ void put(int i, int v) { secret[i] = v; }
  __device__ int get(int i) const { return secret[i]; }
  __device__ Closed &me() { return *this; }
};
__device__ inline void base_ref(Base &b) { b.id += 10; }
__device__ inline void other_ptr(Other *o) { o->d += 10; }
union Bits {
  float f;
  unsigned u;
  unsigned char b[4];
};
struct Anon {
  int kind;
  union {
    int i;
    float f;
  };
  struct {
    short a, b;
  };
};
struct Node {
  int value;
  Node *next;
  __device__ int total() const { return value + (next ? next->total() : 0); }
  __device__ void link(Node *n) { next = n; }
};
#pragma pack(push, 1)
struct Packed {
  char c;
  int i;
  double d;
  __device__ void set(int v) { i = v; d = v; }
};
#pragma pack(pop)
struct alignas(32) Wide {
  float v[4];
  __device__ void add(float x) { for (int i = 0; i < 4; i++) v[i] += x; }
};
struct Holder {
  Node nodes[2];
  Node *at;
  Packed p;
  __device__ Node *first() { return &nodes[0]; }
};
struct Meters {
  double m;
  __device__ Meters(double v) : m(v) {}
  __device__ operator double() const { return m; }
  __device__ Meters &operator*=(const Meters &o) { m *= o.m; return *this; }
  __device__ Meters &operator-=(double v) { m -= v; return *this; }
};
__device__ inline void shift(Meters &a, const Meters &b) { a.m += b.m; }
enum class Mode : unsigned char { Off, On, Auto };
struct Config {
  Mode mode;
  bool flag;
  Mode modes[3];
  __device__ void flip() { flag = !flag; }
};
__device__ inline float4 &operator+=(float4 &a, const float4 &b) { a.x += b.x; a.y += b.y; a.z += b.z; a.w += b.w; return a; }
__device__ inline void scale4(float4 &a, float s) { a.x *= s; a.w *= s; }
struct Closely { // its conversion is asked for, or there is none
  float f;
  __device__ explicit operator float() const { return f; }
};
struct Row {
  float m[2][3];
  const int fixed[2];
  Packed packed[2];
  __device__ Row() : m{}, fixed{7, 8}, packed{} {}
};
__device__ inline void fill(float *p, int n) { for (int i = 0; i < n; i++) p[i] = i + 1; }
__device__ inline float last(const float (&p)[3]) { return p[2]; }
__device__ inline int both(const int *p) { return p[0] + p[1]; }
__device__ inline void clear(int *p) { *p = 0; }
__device__ inline void set_all(Packed *p, int n) { for (int i = 0; i < n; i++) p[i].set(i + 5); }
