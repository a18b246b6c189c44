// Public fields with padding between them; an array and a record as fields.
struct Inner { char a; double b; };
struct Outer {
  char tag;
  Inner inner;
  int numbers[3];
  bool last;
};
__device__ inline double read(const Outer &o) { return o.inner.b + o.numbers[2] + o.last; }
__device__ inline Outer make(int n) { Outer o = {'t', {'a', 0.5}, {n, n + 1, n + 2}, true}; return o; }
