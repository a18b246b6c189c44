// Variable templates are named with a reason, what has no kind of its own is skipped with a place.
template <class T> constexpr T pi = T(3);
template <class T, int N = 3> constexpr T scaled = T(N);
template <> constexpr int pi<int> = 4;
template <class... T> constexpr int count = sizeof...(T);
struct S {
  int x;
  template <class T> static constexpr T zero = T(0);
};
struct Pair { int x, y; };
constexpr Pair both{1, 2};
#ifndef __CUDACC_RTC__
auto [first, second] = both;
#endif
__device__ inline int three() { return pi<long>; }
