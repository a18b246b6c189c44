// Bit-fields have a width; the record is opaque.
struct Flags { unsigned int a : 3; unsigned int b : 5; int rest; };
__device__ inline int b_of(const Flags &f) { return f.b; }
__device__ inline Flags pack(int a, int b) { Flags f; f.a = a; f.b = b; f.rest = 0; return f; }
