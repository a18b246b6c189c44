// Every builtin type by value and as a result.
__device__ inline bool negate(bool x) { return !x; }
__device__ inline char next(char x) { return x + 1; }
__device__ inline signed char flip(signed char x) { return -x; }
__device__ inline unsigned char top(unsigned char x) { return x | 0x80; }
__device__ inline short half_of(short x) { return x / 2; }
__device__ inline unsigned short low(unsigned short x) { return x & 0xff; }
__device__ inline int sum(int a, int b) { return a + b; }
__device__ inline unsigned int shift(unsigned int x) { return x << 1; }
__device__ inline long wide(long x) { return x * 3; }
__device__ inline unsigned long uwide(unsigned long x) { return x + 1; }
__device__ inline long long wider(long long x) { return -x; }
__device__ inline unsigned long long uwider(unsigned long long x) { return ~x; }
__device__ inline float scale(float x, float by) { return x * by; }
__device__ inline double precise(double x) { return x / 3; }
__device__ inline void nothing() {}
