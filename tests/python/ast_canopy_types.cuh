// How types are spelled.
#pragma once
#include <cstddef>
#include <cstdint>
struct foo { int x; };
struct point8_t { int x; };
namespace ns { struct S {}; template <class T> struct TT { T t; }; }
typedef int myint_t;
typedef unsigned char my_uint8_t_alias;
__device__ void p_bool(bool);
__device__ void p_s(ns::S);
__device__ void p_ref(const foo &);
__device__ void p_rref(foo &&);
__device__ void p_array_ref(int (&)[4]);
__device__ void p_const_array_ref(const float (&)[2][3]);
__device__ void p_const_ptr(int *const);
__device__ void p_float2(float2);
__device__ void p_tt(ns::TT<ns::TT<int>>);
__device__ void p_pp(int **);
__device__ void p_cpcp(const int *const *);
__device__ void p_ptr_array(int (*)[4]);
__device__ void p_fn(int (*)(int));
__device__ void p_fn_decay(int(int));
__device__ void p_vol(volatile int *__restrict__);
__device__ void p_decay(int a[4]);
__device__ void p_const(const int);
__device__ void p_u32(std::uint32_t);
__device__ void p_uptr(uintptr_t);
__device__ void p_u8p(const uint8_t *);
__device__ void p_u8a(uint8_t a[3]);
__device__ void p_size(size_t);
__device__ void p_ptrdiff(std::ptrdiff_t);
__device__ void p_my(myint_t);
__device__ void p_point(point8_t);
__device__ void p_alias(my_uint8_t_alias);
__device__ void p_fast(int_fast16_t, uint_least32_t, intmax_t);
__device__ void p_member(int foo::*);
template <class T, int N, class... Ts> __device__ void t_types(T, T *, const T &, T (&)[N], Ts... args);
template <class T> struct C { template <class U> __device__ U m(U, T); };
template <template <class> class TT, class T = int, int N = 3, auto A = 1> struct Params {};
template <class TT, class... Ts> struct PackLast {};
template <template <class> class TT = ns::TT> struct DefaultTemplate {};
template <class = int> struct NamelessParam {};
