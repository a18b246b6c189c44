// Records whose objects tests make on the host, in every shape.
#pragma once

enum class Mode : unsigned char { Off, On };
enum class Other { None, One };
struct Modal { Mode mode; };
struct Inner {
  int a;
  short b;
};
struct Params {
  float x, y;
  int n;
  double d;
  Inner in;
  float m[2][3];
  Mode mode;
  float *ptr;
  bool ok;
  char name[4];
};
struct Empty {};
struct Byte { unsigned char b; };
struct Sixteen { float x, y; int n; short s; signed char c; bool f; };
struct Words { long long w[25]; };
struct Large { float x[1000]; };
struct TooLarge { char x[4097]; };
union Either { float f; unsigned u; };
struct Bits { unsigned a : 3; int b : 5; bool c : 1; Mode mode : 2; int rest; };
struct Anonymous { int tag; union { int i; float f; }; };
struct Named { float f; };
struct Truths { bool v[2]; bool w : 3; };
struct Derived : Inner, Named { int own; const int id = 7; };
struct Two : Inner { int a; static constexpr int limit = 3; };
class Private {
  int key;

 public:
  int open;
  __device__ int get() const { return key + open; }
};
struct Constructed {
  int x;
  __device__ Constructed(int a) : x(a) {}
};
struct Handled {
  int x;
  __device__ Handled(const Handled &o) : x(o.x) {}
};
struct __attribute__((packed)) Tight { char c; int i; double d; };
struct alignas(32) Over { float x; int n; };
struct alignas(16) Quad { float v[4]; };
struct Node { int value; Node *next; Inner (*table)[2]; void *any; };
struct Many { Inner of[3]; Mode modes[2]; unsigned char bytes[2]; };
struct Odd { volatile int busy; int x; };

__device__ inline int sum_inner(const Inner *p, int n) {
  int s = 0;
  for (int i = 0; i < n; i++) s += p[i].a + p[i].b;
  return s;
}
__device__ inline double total(const Params &p) {
  double s = p.x + p.y + p.n + p.d + p.in.a + p.in.b + (p.ok ? 100 : 0) + (int)p.mode * 1000;
  for (int i = 0; i < 6; i++) s += p.m[i / 3][i % 3];
  return s + p.name[0];
}
__device__ inline int byte_of(Byte b) { return b.b; }
__device__ inline double sixteen(const Sixteen &s) { return s.x + s.y + s.n + s.s + s.c + s.f; }
__device__ inline long long words(const Words &w) {
  long long s = 0;
  for (int i = 0; i < 25; i++) s += w.w[i] * (i + 1);
  return s;
}
__device__ inline float large(const Large &l) {
  float s = 0;
  for (int i = 0; i < 1000; i++) s += l.x[i];
  return s;
}
__device__ inline int bits(const Bits &b) { return b.a + 10 * b.b + 1000 * b.c + 2000 * (int)b.mode + b.rest; }
__device__ inline int derived(const Derived &d) { return d.a + d.b + (int)d.f + d.own + d.id; }
__device__ inline int tight(const Tight &t) { return t.c + t.i + (int)t.d; }
__device__ inline int over(const Over &o) { return (int)o.x + o.n; }
__device__ inline int address(const Over *o) { return (int)(reinterpret_cast<unsigned long long>(o) % 32); }
__device__ inline float quad(const Quad &q) { return q.v[0] + q.v[1] + q.v[2] + q.v[3]; }
__device__ inline unsigned either(Either e) { return e.u; }
__device__ inline Inner inner(int a, int b) { Inner i; i.a = a; i.b = (short)b; return i; }
__device__ inline void fill(Tight *t, int i) { t[i].c = (char)i; t[i].i = 10 * i; t[i].d = 0.5 * i; }
__device__ inline int followed(const Node *p) { return p->value + (p->next ? p->next->value : 0); }
