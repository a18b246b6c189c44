// flags: --intent=divide:rest=out --intent=bump:0=inout
// References to scalars that become results.
__device__ inline int divide(int a, int b, int &rest) { rest = a % b; return a / b; }
__device__ inline void bump(int &x) { x += 1; }
