// Constants with values; what is no constant is skipped.
constexpr int answer = 42;
const float third = 1.0f / 3.0f;
static constexpr bool on = true;
constexpr double tiny = 1e-300;
const double infinite = 1.0 / 0.0;
constexpr unsigned long long every_bit = ~0ULL;
namespace limits { constexpr short least = -32768; }
struct S { static constexpr int size = 16; };
extern __device__ int state;
