#pragma once
#include <nvrtc_std/core.h>
#include <cuda/std/cmath>
#include <nvrtc_std/math.h>
#include <cuda/std/__cstdlib/abs.h>
#if !__has_include(<cuda/std/__cmath/fma.h>) // names that older libcu++ lacks: NVRTC's own, without the forms for integers
namespace std {
using ::erf; using ::erfc; using ::fdim; using ::fma; using ::fmod; using ::modf; using ::remainder; using ::remquo;
}
#endif
