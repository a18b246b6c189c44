template <class T> struct Raw { T x[2]; };
template <int N> class Scan {
  struct Storage { int x[N]; };
  enum class Kind { A, B };
 public:
  using Temp = Raw<Storage>;
  using Again = Storage;
  using Of = Raw<Raw<Kind>>;
  typedef const Storage Fixed;
  __device__ Scan(Temp &t);
  __device__ Temp get(Kind k) const;
  __device__ Again *at(Of o, Fixed &f);
 protected:
  class In { public: using Up = Scan; Up *up; };
  using Hidden = In;
};
template <> class Scan<0> { struct S; public: using P = S *; __device__ P none(); };
struct User : private Scan<4> { using Scan<4>::Temp; using Mine = Scan<4>::In; __device__ void use(Mine m, Temp t); };
template class Scan<8>;
__device__ void take(Scan<4>::Temp t, User::Mine *m, Scan<8>::Again a);
