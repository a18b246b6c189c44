// CUDA's own small types in and out, for test_records_real.py.
#pragma once
#include <vector_functions.h>
struct Box {
  float3 low, high;
  uchar4 colour;
  dim3 cells;
};
__device__ inline float3 twice(float3 v) { return make_float3(2 * v.x, 2 * v.y, 2 * v.z); }
__device__ inline void raise(float3 &v, float by) { v.z += by; }
__device__ inline uchar4 swapped(uchar4 c) { return make_uchar4(c.w, c.z, c.y, c.x); }
__device__ inline void dim(uchar4 *c) { c->x /= 2; c->y /= 2; }
__device__ inline dim3 cells(int x, int y, int z) { return dim3(x, y, z); }
__device__ inline dim3 halved(dim3 d) { return dim3(d.x / 2, d.y, d.z); }
__device__ inline int count(const dim3 &d) { return d.x * d.y * d.z; }
__device__ inline float volume(const Box &b) { return (b.high.x - b.low.x) * (b.high.y - b.low.y) * (b.high.z - b.low.z) + b.colour.x + count(b.cells); }
