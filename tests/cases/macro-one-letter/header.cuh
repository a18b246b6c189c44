// Macros of one letter that the header leaves behind are in no question of ours.
#define T float
struct Trivial { int x; };
__device__ int x_of(Trivial t);
__device__ T scaled(T x);
