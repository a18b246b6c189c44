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
class bad_exception : public exception {};
class exception_ptr { // the following are declared and never defined
public:
  __device__ exception_ptr() noexcept;
  __device__ exception_ptr(decltype(nullptr)) noexcept;
  __device__ explicit operator bool() const noexcept;
  __device__ friend bool operator==(const exception_ptr &, const exception_ptr &) noexcept;
  __device__ friend bool operator!=(const exception_ptr &, const exception_ptr &) noexcept;
};
class nested_exception {
public:
  __device__ nested_exception() noexcept;
  __device__ virtual ~nested_exception();
  [[noreturn]] __device__ void rethrow_nested() const;
  __device__ exception_ptr nested_ptr() const noexcept;
};
__device__ exception_ptr current_exception() noexcept;
template <class E> __device__ exception_ptr make_exception_ptr(E) noexcept;
[[noreturn]] __device__ void rethrow_exception(exception_ptr);
template <class T> [[noreturn]] __device__ void throw_with_nested(T &&);
template <class E> __device__ void rethrow_if_nested(const E &);
__device__ int uncaught_exceptions() noexcept;
using terminate_handler = void (*)();
__device__ terminate_handler set_terminate(terminate_handler) noexcept;
__device__ terminate_handler get_terminate() noexcept;
[[noreturn]] __device__ inline void terminate() noexcept { __trap(); __builtin_unreachable(); }
}
