// flags: --clang-arg=-std=c++20 --std=c++20
// `using enum` and `using` of an enumerator bring values into their scope, not the enum's name.
namespace n {
enum class F { a, b = 7 };
enum G : unsigned char { g1 = 3 };
}  // namespace n
using enum n::F;
namespace m {
using enum n::G;
using n::F::b;
}  // namespace m
struct D {
  int x;
  enum class E { on, off };
  using enum E;
  using enum n::F;
};
namespace k { using n::g1; }
__device__ inline int value(n::F f) { return (int)f; }
