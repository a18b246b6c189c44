// Overload sets for the differential test of template calls: what each call means is asked of numbast and
// of a compiler. A function tells its line; TELL is empty but in the probe.
#pragma once
#ifndef TELL
#define TELL
#endif
#ifdef PROBE
#define FN
#else
#define FN __host__ __device__
#endif

namespace ov {

enum Plain { p0, p1 };
enum class Scoped : unsigned char { s0, s1 };

struct Base { int b; };
struct Derived : Base { int d; };
struct Far : Derived { int f; };
struct Other { float x; };
struct FromInt { int v; FN FromInt(int a) : v(a) {} };
struct ToFloat { float v; FN operator float() const { return v; } };
template <class T> struct Box {
  T v;
  FN Box(T a) : v(a) {}
  FN T get() const { TELL return v; }
  FN T get() { TELL return v; }
  template <class U> FN U as(U x) const { TELL return x; }
  FN double as(double x) const { TELL return x; }
  template <class U> FN int take(U &x) { TELL return 1; }
  template <class U> FN long take(const U &x) { TELL return 2; }
  template <class U> FN char ref(U &&x) & { TELL return 1; }
  template <class U> FN short ref(U &&x) && { TELL return 2; }
  FN int gone(int) const = delete;
  template <class U> FN int gone(U) const { TELL return 1; }
  template <int N> FN Box<int> times() const { TELL return Box<int>((int)v * N); }
  template <class U> static FN U made(U x) { TELL return x; }
  friend FN Box operator+(const Box &a, const Box &b) { TELL return Box(a.v + b.v); }
private:
  template <class U> FN U hidden(U x) const { TELL return x; }
};
template <> struct Box<char> {
  char v;
  FN Box(char a) : v(a) {}
  FN long get() const { TELL return v; }
};
template <class T, int N> struct Arr { T v[N]; };
template <class T> struct IsFloat { static constexpr bool value = false; };
template <> struct IsFloat<float> { static constexpr bool value = true; };
template <> struct IsFloat<double> { static constexpr bool value = true; };
template <bool B, class T = void> struct enable {};
template <class T> struct enable<true, T> { using type = T; };
template <class T> struct Bare { using type = T; };
template <class T> struct Bare<T &> { using type = T; };
template <class T> struct Bare<const T> { using type = T; };

// value categories
template <class T> FN T same(T x) { TELL return x; }
template <class T> FN int cat(T &x) { TELL return 1; }
template <class T> FN long cat(const T &x) { TELL return 2; }
template <class T> FN char fwd(T &&x) { TELL return 1; }
template <class T> FN int own(T &x) { TELL return 1; }
template <class T> FN int own(T &&x) { TELL return 2; }
template <class T> FN int only_l(T &x) { TELL return 1; }
template <class T> FN int only_c(const T &x) { TELL return 1; }
template <class T> FN int moved(Box<T> &&x) { TELL return 1; }
template <class T> FN int moved(const Box<T> &x) { TELL return 2; }

// partial ordering, non-templates first
template <class T> FN int order(T x) { TELL return 1; }
template <class T> FN long order(T *x) { TELL return 2; }
template <class T> FN short order(const T *x) { TELL return 3; }
FN inline double order(double x) { TELL return 4; }
FN inline float order(const float *x) { TELL return 5; }
template <class T> FN T larger(T a, T b) { TELL return a; }
FN inline double larger(double a, double b) { TELL return a; }
template <class A, class B> FN A pair(A a, B b) { TELL return a; }
template <class A> FN A pair(A a, A b) { TELL return a; }
template <class A> FN int pair(A a, int b) { TELL return 1; }
template <class T> FN int box(T x) { TELL return 1; }
template <class T> FN T box(Box<T> x) { TELL return x.v; }
FN inline long box(Box<float> x) { TELL return 3; }
template <template <class> class C, class T> FN C<T> inner(C<T> x) { TELL return x; }
template <class T, int N> FN T first(const Arr<T, N> &x) { TELL return x.v[0]; }
template <class T> FN T first(const Arr<T, 2> &x) { TELL return x.v[1]; }
template <int N> FN int first(const Arr<int, N> &x) { TELL return N; }

// defaults
template <class T = float> FN T dflt(int x = 3) { TELL return T(x); }
template <class T> FN T dflt2(T x, int n = 2, float f = 1) { TELL return x; }
template <class T> FN long dflt2(T x, int n) { TELL return n; }
template <class T, class R = double> FN R dflt3(T x, R y = R()) { TELL return y; }

// packs
template <class... T> FN int count(T... x) { TELL return sizeof...(T); }
template <class T> FN T count(T x) { TELL return x; }
template <class A, class... T> FN A head(A a, T... x) { TELL return a; }
template <class A, class B, class... T> FN B head(A a, B b, T... x) { TELL return b; }
template <int... N> FN int sum() { TELL return (0 + ... + N); }
template <class... T> FN int boxes(Box<T>... x) { TELL return sizeof...(T); }

// SFINAE
template <class T, typename enable<IsFloat<T>::value, int>::type = 0> FN T flt(T x) { TELL return x; }
template <class T, typename enable<!IsFloat<T>::value, int>::type = 0> FN int flt(T x) { TELL return 1; }
template <class T> FN typename enable<IsFloat<T>::value, T>::type fonly(T x) { TELL return x; }
template <class T> FN auto has_get(const T &x) -> decltype(x.get()) { TELL return x.get(); }
template <class T> FN auto has_b(T x) -> decltype(x.b) { TELL return x.b; }
FN inline char has_b(...) { TELL return 1; }
template <class T, class = decltype(T::nothing)> FN int nothing(T x) { TELL return 1; }
template <class T> FN auto added(T a, T b) -> decltype(a + b) { TELL return a + b; }

// conversions
FN inline int conv(Base x) { TELL return 1; }
FN inline long conv(FromInt x) { TELL return 2; }
template <class T> FN float conv(Box<T> x) { TELL return 3; }
FN inline int to_f(float x) { TELL return 1; }
template <class T> FN long to_f(T *x) { TELL return 2; }
template <class T> FN int base(const T &x, const Base &y) { TELL return 1; }
template <class T> FN long base(const T &x, const Derived &y) { TELL return 2; }
template <class R, class T> FN R cast(T x) { TELL return *(R *)(void *)&x; }
template <class T> FN T given(Box<T> x, typename Bare<T>::type y) { TELL return y; }
FN inline int en(int x) { TELL return 1; }
template <class T> FN T en(T x) { TELL return x; }
FN inline long en(Plain x) { TELL return 3; }

// ambiguous and deleted ones
template <class A> FN int amb(A a, int b) { TELL return 1; }
template <class B> FN int amb(int a, B b) { TELL return 2; }
FN inline int amb2(long x) { TELL return 1; }
FN inline int amb2(float x) { TELL return 2; }
template <class T> FN int amb2(T *x) { TELL return 3; }
template <class T> FN int dele(T x) { TELL return 1; }
template <class T> FN int dele(T *x) = delete;
FN int dele(double) = delete;
template <class T> FN int dele2(const T &x) { TELL return 1; }
template <class T> FN int dele2(T &&x) = delete;
template <class T> FN auto deduced(T x) { TELL return x + 1; }
template <class T> FN decltype(auto) passed(T &x) { TELL return (x); }

// operators
template <class T> FN Box<T> operator*(const Box<T> &a, T b) { TELL return a; }
template <class T> FN Box<double> operator*(const Box<T> &a, const Box<T> &b) { TELL return Box<double>(1); }
template <class T> FN int operator-(const Box<T> &a) { TELL return 1; }
template <class T, class U> FN bool operator<(const Box<T> &a, const Box<U> &b) { TELL return true; }
template <class T> FN bool operator<(const Box<T> &a, const Box<T> &b) { TELL return false; }
}
