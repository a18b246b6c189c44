// flags: --clang-arg=-std=c++20 --std=c++20
// `using enum` declares no second enum: it is skipped, with its place.
namespace n {
enum class F { a, b = 7 };
enum G : unsigned char { g1 = 3 };
}  // namespace n
using enum n::F;
namespace m { using enum n::G; }
struct D {
  int x;
  using enum n::F;
};
__device__ inline int value(n::F f) { return (int)f; }
