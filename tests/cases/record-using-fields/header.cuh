// `using Base::x;` makes a field, type or constant of a base the class's own name, or takes it away.
struct Base {
  int x;
  float y;
  short bits : 3;
  union {
    int i;
    float f;
  };
  static constexpr int K = 3;
  struct Inner {
    int i;
  };
};
struct Before {
  double d;
};
struct Priv : private Before, private Base {
  using Base::i;
  using Base::Inner;
  using Base::K;
  using Base::bits;
  using Base::x;
  int z;
};
struct Further : Priv {
  int w;
};
struct Prot {
  int q;

protected:
  int p;
};
struct Opened : Prot {
  using Prot::p;
};
struct Closed : Base {
  int k;

private:
  using Base::y;
};
struct Same : Base {
  using Base::x;
  int k;
};
struct Virtual : virtual Base {
  using Base::x;
};
template <class T> struct Tm {
  T t;
};
struct OfInstance : private Tm<int> {
  using Tm<int>::t;
};
__device__ inline int sum(const Priv &p) { return p.x * 100 + p.z * 10 + p.i; }
__device__ inline int sum(const Opened &p) { return p.p; }
__device__ inline int sum(const OfInstance &p) { return p.t; }
