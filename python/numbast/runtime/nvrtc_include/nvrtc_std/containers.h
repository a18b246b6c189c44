// Host containers: std::vector is declared and never defined; the others are names only.
#pragma once
#include <nvrtc_std/strings.h>
namespace std {
template <class T, class A = allocator<T>> class vector {
public:
  using value_type = T;
  using size_type = size_t;
  using reference = T &;
  using const_reference = const T &;
  using iterator = T *;
  using const_iterator = const T *;
  __device__ vector() noexcept;
  __device__ explicit vector(size_t);
  __device__ vector(size_t, const T &);
  template <class I> __device__ vector(I, I);
  __device__ vector(initializer_list<T>);
  __device__ vector(const vector &);
  __device__ ~vector();
  __device__ vector &operator=(const vector &);
  __device__ void assign(size_t, const T &);
  __device__ void push_back(const T &);
  template <class... U> __device__ T &emplace_back(U &&...);
  template <class... U> __device__ T *insert(U &&...);
  template <class... U> __device__ T *erase(U &&...);
  __device__ void pop_back();
  __device__ void resize(size_t);
  __device__ void resize(size_t, const T &);
  __device__ void reserve(size_t);
  __device__ void clear();
  __device__ size_t size() const;
  __device__ size_t capacity() const;
  __device__ bool empty() const;
  __device__ T *data();
  __device__ const T *data() const;
  __device__ T &operator[](size_t);
  __device__ const T &operator[](size_t) const;
  __device__ T &at(size_t);
  __device__ const T &at(size_t) const;
  __device__ T &front();
  __device__ T &back();
  __device__ T *begin();
  __device__ T *end();
  __device__ const T *begin() const;
  __device__ const T *end() const;
};
template <class T, class A = allocator<T>> class list;
template <class T, class A = allocator<T>> class deque;
template <class T, class... A> class set;
template <class K, class V, class... A> class map;
template <class K, class V, class... A> class multimap;
template <class T, class... A> class unordered_set;
template <class K, class V, class... A> class unordered_map;
template <class T, class... A> class queue;
template <class T, class... A> class stack;
template <class T> class shared_ptr;
template <class T> class weak_ptr;
class mutex;
class recursive_mutex;
class condition_variable;
class thread;
template <class T> class lock_guard;
template <class T> class unique_lock;
template <class T> class future;
class any;
class locale;
}
