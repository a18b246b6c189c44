// As numeric_limits: std::hash can be specialized. std::function is a name only.
#pragma once
#include <nvrtc_std/core.h>
#include <cuda/std/functional>
namespace std {
template <class T> struct hash : cuda::std::hash<T> {};
template <class> class function;
}
