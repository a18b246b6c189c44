// Constants and macros that only the device can make: of class type, or scalars without a constant value.
struct Pair { int x, y; };
namespace units {
struct Metre { double v; __device__ explicit Metre(double a) : v(a) {} __device__ double get() const { return v; } };
constexpr Pair STEP = {1, 2};
struct Frame { static constexpr Pair ORIGIN = {3, 4}; static const Pair LATER; int id; };
}
__device__ inline Pair make_pair(int x, int y) { Pair p = {x, y}; return p; }
__device__ inline float half_of(float x) { return x / 2; }
#define UNIT make_pair(5, 6)
#define MILE units::Metre(1609.344)
#define HALF half_of(3.0f)
#define GUARD
#define WORDS a b
#define MISSING nowhere(1)
#define MAKER make_pair
extern const Pair ELSEWHERE;
