// For test_runtime_calls.py: literals, lvalues and rvalues, keywords.
__device__ inline int big(int) { return 1; }
__device__ inline int big(long) { return 2; }
__device__ inline int big(unsigned) { return 3; }
__device__ inline int big(unsigned long) { return 4; }
__device__ inline int all(int) { return 1; }
__device__ inline int all(long) { return 2; }
__device__ inline int all(long long) { return 3; }
__device__ inline int all(unsigned long) { return 4; }
__device__ inline int all(unsigned long long) { return 5; }
__device__ inline int only(int) { return 1; }
__device__ inline int only(long long) { return 2; }
__device__ inline int only(unsigned long long) { return 3; }

struct CallV { int x; };
__device__ inline int rr(const CallV &) { return 1; }
__device__ inline int rr(CallV &&) { return 2; }
__device__ inline int taken(CallV &&v) { return v.x; }
__device__ inline int mixed(const CallV &v, CallV &&w) { return v.x + w.x; }
__device__ inline int ri(const int &) { return 1; }
__device__ inline int ri(int &&) { return 2; }
__device__ inline CallV make(int x) { return CallV{x}; }

__device__ inline int f(int a, int b = 3, int c = 4) { return 100 * a + 10 * b + c; }
__device__ inline int g(int self, int x__) { return 10 * self + x__; }
struct CallS {
  int s;
  __device__ int m(int self, int other = 7) const { return 100 * s + 10 * self + other; }
};
__device__ inline int unnamed(int, int) { return 0; }
