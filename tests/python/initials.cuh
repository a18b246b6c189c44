#pragma once
__device__ inline int made_there() { return 77; }
enum class Kind : unsigned char { None, Some, All };
struct Pair { int a; int b = 7; };
struct Vec { float x, y = 2, z; };
struct Most {
  int n = -3;
  Vec v = {1, 5, -9.5f};
  float w[3] = {1, 2};
  Kind kind = Kind::Some;
  int *p = nullptr;
  Vec plain;
  Vec many[2];
  double big = 1e300;
  bool on = true;
  long long deep[2][2] = {{1, -2}, {3, 1LL << 40}};
};
struct Reads { int a = 1; int b = a + 1; int c = 5; };
struct Base { int p = 4; int q; };
struct Derived : Base { int r = 6; };
struct Bits { int a : 3; unsigned b : 5; bool c : 1; int d = 5; };
struct Either { int t = 1; union { int i = 5; float f; }; };
struct Told { int a; int b; __device__ constexpr Told() : a(1), b(2) {} __device__ Told(int x) : a(x), b(0) {} };
struct Untold { int a; int b; __device__ Untold() : a(1) {} };
struct Called { int a = 3; int y = made_there(); };
struct Empty { __device__ constexpr Empty() {} };
struct Later { int a; Later() = default; __device__ Later(int x) : a(x) {} };
struct Needs { int a; __device__ constexpr Needs(int x) : a(x) {} };
struct Holds { int b = 5; Needs d; };
struct HoldsOne { int b = 5; Needs d = 4; };
template <class T> struct Of { T a; T b = 3; T c = a; };
using OfInt = Of<int>;
struct Zeros { int a; float b; unsigned char c; bool d; };
struct Outer { Zeros z; int k; };
struct Arrays { int n; float w[3] = {1, 2, 3}; int k = 9; };
struct ZeroArrays { int n; float w[3]; Zeros *next; };
struct Kept { int a; int b; int *log; __device__ ~Kept() { if (log) *log += a * 10 + b; } };
struct From { __device__ operator Zeros() const { return Zeros{1, 2, 3, true}; } };
__device__ inline OfInt of_int() { return OfInt{}; }

struct Whole : Pair { int c = 3; };
struct Own { int v; __device__ Own(int x) : v(x) {} };
struct OwnMore : Own { int w = 4; __device__ OwnMore(int x) : Own(x) {} };
struct Taken { int v; __device__ Taken(int x) : v(x) {} __device__ Taken(const OwnMore &o) : v(o.w) {} };
__device__ inline Whole whole() { Whole w; w.a = 5; return w; }

// What C++ makes, for what Python makes.
__device__ inline Pair pair_() { return Pair{}; }
__device__ inline Pair pair_4() { return Pair{4}; }
__device__ inline Most most_() { return Most{}; }
__device__ inline Most most_5() { return Most{5}; }
__device__ inline Vec vec_1() { return Vec{1}; }
__device__ inline Reads reads_() { return Reads{}; }
__device__ inline Reads reads_4() { return Reads{4}; }
__device__ inline Derived derived_() { return Derived{}; }
__device__ inline Either either_() { return Either{}; }
__device__ inline Told told_() { return Told(); }
__device__ inline Later later_() { return Later(); }
__device__ inline HoldsOne holds_one_() { return HoldsOne{}; }
__device__ inline Bits bits_() { return Bits{}; }
__device__ inline Zeros zeros_1() { return Zeros{1}; }
__device__ inline Zeros zeros_12() { return Zeros{1, 2}; }
__device__ inline Outer outer_() { return Outer{Zeros{1}}; }
__device__ inline Arrays arrays_4() { return Arrays{4}; }
__device__ inline ZeroArrays zero_arrays_4() { return ZeroArrays{4}; }
