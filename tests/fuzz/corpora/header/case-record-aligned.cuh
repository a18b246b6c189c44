// Alignment that attributes ask for, and a packed record.
struct __align__(16) Vec { float x, y, z; };
struct __attribute__((packed)) Tight { char c; int i; };
__device__ inline float z_of(const Vec &v) { return v.z; }
__device__ inline int i_of(const Tight &t) { return t.i; }
