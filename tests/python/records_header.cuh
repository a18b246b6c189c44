// Objects that kernels change: methods that are not const, references, operators, parts of objects.
#pragma once
struct Inner {
  int x, y;
  __device__ void bump() { x += 1; }
  __device__ Inner &operator+=(int v) { x += v; y += v; return *this; }
};
struct S {
  int x;
  Inner inner;
  double w;
  int id;
  __device__ S(int v) : x(v), inner{v, v}, w(v), id(77) {}
  __device__ void set(int v) { x = v; }
  __device__ int next() { return ++x; }
  __device__ int get() const { return x; }
  __device__ int plus(int v) const { return x + v; }
  __device__ S &add(int v) { x += v; return *this; }
  __device__ S &operator+=(int v) { x += v; return *this; }
  __device__ S &operator++() { ++x; return *this; }
  __device__ int operator++(int) { return x++; }
  __device__ int &operator[](int i) { return i ? inner.y : inner.x; }
  __device__ Inner &ref() { return inner; }
  __device__ const Inner &cref() const { return inner; }
  __device__ S operator+(const S &b) const { return S(x + b.x); }
};
struct Fixed {
  int x;
  const int id;
  __device__ Fixed(int v) : x(v), id(77) {}
};
struct View {
  S *p;
  __device__ View(S *q) : p(q) {}
  __device__ int look() const { return p->x; }
};
struct Once {
  int x;
  __device__ Once(int v) : x(v) {}
  Once(const Once &) = delete;
  __device__ int next() { return ++x; }
  __device__ int get() const { return x; }
};
struct State { unsigned long long a[6]; };
__device__ inline void st_init(unsigned long long seed, State *s) { for (int i = 0; i < 6; i++) s->a[i] = seed + i; }
__device__ inline int st_draw(State *s) { s->a[0] += s->a[5]; s->a[5] ^= s->a[1]; return (int)(s->a[0] & 0xffff); }
__device__ inline void inc_ref(S &s) { s.x += 100; }
__device__ inline void inc_ptr(S *s) { s->x += 1000; }
__device__ inline int peek(const S &s) { return s.x; }
__device__ inline int sum2(const S &a, const S &b) { return a.x * 1000 + b.x; }
__device__ inline void swap2(S &a, S &b) { int t = a.x; a.x = b.x; b.x = t; }
__device__ inline void incr(int &x) { x += 1; }
struct Pair { // const and non-const overloads, and what temporaries get
  int a[3];
  int m[2][3];
  __device__ Pair(int v) : a{v, v + 1, v + 2}, m{{v, v, v}, {v, v, v}} {}
  __device__ int &at(int i) { return a[i]; }
  __device__ const int &at(int i) const { return a[i]; }
  __device__ int kind() { return 1; }
  __device__ int kind() const { return 2; }
  __device__ int &operator()(int i, int j) { return m[i][j]; }
  __device__ explicit operator bool() const { return a[0] != 0; }
  __device__ Pair &self() { return *this; }
  __device__ const Pair &cself() const { return *this; }
  __device__ int &operator*() { return a[0]; }
};
__device__ inline int taken(Pair &) { return 1; }
__device__ inline int taken(const Pair &) { return 2; }
__device__ inline int taken(Pair &&) { return 3; }
struct Grid {
  float v[4];
  Inner in[2];
  unsigned char tag : 3;
  int low : 5;
  unsigned wide : 20;
};
struct Rows {
  int v[2];
  __device__ explicit Rows(int x) : v{x, x} {}
};
__device__ inline int at_address(int *p) { return *p; }
// Objects that are more than their bytes. `log` counts what is called: copies 1, assignments 100, destructors 10000.
struct Counted {
  int *log;
  int v;
  __device__ Counted(int *l, int x) : log(l), v(x) {}
  __device__ Counted(const Counted &o) : log(o.log), v(o.v) { *log += 1; }
  __device__ Counted &operator=(const Counted &o) { v = o.v; *log += 100; return *this; }
  __device__ ~Counted() { *log += 10000; }
  __device__ void set(int x) { v = x; }
  __device__ int get() const { return v; }
  __device__ Counted twice() const { return Counted(log, 2 * v); }
};
__device__ inline int by_value(Counted c) { return c.v; }
__device__ inline int by_reference(const Counted &c) { return c.v; }
struct Lock { // RAII, never copied
  int *word;
  __device__ Lock(int *w) : word(w) { *word += 1; }
  Lock(const Lock &) = delete;
  Lock &operator=(const Lock &) = delete;
  __device__ ~Lock() { *word += 10; }
  __device__ int held() const { return *word; }
};
struct Writes { // its destructor writes
  int *to;
  int v;
  __device__ Writes(int *t, int x) : to(t), v(x) {}
  __device__ ~Writes() { *to = *to * 10 + v; }
};
class Handle { // as cooperative groups: keeps its own address
  Handle *self;
  int rank;

public:
  __device__ Handle(int r) : self(this), rank(r) {}
  __device__ Handle(const Handle &o) : self(this), rank(o.rank) {}
  __device__ Handle &operator=(const Handle &o) { rank = o.rank; return *this; }
  __device__ ~Handle() { self = nullptr; }
  __device__ int ok() const { return self == this ? rank : -1; }
  __device__ void next() { rank++; }
};
class SelfPointer { // trivially copyable, and yet it keeps its own address
  SelfPointer *self;

public:
  __device__ SelfPointer() : self(this) {}
  __device__ int ok() const { return self == this; }
};
class Looks {
  const S *p;

public:
  __device__ Looks(const S &s) : p(&s) {}
  __device__ int x() const { return p->x; }
};
struct Tracked { // its copies know that they are copies; it may move as a value
  int v, copies;
  __device__ Tracked(int x) : v(x), copies(0) {}
  __device__ Tracked(const Tracked &o) : v(o.v), copies(o.copies + 1) {}
  __device__ Tracked &operator=(const Tracked &o) { v = o.v; copies = o.copies + 100; return *this; }
  __device__ Tracked &operator+=(int x) { v += x; return *this; }
};
struct Vec2 {
  float x, y;
  __device__ void scale(float f) { x *= f; y *= f; }
  __device__ Vec2 &operator+=(const Vec2 &o) { x += o.x; y += o.y; return *this; }
};
struct Particle {
  Vec2 position, velocity;
  __device__ Particle &step(float dt) { position.x += velocity.x * dt; position.y += velocity.y * dt; return *this; }
};
struct Table { // nothing can be assigned through its operator
  int v[3];
  __device__ int operator[](int i) const { return v[i]; }
};
struct Two { // another type for const objects
  int v;
  __device__ int get() { return v; }
  __device__ float get() const { return 0.5f; }
  __device__ const Two &cself() const { return *this; }
};
struct Shape { __device__ virtual int area() const = 0; };
struct Hidden { int v, w; __device__ int f() const { return v; } __device__ int g() const { return 1; } __device__ int operator-(int) const { return 2; } };
struct Hides : Hidden { __device__ Hides(int k) { v = k; } __device__ int g() const = delete; __device__ int operator-(int) const = delete; private: int w; using Hidden::f; };
