// Lists of constants are pointers that nothing writes through; of the host's, those that are constexpr.
struct Pair {
  int a;
  short b;
};
constexpr int primes[3] = {2, 3, 5};
constexpr int others[1] = {7};
constexpr float grid[2][3] = {{1, 2, 3}, {4, 5, 6}};
constexpr Pair pairs[2] = {{1, 2}, {3, 4}};
__device__ constexpr double halves[2] = {0.5, 1.5};
__device__ const unsigned char bytes[2] = {1, 255};
__constant__ const short steps[2] = {1, -2};
namespace ns {
constexpr long long wide[2] = {1, 1ll << 40};
}
const int of_host[2] = {1, 2};
__device__ inline int total(const int *list, int n) { return n ? *list + total(list + 1, n - 1) : 0; }
__device__ inline int cleared(int *list) { return list[0] = 0; }
