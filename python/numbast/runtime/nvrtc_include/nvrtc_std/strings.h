// Host classes, declared and never defined: signatures, members and unused bodies compile; reaching one is a link error.
#pragma once
#include <nvrtc_std/core.h>
namespace std {
template <class T> struct allocator { using value_type = T; };
template <class C> struct char_traits;
template <class C, class T = char_traits<C>, class A = allocator<C>> class basic_string {
public:
  using value_type = C;
  using size_type = size_t;
  using iterator = C *;
  using const_iterator = const C *;
  static constexpr size_t npos = ~size_t(0);
  __device__ basic_string() noexcept;
  __device__ basic_string(const C *);
  __device__ basic_string(const C *, size_t);
  __device__ basic_string(size_t, C);
  __device__ basic_string(const basic_string &);
  __device__ ~basic_string();
  __device__ basic_string &operator=(const basic_string &);
  __device__ basic_string &operator+=(const basic_string &);
  __device__ basic_string &operator+=(C);
  __device__ basic_string &append(const basic_string &);
  __device__ basic_string substr(size_t = 0, size_t = npos) const;
  __device__ size_t find(const basic_string &, size_t = 0) const;
  __device__ void push_back(C);
  __device__ void resize(size_t);
  __device__ void reserve(size_t);
  __device__ void clear();
  __device__ size_t size() const;
  __device__ size_t length() const;
  __device__ bool empty() const;
  __device__ const C *c_str() const;
  __device__ const C *data() const;
  __device__ C &operator[](size_t);
  __device__ const C &operator[](size_t) const;
  __device__ C *begin();
  __device__ C *end();
  __device__ const C *begin() const;
  __device__ const C *end() const;
};
using string = basic_string<char>;
using wstring = basic_string<wchar_t>;
template <class C, class T, class A>
__device__ basic_string<C, T, A> operator+(const basic_string<C, T, A> &, const basic_string<C, T, A> &);
template <class C, class T, class A> __device__ basic_string<C, T, A> operator+(const basic_string<C, T, A> &, const C *);
template <class C, class T, class A> __device__ basic_string<C, T, A> operator+(const C *, const basic_string<C, T, A> &);
template <class C, class T, class A> __device__ bool operator==(const basic_string<C, T, A> &, const basic_string<C, T, A> &);
template <class C, class T, class A> __device__ bool operator==(const basic_string<C, T, A> &, const C *);
template <class C, class T, class A> __device__ bool operator!=(const basic_string<C, T, A> &, const basic_string<C, T, A> &);
template <class C, class T, class A> __device__ bool operator<(const basic_string<C, T, A> &, const basic_string<C, T, A> &);
template <class T> __device__ string to_string(T);
}
