// Types of host errors: declared and never defined.
#pragma once
#include <nvrtc_std/errno.h>
#include <nvrtc_std/stdexcept.h>
namespace std {
enum class errc { invalid_argument = 22, no_such_file_or_directory = 2, not_enough_memory = 12, permission_denied = 13,
                  io_error = 5, timed_out = 110, operation_not_supported = 95, result_out_of_range = 34 };
class error_condition;
class error_category {
public:
  __device__ virtual ~error_category();
  __device__ virtual const char *name() const noexcept;
  __device__ virtual string message(int) const;
  __device__ bool operator==(const error_category &) const noexcept;
  __device__ bool operator!=(const error_category &) const noexcept;
};
__device__ const error_category &generic_category() noexcept;
__device__ const error_category &system_category() noexcept;
template <class T> struct is_error_code_enum { static constexpr bool value = false; };
template <class T> struct is_error_condition_enum { static constexpr bool value = false; };
class error_code {
public:
  __device__ error_code() noexcept;
  __device__ error_code(int, const error_category &) noexcept;
  template <class E> __device__ error_code(E) noexcept;
  __device__ int value() const noexcept;
  __device__ const error_category &category() const noexcept;
  __device__ string message() const;
  __device__ explicit operator bool() const noexcept;
};
class error_condition {
public:
  __device__ error_condition(int, const error_category &) noexcept;
  __device__ int value() const noexcept;
};
__device__ error_code make_error_code(errc) noexcept;
class system_error : public runtime_error {
public:
  __device__ explicit system_error(error_code);
  __device__ system_error(error_code, const char *);
  __device__ system_error(error_code, const string &);
  __device__ system_error(int, const error_category &);
  __device__ system_error(int, const error_category &, const char *);
  __device__ system_error(int, const error_category &, const string &);
  __device__ const error_code &code() const noexcept;
};
}
