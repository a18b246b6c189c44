// Conversion functions: implicit, explicit, to bool and to another record.
struct Other { int y; };
struct From {
  int x;
  __device__ operator float() const { return x + 0.5f; }
  __device__ explicit operator bool() const { return x != 0; }
  __device__ operator Other() const { return Other{x}; }
};
__device__ inline float plain(float f) { return f; }
__device__ inline int through(Other o) { return o.y; }
