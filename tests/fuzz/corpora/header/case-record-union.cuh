// A union and a record with an anonymous one.
union Bits { float f; unsigned int u; };
struct Tagged { int tag; union { int i; float f; }; };
__device__ inline unsigned int raw(Bits b) { return b.u; }
__device__ inline Bits of(float f) { Bits b; b.f = f; return b; }
