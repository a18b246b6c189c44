// libcu++'s algorithms, and sorting, which it lacks or hides (stable_sort is an insertion sort: meant for short arrays).
#pragma once
#include <nvrtc_std/core.h>
#if __has_include(<cuda/std/algorithm>)
#include <cuda/std/algorithm>
#else
#include <cuda/std/__algorithm_>
#endif
namespace std {
template <class I, class C> __device__ void stable_sort(I first, I last, C less) {
  for (I i = first; i != last; ++i)
    for (I j = i; j != first && less(*j, *(j - 1)); --j) {
      auto t = *j;
      *j = *(j - 1);
      *(j - 1) = t;
    }
}
template <class I> __device__ void stable_sort(I first, I last) {
  std::stable_sort(first, last, [](const auto &a, const auto &b) { return a < b; });
}
template <class I, class C> __device__ void sort(I first, I last, C less) {
  cuda::std::make_heap(first, last, less);
  cuda::std::sort_heap(first, last, less);
}
template <class I> __device__ void sort(I first, I last) {
  std::sort(first, last, [](const auto &a, const auto &b) { return a < b; });
}
} // namespace std
