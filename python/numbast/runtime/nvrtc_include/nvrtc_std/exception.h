// Types only: device code cannot throw.
#pragma once
#include <nvrtc_std/core.h>
namespace std {
class exception {
public:
  __device__ exception() {}
  __device__ virtual ~exception() {}
  __device__ virtual const char *what() const noexcept { return ""; }
};
class bad_alloc : public exception {};
class bad_cast : public exception {};
[[noreturn]] __device__ inline void terminate() noexcept { __trap(); __builtin_unreachable(); }
}
