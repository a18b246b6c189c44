#pragma once
#include <nvrtc_std/core.h>
namespace __cxxabiv1 { __device__ char *__cxa_demangle(const char *, char *, size_t *, int *); }
namespace abi = __cxxabiv1;
