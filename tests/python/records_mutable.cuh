// Classes whose objects change though they are const, or when they are converted.
#pragma once
struct Count { // its own member
  mutable int n;
  __device__ Count(int v) : n(v) {}
  __device__ int next() const { return ++n; }
  __device__ int plus(const Count &o) const { return ++n + ++o.n; }
  __device__ const Count &self() const { return *this; }
  __device__ int operator()(int by) const { return n += by; }
  __device__ int operator[](int by) const { return n += by; }
  __device__ int operator+(int by) const { return n += by; }
  __device__ int operator-(const Count &o) const { return n += o.n++; }
  __device__ int operator~() const { return ++n; }
  __device__ bool operator!() const { return ++n > 100; }
  __device__ bool operator==(const Count &o) const { return ++n == ++o.n; }
};
class Hidden { // a private one
  mutable int n;

 public:
  __device__ Hidden(int v) : n(v) {}
  __device__ int next() const { return ++n; }
  __device__ int get() const { return n; }
};
struct Derived : Count { // a base's
  int x;
  __device__ Derived(int v) : Count(v), x(v) {}
  __device__ int more() const { return ++n + x; }
};
struct Whole { // of what it holds
  int x;
  Count part;
  Count parts[2];
  __device__ Whole(int v) : x(v), part(v), parts{Count(v), Count(v)} {}
  __device__ int next() const { return ++part.n; }
  __device__ const Count &ref() const { return part; }
};
struct Asked { // when it is converted, const
  mutable int n;
  __device__ Asked(int v) : n(v) {}
  __device__ operator int() const { return ++n; }
  __device__ explicit operator bool() const { return (n += 10) > 0; }
};
struct Changed { // and not const
  int n;
  __device__ Changed(int v) : n(v) {}
  __device__ operator int() { return ++n; }
  __device__ explicit operator bool() { return (n += 10) > 0; }
};
struct Both { // which of two functions converts
  int n;
  __device__ Both(int v) : n(v) {}
  __device__ operator int() { return ++n; }
  __device__ operator int() const { return -n; }
  __device__ const Both &self() const { return *this; }
};
struct Heir : Changed {
  int y;
  __device__ Heir(int v) : Changed(v), y(v) {}
};
struct From { // a constructor converts, and changes what it is given
  int got;
  __device__ From(const Count &c) : got(++c.n) {}
  __device__ From(Changed &c) : got(c.n += 5) {}
};
struct Box {
  int x;
  double d;
  int items[2];
  Changed inner;
  Asked asked;
  __device__ Box(int v) : x(v), d(v), items{v, v}, inner(v), asked(v) {}
};
struct Kept { // one field of two may be assigned through const
  int fixed;
  mutable int free;
  __device__ Kept(int v) : fixed(v), free(v) {}
  __device__ const Kept &self() const { return *this; }
};
__device__ inline int touch(const Count &c) { return ++c.n; }
__device__ inline int touch_pointer(const Count *c) { return ++c->n; }
__device__ inline int twice(const Count &a, const Count &b) { return ++a.n * ++b.n; }
__device__ inline int copy(Count c) { return ++c.n; }
__device__ inline int small(int x) { return x; }
__device__ inline double sum(int a, double b) { return a + b; }
__device__ inline int take(From f) { return f.got; }
__device__ inline int peek(const From &f) { return f.got; }
