// A reserved namespace that its own scope uses, as cooperative_groups has: its names are the scope's.
namespace a {
namespace __v1 {
__device__ inline int f(int x) { return x; }
struct S { int x; };
}
using namespace __v1;
}
namespace a {
namespace __v1 {
__device__ inline int g(S s) { return s.x; }
}
using namespace __v1;
namespace plain { __device__ inline int h(int x) { return x; } }
using namespace plain;
}
