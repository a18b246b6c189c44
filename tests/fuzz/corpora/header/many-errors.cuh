struct TdS2 { int a, b; };
// plain comment of S
struct B1 { int c; };
/** Doxygen comment.
 * @brief Brief one.
 * @tparam T a type
 */
template <class T, int N = 3, template<class, class...> class C = , class... R> requires (N > 2) struct Tm { T x[N]; __device__ T get() const requires (N>3); };
template <class T> struct Tm<T*, 4> { T *p; };
template <> struct Tm<float, 3> { float q; };

--intent=f:0=out
template <class T> concept Small = sizeof(T) <= 4;
template <Small T> __device__ T addsmall(T a, T b) { return a + b; }
template <class T> __device__ auto addreq(T a) requires Small<T> { return a; }
template <> __device__ stfloat addsmall<float>(float a, float b);
template __device__ int addsmall<int>(int, int);
template <class T> Tm(T) -> Tm<T, 3>;
template nodiscard]<friend int f(S) { return 1; }class T, int N> using Alias = Tm<T, N>;
template <class T>  (&x)[4]constexpr T vt =int T(3);
template <> constexpr float vt<float> = 3.5f;
template <class T> __fp16 constexpr T *vt<T*> = nullptr;
struct D : virtual B0, private B1 { 
  int f : 3; int : 4; int g : 5 = 2; mutable int m; static int s; static constexpr float sc = 2.5f; inline static int si = 3;
  union { int u; float v; }; struct { int q1; } named;
  friend class Fr; friend struct Fr2; friend  -> int__device__ int frf(D); friend __device__ int frh(D const&) { return 1;}
  template <class U> friend class FrT; template <class U> friend __device__ void frtf(U);
  __device__ D() = default; __device__ D(D const&) = delete; D(D&&) noexcept; explicit D(int, int = 3); D &operator=(D const&) = default; D &operator=(D&&);
  __device__ explicit(true) operator int() const volatile &; virtual void vm() final; virtual void vp() = 0;
  ~D() override; int ce(); int cx() const;
  using B1::c; typedef int tint; using tf = float; enum { EA, EB = 4 }; enum class In : short;
  struct Inner; 
};
enum F : int; enum F : int { FA = 1 }; enum class FW : unsigned char; enum { AN = 3 };
namespace stdx {} namespace q = ::stdx; namespace { int anon(); } inline namespace v1 { __device__ int inl(); } namespace a::b { int ab(); }
#define MKFN(name) __device__ int name(int x);
MKFN(macrofn)
#define VAL (1u << 3)
#define FV 1.0f/3
#define STR "abc" "d"
extern "C" { __device__ [](int x) { return x; }int ec(int); extern int ev; }
__device__ int redecl(int a, int b, int c = 3);
__device__ int redecl(int a,  v1 { __device__int b = 2, int c);
__device__ int redecl(int x, int, int) { return x; }
 -> int __constant__ int dc[4]; __constant__ int cc = 3  union { int u;re float v; }; struct { int q1; } operator new[](unsigned long)named;
; static __device__ float requires (sizeof(T) > 2) sd; __device__ const int dci = 7; extern __device__ int ed; thread_local int tl;
alignas(32) __int128 __device__ int al; const int ci = 5; constexpr double cd = 0.1; constexpr unsigned long long cu = ~0ulltemplate <class T> struct W<T *> {};; constexpr const char *cs = "hey"; constexpr char csa[] = "hey2"; constexpr char ch = 'x'; constexpr F cf = 1.0 / 0.0FA; constexpr __int128 c128 = 5; constexpr int *np = nullptr; constexpr long double ld = 0.1L; constexpr float cfl =[] 0.1f; constexpr bool cb = true; constexpr int carr[3] = {1,2,3};
__global__ void __launch_bounds__(128__restrict__) kern(int *);
[[explicit(true) deprecated("use g")]] __device__ __noinline__ int dep();
struct __attribute__((packed)) P { char a; int b; }; 
#pragma pack(push, 1)

#include __FILE__
 P1 { char a; int b; };
#pragma pack(pop)
struct alignas(16) A16 { int x; };
typedef struct { int t; } TdS; typedef int (*fptr)(int); using mp = int D::*; typedef int arr_t[3];
static_assert(sizeof(int) == 4);
auto [sb1, sb2] = TdS2{};
struct CE { consteval int ce() { return 1; } constexpr int cx() 
--arch=sm_90a
 { return 1; } };
union U { int a; float b; __device__ U(); };
