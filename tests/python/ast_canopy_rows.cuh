// What the other headers do not have: names of the nameless, kinds of template arguments, <stdint.h>.
#pragma once
#include <cstdint>
struct AnonMem { union { int i; float f; }; struct { int q; } named; };
__device__ inline int lam() {
  auto l = [](int q) { return q; };
  return l(1);
}
enum { LOOSE = 3 };
typedef enum { T1 } Te;
typedef struct { int a; } Ts;
namespace n { enum class W : short { A = 4 }; inline namespace deep { struct D { int d; }; typedef D DAlias; } }
template <class T> struct Arg {};
enum U { ONE = 1, TWO = 2 };
template <U u> struct OfU {};
template <n::W w> struct OfW {};
__device__ int target;
int freef(int);
template <int *P> struct Ptr {};
template <decltype(nullptr) N> struct Nul {};
template <template <class> class TT> struct Tm {};
template <int (*F)(int)> struct Fn {};
template <unsigned long long N> struct Wide { template <class> static int f(Wide *); };
template <unsigned char C> struct Byte {};
template <signed char C> struct Sc {};
template <class... T> struct Pk {};
template <bool... B> struct Bl {};
template <int... I> struct Is {};
template <bool B, char C> struct Bc {};
__device__ inline void use() {
  Arg<const int *> a0; Arg<bool> a1; Arg<AnonMem> a2; Arg<int[3]> a3; Arg<int (*)(float)> a4; Arg<std::uint32_t> a5;
  OfU<TWO> b0; OfU<(U)3> b1; OfW<n::W::A> b2; OfW<(n::W)9> b3;
  Ptr<&target> c0; Nul<nullptr> c1; Tm<Arg> c2; Fn<freef> c3;
  Wide<18446744073709551615ull> d0; Byte<200> dd; Sc<-3> d1; Bc<true, 'x'> d2;
  Pk<int, const float *, n::W> e0; Pk<> e1; Bl<true, false> e2; Is<1, -2> e3;
}
template <class> __device__ int of_wide(Wide<18446744073709551615ull>, Byte<200>, Sc<-3>, Bc<true, 'x'>);
__device__ void s8(int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t);
__device__ void sp(intptr_t, uintptr_t, intmax_t, uintmax_t);
__device__ void sf(int_fast8_t, int_fast16_t, int_fast32_t, int_fast64_t, uint_fast8_t, uint_fast64_t);
__device__ void sl(int_least8_t, int_least16_t, int_least32_t, int_least64_t, uint_least8_t, uint_least64_t);
__device__ void stdint_within(const int8_t *, uint64_t &, int16_t (&)[2], Arg<uint8_t>, int32_t *const *);
struct Mem {
  __device__ void *operator new(unsigned long);
  __device__ void *operator new[](unsigned long);
  __device__ void operator delete(void *);
  __device__ void operator delete[](void *);
  __device__ Mem &operator=(Mem &&);
  __device__ Mem &operator++();
  __device__ Mem *operator->();
  __device__ Mem operator,(int);
  __device__ bool operator||(bool);
  __device__ Mem operator+();
  __device__ Mem operator-(int);
  __device__ constexpr int folded() const { return 1; }
};
#define BOTH __host__ __device__
#define TWO_ATTRIBUTES BOTH __forceinline__
TWO_ATTRIBUTES int by_macro() { return 0; }
static __host__ __device__ constexpr int everything() noexcept { return 0; }
#if __CUDA_ARCH__ >= 900
__device__ int from_90();
#elif __CUDA_ARCH__ >= 800
__device__ int from_80();
#elif defined(__CUDA_ARCH__)
__device__ int from_70();
#else
int on_the_host();
#endif
#if __cplusplus > 201703L
__device__ int in_20();
#endif
