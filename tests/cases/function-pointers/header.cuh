// A function pointer is a pointer like others; the type behind it keeps its spelling.
typedef int (*Callback)(int, float);
__device__ inline bool given(Callback f) { return f != nullptr; }
__device__ inline bool given_plain(int f(int)) { return f != nullptr; }
__device__ inline bool given_quiet(int (*f)(long long) noexcept) { return f != nullptr; }
