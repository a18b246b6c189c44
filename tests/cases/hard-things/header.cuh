// Namespaces and out-of-line definitions, hidden friends, unnamed types, arrays, pointers of every kind, unions.
namespace a {
namespace b {
struct Deep {
  int x;
  __device__ int get() const;
};
__device__ int outside(int x);
}
}
__device__ inline int a::b::Deep::get() const { return x; }
__device__ inline int a::b::outside(int x) { return x + 1; }
struct F {
  int v;
  friend __device__ inline F operator+(F p, F q) { return F{p.v + q.v}; }
  friend __device__ inline int hidden(const F &f) { return f.v; }
};
enum { ANON_A = 3, ANON_B };
struct Holder {
  enum { Inner = 5 };
  int y;
};
typedef struct {
  int m;
  float n;
} Unnamed;
typedef enum { UA, UB = 7 } UnnamedEnum;
__device__ inline int takes(Unnamed u, UnnamedEnum e) { return u.m + e; }
__device__ inline int sum3(const int x[3]) { return x[0] + x[1] + x[2]; }
__device__ inline int second(const int (&x)[3]) { return x[1]; }
__device__ inline int through(int **p) { return **p; }
typedef int (*callback)(int);
__device__ inline int twice(int x) { return 2 * x; }
__device__ inline callback get_callback() { return &twice; }
__device__ inline int call_back(callback f, int x) { return f(x); }
__device__ inline int length(const char *s) {
  int n = 0;
  while (s[n])
    n++;
  return n;
}
__device__ inline const char *greeting() { return "hello"; }
__device__ inline int is_volatile(volatile int *p) { return *p; }
__device__ inline float first(const float *__restrict__ a, float *__restrict__ b) { return a[0] + b[0]; }
union U {
  int i;
  float f;
};
__device__ inline U as_union(int i) {
  U u;
  u.i = i;
  return u;
}
__device__ inline float as_float(U u) { return u.f; }
namespace lib {
namespace detail {
__device__ inline int not_there(int x) { return x; }
}
inline namespace v2 {
__device__ inline int there(int x) { return x; }
}
}
