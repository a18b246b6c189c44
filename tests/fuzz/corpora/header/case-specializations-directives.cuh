// What has no name of its own in Python is skipped with its place.
namespace outer {
__device__ inline int a(int x) { return x; }
namespace inner { __device__ inline int b(int x) { return x; } }
using namespace inner;
template <class T> __device__ T thrice(T x) { return 3 * x; }
template <> __device__ inline int thrice<int>(int x) { return 3 + x; }
}
namespace { __device__ inline int hidden(int x) { return x; } }
using namespace outer::inner;
template <> __device__ inline float outer::thrice<float>(float x) { return x; }
