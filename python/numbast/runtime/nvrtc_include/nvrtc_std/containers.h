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
#define NVRTC_STD_LIST(name)                                                                   \
  class name {                                                                                 \
  public:                                                                                      \
    __device__ name();                                                                         \
    __device__ name(const name &);                                                             \
    __device__ ~name();                                                                        \
    __device__ name &operator=(const name &);                                                  \
    __device__ size_t size() const;                                                            \
    __device__ bool empty() const;                                                             \
    __device__ void clear();                                                                   \
  }
#define NVRTC_STD_LOCK(name)                                                                   \
  class name {                                                                                 \
  public:                                                                                      \
    __device__ name();                                                                         \
    __device__ ~name();                                                                        \
    __device__ void lock();                                                                    \
    __device__ bool try_lock();                                                                \
    __device__ void unlock();                                                                  \
  }
template <class T, class A = allocator<T>> NVRTC_STD_LIST(list);
template <class T, class A = allocator<T>> NVRTC_STD_LIST(forward_list);
template <class T, class A = allocator<T>> NVRTC_STD_LIST(deque);
template <class T, class... A> NVRTC_STD_LIST(set);
template <class T, class... A> NVRTC_STD_LIST(multiset);
template <class K, class V, class... A> NVRTC_STD_LIST(map);
template <class K, class V, class... A> NVRTC_STD_LIST(multimap);
template <class T, class... A> NVRTC_STD_LIST(unordered_set);
template <class K, class V, class... A> NVRTC_STD_LIST(unordered_map);
template <class T, class... A> NVRTC_STD_LIST(queue);
template <class T, class... A> NVRTC_STD_LIST(priority_queue);
template <class T, class... A> NVRTC_STD_LIST(stack);
template <class T> NVRTC_STD_LIST(valarray);
template <class T> class shared_ptr;
template <class T> class weak_ptr;
NVRTC_STD_LOCK(mutex); NVRTC_STD_LOCK(recursive_mutex); NVRTC_STD_LOCK(timed_mutex);
class condition_variable;
class thread;
template <class T> class lock_guard;
template <class T> class unique_lock;
template <class... T> class scoped_lock;
template <class T> class future;
template <class T> class promise;
class any;
class locale;
struct once_flag {};
#undef NVRTC_STD_LIST
#undef NVRTC_STD_LOCK
}
