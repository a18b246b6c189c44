// Pointers to scalars, records, pointers and void; arrays decay.
struct Node { int value; Node *next; };
struct Hidden;
__device__ inline float total(const float *x, int n) { float s = 0; for (int i = 0; i < n; ++i) s += x[i]; return s; }
__device__ inline void fill(float x[4], float v) { for (int i = 0; i < 4; ++i) x[i] = v; }
__device__ inline bool is_null(const void *p) { return !p; }
__device__ inline int depth(int **pp) { return pp ? 2 : 0; }
__device__ inline Node *tail(Node *n) { return n->next; }
__device__ inline bool has(Hidden *h) { return h != nullptr; }
__device__ inline volatile int *same(volatile int *p) { return p; }
