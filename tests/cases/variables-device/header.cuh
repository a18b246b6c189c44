// Variables of the device have a place: a pointer in kernels.
struct State {
  int n;
  double d;
};
__device__ int counter;
__device__ float table[4] = {1, 2, 3, 4};
__device__ short grid[2][3];
__constant__ float scale = 2.5f;
__constant__ int codes[3] = {7, 8, 9};
static __device__ int hits;
extern __device__ int elsewhere;
namespace ns {
__device__ unsigned long long total;
__device__ State state;
}
__device__ const int fixed = 3;
extern __shared__ int dynamic[];
__device__ inline int bump() { return ++counter; }
__device__ inline int hit() { return ++hits; }
__device__ inline int cell(int i, int j) { return grid[i][j]; }
