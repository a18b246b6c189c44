// typedef and using, chains of them, and aliases of records, pointers and enums.
typedef unsigned int u32;
using word = u32;
struct Point { float x, y; };
using P2 = Point;
typedef const Point *point_view;
__device__ inline word mix(u32 a, word b) { return a ^ b; }
__device__ inline float left(P2 p) { return p.x; }
__device__ inline float right(point_view p) { return p->y; }
