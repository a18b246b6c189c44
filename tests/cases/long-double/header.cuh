// Device code computes long double as double: values of it are Python's float. What is
// stored as one has another size for every compiler.
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
