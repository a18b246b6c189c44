// Unscoped, scoped, with a fixed type, with negative and large values.
enum Color { RED, GREEN = 5, BLUE };
enum class Mode : unsigned char { Off, On = 200 };
enum Signed { LOW = -1, HIGH = 1 };
enum Big : unsigned long long { HUGE_VALUE = 0xffffffffffffffffULL };
__device__ inline int code(Color c) { return c; }
__device__ inline Mode toggle(Mode m) { return m == Mode::On ? Mode::Off : Mode::On; }
