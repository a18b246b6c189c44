// What a `throw` becomes, and gcc's builtin functions that NVRTC has not; nvcc takes them of the host's compiler. Macros, so that an NVRTC that has
// one of them is not in the way, with arguments, since libcu++ asks __has_builtin about the names.
#pragma once
// what nvcc's headers declare before a user's first line, and clang's wrapper of them: sys/types.h
typedef unsigned char u_char, u_int8_t;
typedef unsigned short ushort, u_short, u_int16_t;
typedef unsigned int uint, u_int, u_int32_t;
typedef unsigned long ulong, u_long, u_int64_t;
typedef long ssize_t;
struct nvrtc_std_thrown { template <class T> __device__ operator T() const { __trap(); for (;;); } };
__device__ inline nvrtc_std_thrown nvrtc_std_throw() { __trap(); return {}; } // what a `throw` becomes
#define __builtin_inff() __builtin_bit_cast(float, 0x7f800000u)
#define __builtin_inf() __builtin_bit_cast(double, 0x7ff0000000000000ull)
#define __builtin_huge_valf() __builtin_inff()
#define __builtin_huge_val() __builtin_inf()
#define __builtin_nanf(text) __builtin_bit_cast(float, 0x7fc00000u)
#define __builtin_nan(text) __builtin_bit_cast(double, 0x7ff8000000000000ull)
#define __builtin_fabsf(...) ::fabsf(__VA_ARGS__)
#define __builtin_fabs(...) ::fabs(__VA_ARGS__)
#define __builtin_sqrtf(...) ::sqrtf(__VA_ARGS__)
#define __builtin_sqrt(...) ::sqrt(__VA_ARGS__)
#define __builtin_fmaf(...) ::fmaf(__VA_ARGS__)
#define __builtin_fma(...) ::fma(__VA_ARGS__)
#define __builtin_floorf(...) ::floorf(__VA_ARGS__)
#define __builtin_floor(...) ::floor(__VA_ARGS__)
#define __builtin_ceilf(...) ::ceilf(__VA_ARGS__)
#define __builtin_ceil(...) ::ceil(__VA_ARGS__)
#define __builtin_truncf(...) ::truncf(__VA_ARGS__)
#define __builtin_trunc(...) ::trunc(__VA_ARGS__)
#define __builtin_fminf(...) ::fminf(__VA_ARGS__)
#define __builtin_fmin(...) ::fmin(__VA_ARGS__)
#define __builtin_fmaxf(...) ::fmaxf(__VA_ARGS__)
#define __builtin_fmax(...) ::fmax(__VA_ARGS__)
#define __builtin_powf(...) ::powf(__VA_ARGS__)
#define __builtin_pow(...) ::pow(__VA_ARGS__)
#define __builtin_expf(...) ::expf(__VA_ARGS__)
#define __builtin_exp(...) ::exp(__VA_ARGS__)
#define __builtin_logf(...) ::logf(__VA_ARGS__)
#define __builtin_log(...) ::log(__VA_ARGS__)
#define __builtin_sinf(...) ::sinf(__VA_ARGS__)
#define __builtin_sin(...) ::sin(__VA_ARGS__)
#define __builtin_cosf(...) ::cosf(__VA_ARGS__)
#define __builtin_cos(...) ::cos(__VA_ARGS__)
#define __builtin_signbit(x) (::signbit(x))
#define __builtin_abs(...) ::abs(__VA_ARGS__)
#define __builtin_labs(...) ::labs(__VA_ARGS__)
#define __builtin_llabs(...) ::llabs(__VA_ARGS__)
#define __builtin_memset(...) ::memset(__VA_ARGS__)
#define __builtin_popcount(x) __popc(x)
#define __builtin_popcountl(x) __popcll(x)
#define __builtin_popcountll(x) __popcll(x)
#define __builtin_parity(x) (__popc(x) & 1)
#define __builtin_parityl(x) (__popcll(x) & 1)
#define __builtin_parityll(x) (__popcll(x) & 1)
#define __builtin_clz(x) __clz(x)
#define __builtin_clzl(x) __clzll(x)
#define __builtin_clzll(x) __clzll(x)
#define __builtin_ctz(x) (__ffs(x) - 1)
#define __builtin_ctzl(x) (__ffsll(x) - 1)
#define __builtin_ctzll(x) (__ffsll(x) - 1)
#define __builtin_ffs(x) __ffs(x)
#define __builtin_ffsl(x) __ffsll(x)
#define __builtin_ffsll(x) __ffsll(x)
#define __builtin_bswap16(x) ((unsigned short)__byte_perm((x), 0, 0x4401))
#define __builtin_bswap32(x) __byte_perm((x), 0, 0x0123)
#define __builtin_bswap64(x) nvrtc_std_bswap64(x)
#define __builtin_trap() __trap()
#define __builtin_abort() __trap()
#define __builtin_prefetch(...) ((void)0)
__device__ inline unsigned long long nvrtc_std_bswap64(unsigned long long x) {
  return (unsigned long long)__byte_perm((unsigned)x, 0, 0x0123) << 32 | __byte_perm((unsigned)(x >> 32), 0, 0x0123);
}
