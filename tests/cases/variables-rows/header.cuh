// Arrays of several dimensions are indexed row by row, constants and variables.
struct Pair {
  int a;
  short b;
  __device__ void set(int x) { a = x; }
};
enum class Hue { red, green };
constexpr float grid[2][3] = {{1, 2, 3}, {4, 5, 6}};
constexpr Hue hues[1][2] = {{Hue::red, Hue::green}};
__constant__ double cube[2][2][2] = {{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}};
__device__ int work[2][3];
__device__ bool flags[2][2];
__device__ Pair cells[2][2];
struct Holder {
  static constexpr int table[2][2] = {{1, 2}, {3, 4}};
};
extern __device__ int open[][2];
__device__ inline float of_all(const float (&g)[2][3]) { return g[1][2]; }
__device__ inline float of_rows(const float (*g)[3]) { return g[1][2]; }
__device__ inline float of_elements(const float *g, int n) { return g[n]; }
__device__ inline int written(int (&g)[2][3]) { return g[1][2] = 5; }
