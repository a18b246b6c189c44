// Objects of cuda::std in a header of our own, for test_records_std.py.
#pragma once
#include <cuda/std/array>
#include <cuda/std/complex>
#include <cuda/std/tuple>
#include <cuda/std/utility>
using Complex = cuda::std::complex<float>;
using Array3 = cuda::std::array<int, 3>;
using Pair = cuda::std::pair<int, float>;
using Tuple = cuda::std::tuple<int, float, short>;
__device__ inline Complex complex(float x, float y) { return Complex(x, y); }
__device__ inline float real(const Complex &z) { return z.real(); }
__device__ inline float imag(const Complex &z) { return z.imag(); }
__device__ inline Complex &scale(Complex &z, const Complex &by) { return z *= by; }
__device__ inline void put(Array3 &a, int i, int v) { a[i] = v; }
__device__ inline int &at(Array3 &a, int i) { return a[i]; }
__device__ inline void add(int &x, int v) { x += v; }
__device__ inline void second(Pair &p, float v) { p.second = v; }
__device__ inline float second_of(const Pair &p) { return p.second; }
struct Body { Complex z; Array3 n; Pair p; };
__device__ inline float norm2(const Complex &z) { return z.real() * z.real() + z.imag() * z.imag(); }
__device__ inline void turn(Complex &z) { z = Complex(-z.imag(), z.real()); }
__device__ inline int total(const Array3 &a) { return a[0] + a[1] + a[2]; }
__device__ inline void fill(Array3 &a, int v) { for (int &x : a) x = v; }
__device__ inline Pair pair(int a, float b) { return Pair(a, b); }
__device__ inline float sum(const Pair &p) { return p.first + p.second; }
__device__ inline void grow(Pair &p) { p.first += 1; p.second *= 2; }
__device__ inline Tuple tuple(int a, float b, short c) { return Tuple(a, b, c); }
__device__ inline float tuple_sum(const Tuple &t) { return cuda::std::get<0>(t) + cuda::std::get<1>(t) + cuda::std::get<2>(t); }
__device__ inline void tuple_grow(Tuple &t) { cuda::std::get<2>(t) += 10; }
__device__ inline float body(const Body &b) { return norm2(b.z) + total(b.n) + sum(b.p); }
