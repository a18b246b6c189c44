// Templates are named with a reason; an instance that a function uses is a type.
template <class T> struct Box { T value; __device__ T get() const { return value; } };
template <class T> __device__ T identity(T x) { return x; }
template <> __device__ inline int identity<int>(int x) { return x + 1; }
__device__ inline float open(const Box<float> &b) { return b.value; }
__device__ inline Box<float> close(float x) { return Box<float>{x}; }
