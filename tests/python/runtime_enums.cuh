// Enums with operators, for test_runtime_enums.py: every result differs from what integers would give.
enum class F : unsigned { a = 1, b = 2, c = 4 };
__device__ inline F operator|(F x, F y) { return (F)((unsigned)x | (unsigned)y | 64u); }
__device__ inline F operator~(F x) { return (F)(~(unsigned)x & 7u); }
__device__ inline bool operator<(F x, F y) { return (unsigned)x > (unsigned)y; }
__device__ inline bool operator==(F x, F y) { return (unsigned)x == (unsigned)y + 1u; }
__device__ inline bool operator!(F x) { return (unsigned)x == 4u; }
__device__ inline int operator+(F x, int n) { return 100 + (int)x + n; }
__device__ inline int operator+(int n, F x) { return 200 + (int)x + n; }
__device__ inline F both(F x, F y) { return (F)((unsigned)x | (unsigned)y); }

enum Plain { P0, P1, P2 };
__device__ inline Plain operator|(Plain x, Plain y) { return (Plain)((int)x + (int)y + 10); }
__device__ inline Plain plain(int n) { return (Plain)n; }

namespace n {
enum class Fl : unsigned char { x = 1, y = 2, z = 4 };
__device__ inline Fl operator&(Fl a, Fl b) { return (Fl)((unsigned)a & (unsigned)b | 32u); }
__device__ inline bool any(Fl a) { return a != Fl(0); }
__device__ inline int number(Fl a) { return (int)a; }
}

enum class Color { red = 1, green = 2 };
__device__ inline Color mix(Color a) { return a == Color::red ? Color::green : Color::red; }
enum class Big : unsigned long long { top = 0x8000000000000000ull, none = 0 };
__device__ inline Big big_value(int n) { return n ? Big::top : Big::none; }

// What C++ calls ambiguous (two functions, or one and its own for numbers), and what clang alone takes.
enum Mixed { m0, m1 };
__device__ inline int operator<(Mixed a, double) { return 50; }
__device__ inline int operator|(Mixed a, long) { return 51; }
__device__ inline int operator+(Mixed a, int) { return 52; }
__device__ inline int operator-(Mixed a, Mixed) { return 53; }
__device__ inline int operator==(const Mixed &, const Mixed &) { return 54; }
__device__ inline int operator*(const Mixed &, const Mixed &) { return 55; }
__device__ inline int operator>>(Mixed a, const int &) { return 56; }
enum class Strict { s0, s1 };
__device__ inline int operator+(Strict, float) { return 60; }
__device__ inline int operator+(Strict, double) { return 61; }
__device__ inline int operator==(const Strict &, const Strict &) { return 62; }
#ifdef __clang__
__device__ inline int operator*(Strict, Strict) { return 63; }
#endif
struct Either { int v; __device__ Either(int x) : v(x) {} __device__ operator int() const { return v; } };
__device__ inline int operator+(Either, long long x) { return 70; }
__device__ inline int operator+(Either, float x) { return 71; }
