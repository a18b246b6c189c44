// C++ names that are Python's keywords get an underscore; builtins' names stay.
__device__ inline int lambda(int x) { return x + 1; }
__device__ inline int None(int x) { return x + 2; }
__device__ inline int print(int x) { return x + 3; }
namespace is { __device__ inline int in(int x) { return x + 4; } }
struct pass { int from; };
enum def { True = 1, as = 2 };
__device__ inline int read(pass p) { return p.from; }
