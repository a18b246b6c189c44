// Attributes, kinds of methods, mangled names.
#pragma once
#define MY_INLINE __forceinline__ __device__
#define CONSTEXPR constexpr
__device__ __host__ int a_both();
__forceinline__ __device__ int a_forced() { return 0; }
MY_INLINE int a_macro() { return 0; }
__device__ __attribute__((noinline)) int a_gnu();
__device__ __attribute__((__noinline__)) int a_gnu2();
__device__ [[maybe_unused]] int a_unused();
[[nodiscard]] __device__ int a_nodiscard();
[[deprecated]] __device__ int a_deprecated();
[[gnu::noinline]] __device__ int a_scoped();
__global__ void a_global();
CONSTEXPR int a_constexpr() { return 1; }
int a_none();
__device__ int with_default(int a, float b = 1.5f, const char *text = "a = b");
__device__ int ellipsis(const char *, ...);
__device__ int quiet() noexcept;
struct Kinds {
  __device__ Kinds();
  __device__ Kinds(const Kinds &);
  __device__ Kinds(Kinds &&);
  __device__ Kinds(int, int = 2);
  __device__ Kinds(float);
  __device__ explicit Kinds(double);
  __device__ Kinds(int, int, int);
  Kinds(char) = delete;
  __device__ ~Kinds();
  __device__ operator float2() const;
  __device__ explicit operator bool() const;
  __device__ Kinds operator+(const Kinds &) const;
  __device__ Kinds operator-() const;
  __device__ Kinds &operator=(const Kinds &) = default;
  __device__ int operator()(int);
  __device__ int operator[](int) const;
  __device__ static int make();
  __device__ virtual int v() const;
  __device__ constexpr int c() const { return 1; }
  __device__ int lref() &;
  __device__ int rref() const &&;
 private:
  __device__ int secret();
};
struct Base { int b; };
struct Derived : public Base { int d; };
/// Doubles it.
__device__ int documented(int x);
template <class T> struct Foo { __device__ Foo(T); __device__ operator T() const; __device__ int plain(int) const; __device__ T quals(T, const T &) const &; };
template <class T> __device__ T dep(T a, const T &b, int c[3]);
__device__ Kinds operator*(Kinds, Kinds);
__device__ int operator_x(int);
__device__ int operator""_len(unsigned long long);
__device__ bool operator!(Kinds);
__device__ Kinds operator-(Kinds);
__device__ Kinds &operator+=(Kinds &, int);
__device__ bool operator&&(Kinds, Kinds);
