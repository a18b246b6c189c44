// Comparisons that C++20 makes of others, for test_records_rewritten.py. Every answer tells which was called.
#pragma once
#include <compare>
struct Version { // ordered the other way round
  int n;
  __device__ int operator<=>(const Version &o) const { return o.n - n; }
  __device__ bool operator==(const Version &o) const { return n == o.n + 1; }
};
namespace units {
struct Metres {
  int v;
  __device__ int operator<=>(int o) const { return v - o; }
  __device__ bool operator==(int o) const { return v == o; }
};
struct Friendly {
  int v;
  __device__ friend int operator<=>(const Friendly &a, const Friendly &b) { return a.v - b.v; }
};
}
struct Mixed { // one of the four is its own
  int v;
  __device__ int operator<=>(const Mixed &o) const { return v - o.v; }
  __device__ bool operator<(const Mixed &) const { return true; }
};
struct Uneven { // where != is declared, == is not reversed
  int v;
  __device__ bool operator==(int o) const { return v == o; }
  __device__ bool operator!=(int o) const { return v == o; }
};
enum class Order : signed char { less = -1, same = 0, greater = 1 };
__device__ inline bool operator<(Order o, int) { return o == Order::less; }
__device__ inline bool operator>(Order o, int) { return o == Order::greater; }
__device__ inline bool operator<(int, Order o) { return o == Order::greater; }
struct Ordered { // a class of its own for the answer
  int v;
  __device__ Order operator<=>(const Ordered &o) const { return v < o.v ? Order::less : v > o.v ? Order::greater : Order::same; }
};
struct Derived : Version { int extra; };
struct Date { // the compiler's own, member by member
  int year, month;
  __device__ auto operator<=>(const Date &) const = default;
};
struct Real { // not all are ordered, and == is not there
  double v;
  __device__ std::partial_ordering operator<=>(const Real &o) const { return v <=> o.v; }
};
__device__ inline bool is_less(std::strong_ordering o) { return std::is_lt(o); }
__device__ inline std::strong_ordering order(int a, int b) { return a <=> b; }
