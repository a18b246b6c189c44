// A primary template of std itself, so that headers can specialize std::numeric_limits for their own types.
#pragma once
#include <nvrtc_std/core.h>
#include <cuda/std/limits>
namespace std {
template <class T> class numeric_limits : public cuda::std::numeric_limits<T> {};
template <class T> class numeric_limits<const T> : public numeric_limits<T> {};
template <> class numeric_limits<long double> : public cuda::std::numeric_limits<double> {}; // what it is in device code
}
