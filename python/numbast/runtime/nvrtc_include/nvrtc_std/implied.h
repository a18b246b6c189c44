// What nvcc includes before a user's first line (cuda_runtime.h), for headers that count on it.
#pragma once
#include <climits>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <new>
#include <utility>
// In place of a host function's body that NVRTC refuses: nothing defines the first, so who needs it is told when linking.
[[noreturn]] __device__ void nvrtc_host_function_on_the_device();
[[noreturn]] __device__ inline void nvrtc_host_function_traps() { __trap(); __builtin_unreachable(); }
