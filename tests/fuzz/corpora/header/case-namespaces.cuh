// Nested, reopened, inline, anonymous and aliased namespaces.
namespace outer {
__device__ inline int one() { return 1; }
namespace inner { __device__ inline int two() { return 2; } }
inline namespace v2 { __device__ inline int three() { return 3; } struct S { int x; }; }
namespace { __device__ inline int hidden() { return 4; } }
}
namespace outer { __device__ inline int five(const S &s) { return 5 + s.x; } }
namespace short_name = outer::inner;
using outer::inner::two;
