// Some headers of CUDA 13.2 leave this word to nvcc.
#pragma once
#ifndef _NV_RSQRT_SPECIFIER
#define _NV_RSQRT_SPECIFIER
#endif
#include_next <crt/math_functions.hpp>
