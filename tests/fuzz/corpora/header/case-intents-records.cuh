// flags: --intent=get:p=out --intent=turn:0=inout --intent=area:p=in --intent=make:out=out --intent=make:n=out
// References and pointers to records that become values and results.
struct P {
  int x, y;
};
struct Counted {
  int n;
  __device__ Counted() : n(40) {}
};
__device__ inline void get(P &p, int x) { p.x = x; p.y = 7; }
__device__ inline bool turn(P &p) {
  int x = p.x;
  p.x = p.y;
  p.y = -x;
  return x > 0;
}
__device__ inline int area(P &p) { return p.x * p.y; }
__device__ inline int make(P *out, Counted &n) {
  *out = {1, 2};
  n.n += 2;
  return 3;
}
