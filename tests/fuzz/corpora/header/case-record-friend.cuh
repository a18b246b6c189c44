// A friend that is defined inside its record is found by its arguments.
struct F {
  int x;
  friend __device__ inline F operator+(const F &a, const F &b) { return F{a.x + b.x}; }
  friend __device__ inline int peek(const F &f) { return f.x; }
};
