#pragma once
#include <nvrtc_std/exception.h>
#include <nvrtc_std/strings.h>
namespace std {
#define NVRTC_STD_ERROR(name, base) \
  class name : public base { \
   public: \
    __device__ explicit name(const char *) {} \
    __device__ explicit name(const string &) {} \
  };
class nvrtc_std_error : public exception {
public:
  __device__ nvrtc_std_error() {}
};
NVRTC_STD_ERROR(logic_error, nvrtc_std_error)
NVRTC_STD_ERROR(runtime_error, nvrtc_std_error)
#undef NVRTC_STD_ERROR
#define NVRTC_STD_ERROR(name, base) \
  class name : public base { \
    using base::base; \
  };
NVRTC_STD_ERROR(invalid_argument, logic_error)
NVRTC_STD_ERROR(domain_error, logic_error)
NVRTC_STD_ERROR(length_error, logic_error)
NVRTC_STD_ERROR(out_of_range, logic_error)
NVRTC_STD_ERROR(range_error, runtime_error)
NVRTC_STD_ERROR(overflow_error, runtime_error)
NVRTC_STD_ERROR(underflow_error, runtime_error)
#undef NVRTC_STD_ERROR
}
