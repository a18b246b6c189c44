#define PACKED __attribute__((packed))
#define ALIGNED(n) __attribute__((__aligned__(n)))
struct A { char c; int x; } __attribute__((packed));
typedef struct { char c; double d; } PACKED ALIGNED(16) T, *PT;
struct B { struct { char c; short s; } PACKED in; int y; } ALIGNED(8) /* } */ b, *pb;
union U { char c; int i; } // none
  PACKED;
template <class V> struct W { char c; V v; } PACKED;
typedef struct N { struct N *next; } ALIGNED(32) const N_t;
__device__ int take(A a, T *t, const B &x, W<int> w, N_t *n);
struct __attribute__((packed)) C { char c; int x; };
struct D { char c; } PACKED
