// Host classes of the library's rarer parts, declared and never defined.
#pragma once
#include <nvrtc_std/containers.h>
#define NVRTC_STD_CLASS(name)                                                                  \
  class name {                                                                                 \
  public:                                                                                      \
    __device__ name();                                                                         \
    template <class Nb, class... Nbs> __device__ explicit name(Nb &&, Nbs &&...);              \
    __device__ name(const name &);                                                             \
    __device__ name &operator=(const name &);                                                  \
    __device__ ~name();                                                                        \
  }
namespace std {
template <class C> class regex_traits;
template <class C, class T = regex_traits<C>> NVRTC_STD_CLASS(basic_regex);
using regex = basic_regex<char>; using wregex = basic_regex<wchar_t>;
template <class I> class sub_match;
template <class I, class A = allocator<sub_match<I>>> NVRTC_STD_CLASS(match_results);
using smatch = match_results<const char *>; using cmatch = match_results<const char *>;
template <class... A> __device__ bool regex_match(A &&...);
template <class... A> __device__ bool regex_search(A &&...);
template <class... A> __device__ string regex_replace(A &&...);
NVRTC_STD_CLASS(shared_mutex); NVRTC_STD_CLASS(shared_timed_mutex); NVRTC_STD_CLASS(stop_token); NVRTC_STD_CLASS(stop_source); NVRTC_STD_CLASS(jthread);
template <class M> NVRTC_STD_CLASS(shared_lock);
template <class... A> class wstring_convert; template <class C, unsigned long = 0x10ffff, int = 0> class codecvt_utf8;
template <class... A> class scoped_allocator_adaptor;
namespace filesystem {
NVRTC_STD_CLASS(path); NVRTC_STD_CLASS(directory_entry); NVRTC_STD_CLASS(directory_iterator); NVRTC_STD_CLASS(recursive_directory_iterator);
__device__ bool exists(const path &); __device__ path current_path(); __device__ path temp_directory_path();
__device__ bool create_directories(const path &); __device__ bool remove(const path &);
}
namespace pmr { class memory_resource; template <class T = char> class polymorphic_allocator; class monotonic_buffer_resource; }
class random_device { public: using result_type = unsigned; __device__ random_device(); __device__ unsigned operator()(); };
template <class T> class nvrtc_std_engine {
public:
  using result_type = T;
  __device__ nvrtc_std_engine();
  __device__ explicit nvrtc_std_engine(T);
  __device__ void seed(T);
  __device__ T operator()();
  __device__ void discard(unsigned long long);
  static constexpr T min() { return 0; }
  static constexpr T max() { return ~T(0); }
};
class mt19937 : public nvrtc_std_engine<unsigned long> { using nvrtc_std_engine::nvrtc_std_engine; };
class mt19937_64 : public nvrtc_std_engine<unsigned long> { using nvrtc_std_engine::nvrtc_std_engine; };
class minstd_rand : public nvrtc_std_engine<unsigned long> { using nvrtc_std_engine::nvrtc_std_engine; };
using default_random_engine = minstd_rand;
template <class T = int> class uniform_int_distribution { public: using result_type = T; __device__ uniform_int_distribution(T = 0, T = 0); template <class G> __device__ T operator()(G &); };
template <class T = double> class uniform_real_distribution { public: using result_type = T; __device__ uniform_real_distribution(T = 0, T = 0); template <class G> __device__ T operator()(G &); };
template <class T = double> class normal_distribution { public: using result_type = T; __device__ normal_distribution(T = 0, T = 0); template <class G> __device__ T operator()(G &); };
class bernoulli_distribution { public: __device__ bernoulli_distribution(double = 0.5); template <class G> __device__ bool operator()(G &); };
template <class T = int> class discrete_distribution;
}
#undef NVRTC_STD_CLASS
