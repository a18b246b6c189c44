// Included after clang's CUDA wrapper, before any header of the user's: what
// nvcc does that clang does not.
#ifndef NUMBAST_CLANG_H
#define NUMBAST_CLANG_H

// nvcc gives it a value, and headers compare it.
#undef __CUDACC__
#define __CUDACC__ 1

// nvcc's own header includes it, and placement new works without asking.
#include <new>

// clang counts a pack's elements in 15 bits and says nothing about more: of
// 32768 it keeps none, and of a billion it takes all memory before that. Headers
// ask __has_builtin about the name, some of what a macro of the name becomes. So
// it is a name that clang says yes to and that only HLSL uses.
#if __has_builtin(__hlsl_spirv_type)
template <class T, T N>
struct numbast_pack_length {
  static_assert(N <= 32767, "clang has packs of at most 32767 elements");
  static constexpr T value = N <= 32767 ? N : 0;
};
template <template <class T, T...> class S, class T, T N>
using __hlsl_spirv_type = __make_integer_seq<S, T, numbast_pack_length<T, N>::value>;
#define __make_integer_seq __hlsl_spirv_type
#endif

#endif
