// The host's vector registers, as members and parameters of host functions.
#pragma once
#include <nvrtc_std/core.h>
struct alignas(8) __m64 { long long v; };
struct alignas(16) __m128 { float v[4]; };
struct alignas(16) __m128d { double v[2]; };
struct alignas(16) __m128i { long long v[2]; };
struct alignas(32) __m256 { float v[8]; };
struct alignas(32) __m256d { double v[4]; };
struct alignas(32) __m256i { long long v[4]; };
struct alignas(64) __m512 { float v[16]; };
struct alignas(64) __m512d { double v[8]; };
struct alignas(64) __m512i { long long v[8]; };
