// What lands in which list, and under which name.
#pragma once
#include <cstddef>
#include <cstdint>
struct Plain { int a; float b[2]; };
struct Forward;
union Either { int i; float f; };
class Closed { int hidden; protected: float kept; public: char open; __device__ void m(); private: void p(); };
struct Out { struct Nest; int a; __device__ Out(); __device__ int m() const; __device__ ~Out(); __device__ operator float() const; template <class T> __device__ T tm(T); };
struct Out::Nest { int deep; };
__device__ Out::Out() {}
__device__ int Out::m() const { return 1; }
__device__ Out::operator float() const { return 1; }
template <class T> __device__ T Out::tm(T x) { return x; }
namespace ns {
struct S { int x; struct In { int y; }; };
typedef S SAlias;
using SUsing = S;
inline namespace v1 { struct Versioned { int v; }; __device__ int versioned(); }
namespace { struct Hidden { int h; }; __device__ int anon(int) { return 0; } }
enum class Sc : unsigned char { L = 1, M = 200 };
}
__device__ int thrice(int);
__device__ int thrice(int);
__device__ int thrice(int a) { return a; }
__device__ void deleted(int) = delete;
__global__ void kernel(int *p) {}
__host__ int on_host();
__host__ __device__ int on_both();
int on_none();
constexpr int folded(int a) { return a; }
extern "C" __device__ int c_fn(int);
extern "C" { __device__ float c_fn2(float, ...); }
static __device__ int internal(int) { return 0; }
struct WithFriends {
  friend __device__ int in_class_friend(WithFriends) { return 0; }
  friend __device__ int scope_friend(WithFriends);
  int v;
};
__device__ int scope_friend(WithFriends);
template <class T> __device__ T ftmpl(T a) { struct InTemplate { T q; }; return a; }
template <> __device__ int ftmpl(int a) { return a; }
template __device__ float ftmpl(float a);
template <class> __device__ int not_dependent();
template <int N> __device__ int *array_of(const Plain &, int (&)[4], ns::S *);
template <class T> __device__ Plain operator+(Plain, T);
template <class T, int N = 4> struct V { T at[N]; __device__ V(); __device__ V(const V &); __device__ explicit V(T); __device__ T get(int) const; __device__ V<T, 4> four() const; struct In { T y; }; enum E { A, B }; template <class U> struct Member {}; };
template <class T, int N> __device__ T V<T, N>::get(int i) const { return at[i]; }
template <> struct V<char, 2> { char only; };
template struct V<double, 3>;
template <class T> struct Fw;
template <class T> struct Fw;
template <class T> struct Fw { T t; };
template <class T> struct Pat { T t; };
template <class T> struct Pat<T *> { T *p; struct InPartial { int i; }; enum EP { EPA }; };
template <class T> struct Host { template <class U> struct Inner { U u; T t; }; };
typedef Host<int>::Inner<float> HostInner;
__device__ inline float host_use() { HostInner h; h.u = 1; return h.u; }
template <class A, class... Ts> struct Packed { };
template <bool B, char C, class T, ns::Sc E> struct Values { };
enum Unscoped { ONE = 1, TWO = 2 };
template <Unscoped U> struct OfEnum { };
__device__ inline int uses() {
  V<int> v(1);
  V<short, 7> *incomplete = nullptr;
  Packed<int, float, bool> p;
  Packed<int> none;
  Values<true, 'x', ns::S, ns::Sc::L> values;
  OfEnum<TWO> two;
  Fw<float> f;
  Pat<int *> partial;
  auto l = [](int q) { return q; };
  struct Local { int z; };
  enum InBody { IB = 3 };
  int local_function(int);
  V<int>::E in_instance = V<int>::B;
  V<int>::In nested;
  return v.get(0) + l(1) + nested.y;
}
typedef struct { double x; } Pt;
typedef union { int i; } EitherAlias;
typedef enum { X1, X2 } Xs;
typedef int Number;
typedef V<float, 3> V3;
typedef struct Plain *PlainPointer;
enum Fwd : int;
enum { NAMELESS = -5 };
enum Big : unsigned long long { MOST = 0xffffffffffffffffull };
struct HasEnum { enum Mode { M0, M1 }; Mode mode; typedef Plain Inner; struct { int u; float w; }; union { int i; float g; } named; unsigned bits : 3; unsigned : 5; mutable int mu; static int shared; };
constexpr int ANSWER = 42;
#define LIMIT 10
#define TWICE(x) ((x) * 2)
#define MAKE(name) __device__ int name(int)
MAKE(made_by_macro);
