// What docs/supported.md shows: every feature once. Read by tools/supported.py and by the tests.
//
//   //// heading
//   /// title; name in the report; what it is in Python
//
// The lines behind a title are its C++. A reason is not written here: the report gives it.
#pragma once
#include <cstddef>

//// Functions
/// free function; plain; `lib.plain(3)`
__device__ inline int plain(int x) { return x; }
/// overloads; many; `lib.many(x)`: C++'s choice
__device__ inline int many(int x) { return x; }
__device__ inline float many(float x) { return x; }
/// default arguments; defaults; `lib.defaults(1)`, `lib.defaults(1, b=3)`
__device__ inline int defaults(int a, int b = 2) { return a + b; }
/// host and device; both;
__host__ __device__ inline int both(int x) { return x; }
/// constexpr; folded;
constexpr int folded(int x) { return x + 1; }
/// C linkage; linked_as_c;
extern "C" __device__ int linked_as_c(int x);
/// a Python keyword; lambda; `lib.lambda_(1)` or `lib["lambda"]`
__device__ inline int lambda(int x) { return x; }
/// no annotation; unannotated;
inline int unannotated(int x) { return x; }
/// host; on_host;
__host__ inline int on_host(int x) { return x; }
/// kernel; launched;
__global__ void launched(int *x);
/// variable arguments; print_all;
__device__ int print_all(const char *format, ...);
/// deleted; gone;
__device__ int gone(int x) = delete;
/// template; generic;
template <class T> __device__ T generic(T x) { return x; }

//// Parameters and results
struct Pod { int x; float y; };
struct Later;
/// record by value; by_value; any `Pod`
__device__ inline Pod by_value(Pod p) { return p; }
/// const reference; by_const; any `Pod`
__device__ inline int by_const(const Pod &p) { return p.x; }
/// rvalue reference; by_rvalue; any `Pod`
__device__ inline int by_rvalue(Pod &&p) { return p.x; }
/// reference to a record; by_reference;
__device__ inline void by_reference(Pod &p) { p.x = 1; }
/// reference to a scalar; bump; a one-element array, or a result by the option `intents`
__device__ inline void bump(int &x) { x += 1; }
/// pointer; sum; an array, a pointer, None
__device__ inline float sum(const float *x, int n) { return n ? x[0] : 0; }
/// pointer to a record; first_of; an array of `Pod`
__device__ inline int first_of(Pod *p) { return p->x; }
/// pointer to an incomplete type; handle; a pointer
__device__ Later *handle(Later *p);
/// array parameter; three; an array
__device__ inline int three(int x[3]) { return x[0]; }
/// reference to an array; exactly_three; an array
__device__ inline int exactly_three(const int (&x)[3]) { return x[0]; }
/// pointer to a function; call_back; a pointer
__device__ inline int call_back(int (*f)(int)) { return f ? 1 : 0; }
/// incomplete type by value; incomplete;
__device__ int incomplete(Later x);
/// member pointer; member_pointer;
__device__ int member_pointer(int Pod::*p);
/// long double, which device code computes as double; long_double; `lib.long_double(2.5)`
__device__ double long_double(long double x);
/// pointer to long double; long_double_pointer;
__device__ double long_double_pointer(const long double *x);
/// 128-bit integer; int128;
__device__ int int128(__int128 x);
/// nullptr_t; null_type;
__device__ int null_type(std::nullptr_t x);
/// result is a reference to an array; array_result;
__device__ int (&array_result(int i))[3];
/// result is a pointer to an array; row_result;
__device__ int (*row_result(int i))[3];

//// Records
/// public fields; Fields; `lib.Fields(1, 2.0)`, `v.x`, `lib.Fields.dtype`
struct Fields { int x; double y; };
/// nested record; Outer::Inner; `lib.Outer.Inner`
struct Outer { struct Inner { int x; }; Inner i; };
/// static constant; WithConstant::size; `lib.WithConstant.size`
struct WithConstant { int x; static constexpr int size = 4; };
/// private fields; Private;
class Private { int x; public: __device__ int get() const { return x; } };
/// base class; Derived; `v.b`, where a `Base` is wanted
struct Base { int b; }; struct Derived : Base { int d; };
/// virtual functions; Polymorphic;
struct Polymorphic { int x; __device__ virtual int f() const; };
/// union; Either; `v.i`, `v.f`
union Either { int i; float f; };
/// bit-field; Bits; `v.low`
struct Bits { unsigned low : 4; unsigned high : 28; };
/// anonymous member; Anonymous; `v.i`, `v.n`
struct Anonymous { union { int i; float f; }; int n; };
/// forward declared only; Later;
struct Later;
/// template; Generic;
template <class T> struct Generic { T x; };

//// Members
struct Members {
  int x;
/// constructor; Members::Members; `lib.Members(3)`; an implicit one converts arguments too
  __device__ Members(int a) : x(a) {}
/// const method; Members::get; `m.get()`
  __device__ int get() const { return x; }
/// static method; Members::make; `lib.Members.make()`
  __device__ static int make() { return 1; }
/// conversion; Members::operator float; where a float is wanted; `numpy.float32(m)`
  __device__ operator float() const { return x; }
/// method that changes its object; Members::set;
  __device__ void set(int a) { x = a; }
/// assignment; Members::operator=;
  __device__ Members &operator=(int a) { x = a; return *this; }
/// copy constructor; Members::Members; `lib.Members(m)`
  Members(const Members &) = default;
/// move constructor; Members::Members;
  Members(Members &&) = default;
/// destructor; Members::~Members;
  __device__ ~Members() {}
/// private method; Members::hidden;
private: __device__ int hidden() const { return x; }
};
/// constructor of an abstract class; Abstract::Abstract;
struct Abstract { __device__ Abstract(int x); __device__ virtual int f() const = 0; };
/// value that cannot be copied; pinned;
struct Pinned { int x; __device__ Pinned(int a); Pinned(const Pinned &) = delete; };
__device__ int pinned(Pinned p);

//// Operators
struct Value { int x;
/// call; Value::operator(); `v(2)`
  __device__ int operator()(int a) const { return a + x; }
/// index; Value::operator[]; `v[2]`
  __device__ int operator[](int a) const { return a + x; }
/// unary; Value::operator-; `-v`
  __device__ Value operator-() const { return Value{-x}; }
/// compound assignment; Value::operator+=;
  __device__ Value &operator+=(int a) { x += a; return *this; }
/// increment; Value::operator++;
  __device__ Value &operator++() { ++x; return *this; }
/// logical and; Value::operator&&;
  __device__ bool operator&&(const Value &o) const { return x && o.x; }
};
/// binary; operator+; `a + b`
__device__ inline Value operator+(const Value &a, const Value &b) { return Value{a.x + b.x}; }
/// comparison; operator<; `a < b`
__device__ inline bool operator<(const Value &a, const Value &b) { return a.x < b.x; }

//// Names and values
/// enum; Color; `lib.Color.Red`, `lib.Red`: an `enum.IntEnum`
enum Color { Red, Green = 5 };
/// scoped enum; Mode; `lib.Mode.On`
enum class Mode : unsigned char { Off, On };
/// constant; answer; `lib.answer`: 42
constexpr int answer = 42;
/// constant of class type; origin; `lib.origin` in a kernel
constexpr Pod origin{1, 2.0f};
/// variable of the device; counter; a pointer: `lib.counter[0] += 1` in a kernel; `lib.counter.on(kernel)[0]` on the host
__device__ int counter;
/// constant memory; weights; a pointer that is only read: `lib.weights[2]`; `lib.weights.on(kernel)[:] = w` on the host
__constant__ float weights[4];
/// variable of the host; on_the_host;
static int on_the_host;
/// constant macro; LIMIT; `lib.LIMIT`: 16
#define LIMIT (1 << 4)
/// text macro; VERSION_TEXT; `lib.VERSION_TEXT`
#define VERSION_TEXT "1.2"
/// macro without a value; EMPTY;
#define EMPTY
/// macro with parameters; TWICE;
#define TWICE(x) (2 * (x))
/// alias; Number; the thing itself
using Number = float;
/// alias template; GenericAlias;
template <class T> using GenericAlias = Generic<T>;
/// namespace; space::inside; `lib.space.inside(1)`
namespace space { __device__ inline int inside(int x) { return x; } }
/// inline namespace; visible; `lib.visible(1)`
inline namespace v1 { __device__ inline int visible(int x) { return x; } }
