// extern "C" declarations, in a block and alone.
extern "C" {
__device__ int c_add(int a, int b);
struct CStyle { int x; };
}
extern "C" __device__ int c_negate(int a);
