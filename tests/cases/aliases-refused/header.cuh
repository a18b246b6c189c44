// An alias of an instance that C++ can't make is skipped with what clang says; one that is only declared is none.
template <class T> struct Bad {
  typename T::nothing n;
};
template <class T> struct Fails {
  static_assert(sizeof(T) == 1, "one byte");
  T t;
};
template <class T> struct Later;
using BadInt = Bad<int>;
using Again = BadInt;
typedef Bad<float> BadFloat;
using Pointer = Bad<int> *;
using Four = Fails<int>;
using One = Fails<char>;
using Declared = Later<int>;
namespace ns {
template <class T> using Through = Bad<T>;
using Short = Through<short>;
}
struct Holds {
  using Inner = Bad<long>;
  Bad<int> *p;
};
// Needed where it is called alone: the row goes, not the first one.
template <class T> struct Lazy {
  T t;
  __device__ int get(int x = T::value) const { return x; }
};
__device__ inline int first() { return 1; }
__device__ inline int number(Lazy<int> x) { return x.t; }
__device__ inline int whole(const One &x) { return x.t; }
