// What operator<=> of the language gives: the three orderings, of one byte as in libstdc++ and libc++.
#pragma once
#include <nvrtc_std/core.h>
#if __cplusplus >= 202002L
namespace std {
namespace nvrtc_std_detail {
struct zero { // only a literal 0 is compared with
  consteval zero(int) {}
};
}
#define NVRTC_STD_ORDERING(type) \
  signed char value; \
  friend constexpr bool operator==(type a, nvrtc_std_detail::zero) { return a.value == 0; } \
  friend constexpr bool operator==(type a, type b) = default; \
  friend constexpr bool operator<(type a, nvrtc_std_detail::zero) { return a.value == -1; } \
  friend constexpr bool operator>(type a, nvrtc_std_detail::zero) { return a.value == 1; } \
  friend constexpr bool operator<=(type a, nvrtc_std_detail::zero) { return a.value == -1 || a.value == 0; } \
  friend constexpr bool operator>=(type a, nvrtc_std_detail::zero) { return a.value == 1 || a.value == 0; } \
  friend constexpr bool operator<(nvrtc_std_detail::zero, type a) { return a.value == 1; } \
  friend constexpr bool operator>(nvrtc_std_detail::zero, type a) { return a.value == -1; } \
  friend constexpr bool operator<=(nvrtc_std_detail::zero, type a) { return a.value == 1 || a.value == 0; } \
  friend constexpr bool operator>=(nvrtc_std_detail::zero, type a) { return a.value == -1 || a.value == 0; }

struct partial_ordering {
  NVRTC_STD_ORDERING(partial_ordering)
  static const partial_ordering less, equivalent, greater, unordered;
};
inline constexpr partial_ordering partial_ordering::less{-1}, partial_ordering::equivalent{0},
    partial_ordering::greater{1}, partial_ordering::unordered{2};

struct weak_ordering {
  NVRTC_STD_ORDERING(weak_ordering)
  static const weak_ordering less, equivalent, greater;
  constexpr operator partial_ordering() const { return {value}; }
};
inline constexpr weak_ordering weak_ordering::less{-1}, weak_ordering::equivalent{0}, weak_ordering::greater{1};

struct strong_ordering {
  NVRTC_STD_ORDERING(strong_ordering)
  static const strong_ordering less, equal, equivalent, greater;
  constexpr operator partial_ordering() const { return {value}; }
  constexpr operator weak_ordering() const { return {value}; }
};
inline constexpr strong_ordering strong_ordering::less{-1}, strong_ordering::equal{0},
    strong_ordering::equivalent{0}, strong_ordering::greater{1};
#undef NVRTC_STD_ORDERING

constexpr bool is_eq(partial_ordering o) { return o == 0; }
constexpr bool is_neq(partial_ordering o) { return o != 0; }
constexpr bool is_lt(partial_ordering o) { return o < 0; }
constexpr bool is_lteq(partial_ordering o) { return o <= 0; }
constexpr bool is_gt(partial_ordering o) { return o > 0; }
constexpr bool is_gteq(partial_ordering o) { return o >= 0; }
}
#endif
