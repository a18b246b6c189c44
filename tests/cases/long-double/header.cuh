// Device code computes long double as double: values of it are Python's float. Stored, it has
// 16 bytes, of which Python reads none.
__device__ inline long double half(long double x) { return x / 2; }
__device__ inline int pick(float x) { return 1; }
__device__ inline int pick(double x) { return 2; }
__device__ inline int pick(long double x) { return 3; }
__device__ inline double by_reference(const long double &x) { return x; }
__device__ inline double by_rvalue(long double &&x) { return x; }
__device__ inline double stored(long double *x) { return *x; }
__device__ inline void changed(long double &x) { x = 1; }
struct Whole {
  int i;
  __device__ Whole(long double x) : i(int(x)) {}
  __device__ operator long double() const { return i; }
  __device__ static long double of(long double x = 2.5L) { return x; }
};
__device__ inline long double operator""_km(long double x) { return x * 1000; }
struct Stored {
  long double x;
  int n;
  __device__ Stored(long double x) : x(x), n(7) {}
  __device__ double get() const { return double(x); }
};
template <class T> struct alignas(2 * sizeof(T)) Two { T a, b; };
__device__ inline Two<long double> two(long double a, int b = 2) { return {a, (long double)b}; }
__device__ inline long double sum(Two<long double> x) { return x.a + x.b; }
__device__ inline double twice(Stored s, Stored t) { return double(s.x + t.x); }
