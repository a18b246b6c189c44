// Bases with their offsets; inherited members.
struct A { int a; __device__ int get_a() const { return a; } };
struct B { double b; };
struct C : A, B { int c; };
struct D : private A { int d; };
__device__ inline int sum(const C &x) { return x.a + int(x.b) + x.c; }
__device__ inline int just_a(const A &x) { return x.a; }
