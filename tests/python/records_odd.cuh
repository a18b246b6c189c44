// Odd but legal classes, one thing of C++ each.
#pragma once
// bit-fields in unions
struct Parts1 { unsigned lo : 4, mid : 12, hi : 16; };
union U1 { unsigned all; Parts1 parts; unsigned low : 7; };
// nested anonymous unions
struct U2 { int tag; union { float f; struct { union { int i; short s[2]; }; int k; }; }; __device__ U2(int t) : tag(t), i(0), k(0) {} };
// reference members
struct R3 { int &r; __device__ R3(int &x) : r(x) {} __device__ void add(int v) { r += v; } __device__ int get() const { return r; } };
// operator-> chains
struct V4 { int x; __device__ int twice() { x *= 2; return x; } };
struct P4 { V4 *p; __device__ P4(V4 *q) : p(q) {} __device__ V4 *operator->() const { return p; } };
struct PP4 { P4 in; __device__ PP4(P4 q) : in(q) {} __device__ P4 &operator->() { return in; } };
// const overload pairs
struct C5 { int a[2]; int reads; __device__ C5() : a{1, 2}, reads(0) {} __device__ int &at(int i) { reads++; return a[i]; } __device__ const int &at(int i) const { return a[i]; } };
__device__ inline int c5(const C5 &c) { return c.at(1); }
// over-aligned members in arrays
struct A8 { char c; alignas(32) float v[4]; __device__ A8(float x) : c(1), v{x, x, x, x} {} __device__ float &at(int i) { return v[i]; } };
// enum class members
enum class E9 : short { A = -3, B = 5 };
struct S9 { E9 e; enum Inner { X = 4, Y } in; __device__ S9() : e(E9::B), in(Y) {} __device__ void flip() { e = e == E9::A ? E9::B : E9::A; } __device__ E9 &ref() { return e; } };
// member pointers
struct M10 { int x, y; int M10::*which; __device__ M10(bool first) : x(1), y(2), which(first ? &M10::x : &M10::y) {} __device__ int &get() { return this->*which; } };
// static constexpr members
struct K11 { static constexpr int N = 6; static constexpr float F = 0.5f; int a[N]; __device__ K11() : a{} {} __device__ static int twice() { return 2 * N; } };
// hidden names
struct H12 { int x; __device__ H12() : x(1) {} __device__ int f(int) { return 1; } };
struct G12 : H12 { int x; __device__ G12() : x(2) {} __device__ int f(double) { return 2; } };
// explicit conversions
struct X14 { int v; __device__ X14(int a) : v(a) {} __device__ explicit operator int() const { return v; } __device__ explicit operator float() const { return v + 0.5f; } __device__ operator bool() const { return v > 3; } };
// deleted copy with factory
struct N15 { int v; __device__ N15(int a) : v(a) {} N15(const N15 &) = delete; __device__ ~N15() {} __device__ int get() const { return v; } __device__ static N15 make(int a) { return N15(a + 1); } };
__device__ inline N15 make15(int a) { return N15(a * 2); }
// swap
struct W16 { int v; __device__ W16(int a) : v(a) {} __device__ void swap(W16 &o) { int t = v; v = o.v; o.v = t; } __device__ friend void swap(W16 &a, W16 &b) { a.swap(b); } };
// this-returning chains across functions
struct T17 { int v; __device__ T17(int a) : v(a) {} __device__ T17 &add(int x) { v += x; return *this; } __device__ T17 *me() { return this; } };
__device__ inline T17 &twice17(T17 &t) { t.v *= 2; return t; }
__device__ inline T17 *ptr17(T17 *t) { t->v += 100; return t; }
// arrays of records with non-trivial copy
struct Y18 { int v, n; __device__ Y18(int a) : v(a), n(0) {} __device__ Y18(const Y18 &o) : v(o.v), n(o.n + 1) {} __device__ Y18 &operator=(const Y18 &o) { v = o.v; n = o.n + 10; return *this; } };
struct Z18 { Y18 a[2]; __device__ Z18() : a{Y18(1), Y18(2)} {} };
struct H18 { Y18 y; __device__ H18() : y(5) {} };
// destructors with early return
struct D19 { int *p; int k; __device__ D19(int *q, int v) : p(q), k(v) {} D19(const D19 &) = delete; __device__ ~D19() { *p = *p * 10 + k; } __device__ int get() const { return k; } };
__device__ inline int run19(int *p, int n) {
  D19 g(p, 1);
  for (int i = 0; i < 5; i++)
    if (i == n - 1) return i;
  D19 h(p, 2);
  return 9;
}
// multiple inheritance with same names and pointer adjust
struct I21 { int i; __device__ I21() : i(1) {} __device__ int *pi() { return &i; } };
struct J21 { int j; __device__ J21() : j(2) {} __device__ J21 &self() { return *this; } __device__ void setj(int v) { j = v; } };
struct O21 : I21, J21 { int o; __device__ O21() : o(3) {} };
__device__ inline void takej(J21 &j) { j.j += 40; }
// volatile and long double free; ref-qualified
struct Q22 { int v; __device__ Q22(int a) : v(a) {} __device__ int get() & { return v; } __device__ int get() && { return -v; } __device__ int only() const & { return v + 1; } };
// comma/index with class arg
struct Idx { int i; __device__ Idx(int a) : i(a) {} };
struct M23 { int a[4]; __device__ M23() : a{1, 2, 3, 4} {} __device__ int &operator[](Idx i) { return a[i.i]; } __device__ int operator[](Idx i) const { return -a[i.i]; } };
// default arguments, conversion ctor chain
struct D24 { int v; __device__ D24(int a = 3, int b = 4) : v(a * 10 + b) {} };
__device__ inline int d24(D24 d = D24(1), int k = 5) { return d.v + k; }
// two-dim arrays of records, const members
struct C25 { const int id; Idx m[2][2]; __device__ C25(int a) : id(a), m{{1, 2}, {3, 4}} {} };
// pre/post increments, unary on parts
struct P26 { int v; __device__ P26(int a) : v(a) {} __device__ P26 &operator++() { ++v; return *this; } __device__ P26 operator++(int) { P26 t(v); v += 10; return t; } __device__ P26 operator-() const { return P26(-v); } __device__ P26 operator~() const { return P26(~v); } };
struct H26 { P26 p; __device__ H26(int a) : p(a) {} };
// member template + static method through instance, nested class
struct T27 { struct In { int q; __device__ In(int a) : q(a) {} __device__ void up() { q++; } } in; int n; __device__ T27() : in(5), n(0) {} static __device__ int st(int x) { return x + 1; } __device__ In *ptr() { return &in; } };
// assignment operators with odd results
struct A28 { int v; __device__ A28(int a) : v(a) {} __device__ int operator=(int x) { v = x; return 1; } __device__ void operator-=(int x) { v -= x; } __device__ int operator*=(int x) { v *= x; return 5; } };
// lambda member / function pointer
struct Fp { int (*f)(int); int k; __device__ Fp() : f([](int x) { return x + 3; }), k(1) {} __device__ int run(int x) { return f(x) + k++; } };
// alias of own type, static data
struct Al { using Self = Al; typedef int Num; Num n; __device__ Al(Num x) : n(x) {} __device__ Self &me() { return *this; } __device__ Self operator+(Self o) const { return Self(n + o.n); } };
// explicit ctor & conversion between two classes
struct Ca { int v; __device__ explicit Ca(int a) : v(a) {} };
struct Cb { int v; __device__ Cb(const Ca &a) : v(a.v + 1) {} __device__ operator Ca() const { return Ca(v * 2); } };
__device__ inline int takeb(const Cb &b) { return b.v; }
__device__ inline int takea(Ca a) { return a.v; }
// pointer to pointer, arrays of pointers
struct Node { int v; Node *next; __device__ Node(int a) : v(a), next(nullptr) {} __device__ void link(Node &o) { next = &o; } __device__ int sum() const { int s = 0; for (const Node *n = this; n; n = n->next) s += n->v; return s; } };
// self-modifying operator[] returning proxy
struct Proxy { int *p; __device__ Proxy(int *q) : p(q) {} __device__ Proxy &operator=(int v) { *p = v * 2; return *this; } __device__ operator int() const { return *p; } };
struct Px { int a[3]; __device__ Px() : a{} {} __device__ Proxy operator[](int i) { return Proxy(&a[i]); } };
// overloaded by ref category
struct Cat { int v; __device__ Cat(int a) : v(a) {} };
__device__ inline int cat(Cat &) { return 1; }
__device__ inline int cat(const Cat &) { return 2; }
__device__ inline int cat(Cat &&) { return 3; }
__device__ inline const Cat &ccat(const Cat &c) { return c; }
// bool/char/short fields, sign ext
struct Sm { signed char c; unsigned char u; bool b; short s; long long l; __device__ Sm() : c(-1), u(255), b(true), s(-2), l(-3) {} };
// signed bitfields
struct Bf { int a : 3; unsigned b : 5; bool f : 1; long long big : 40; __device__ Bf() : a(-4), b(31), f(true), big(-5) {} __device__ int ga() const { return a; } };
// packed
struct __attribute__((packed)) Pk { char c; int i; double d; __device__ Pk() : c(1), i(2), d(3) {} __device__ void add() { i += 5; } };
// ternary, comma, short circuit with objects
struct Cnt { int n; __device__ Cnt(int a) : n(a) {} __device__ bool hit() { ++n; return n & 1; } };
// operator, private base ctor; friend op with conversions
struct Mix { int v; __device__ Mix(int a) : v(a) {} __device__ friend Mix operator-(const Mix &a, const Mix &b) { return Mix(a.v - b.v); } __device__ friend bool operator<(const Mix &a, const Mix &b) { return a.v < b.v; } __device__ friend bool operator==(const Mix &a, int b) { return a.v == b; } };
// copies counted through chain by value
struct By { int n; __device__ By() : n(0) {} __device__ By(const By &o) : n(o.n + 1) {} __device__ By &operator=(const By &o) { n = o.n + 100; return *this; } __device__ int get() const { return n; } };
__device__ inline By pass(By b) { return b; }
__device__ inline int val(By b) { return b.n; }
struct HasBy { By b; int k; __device__ HasBy() : k(2) {} };
// mutable in const method via element
struct Mu { mutable int n; int w; __device__ Mu() : n(0), w(0) {} __device__ int get() const { return ++n; } };
// compare chain, xor, shifts
struct Sh { int v; __device__ Sh(int a) : v(a) {} __device__ Sh operator<<(int k) const { return Sh(v << k); } __device__ Sh &operator<<=(int k) { v <<= k; return *this; } __device__ Sh operator^(const Sh &o) const { return Sh(v ^ o.v); } __device__ Sh operator%(int k) const { return Sh(v % k); } __device__ int operator/(int k) const { return v / k; } };
// pointers, null or not
struct LNode { int v; LNode *next, *prev; __device__ LNode(int a = 0) : v(a), next(nullptr), prev(nullptr) {} };
struct LList { LNode *head; int n; __device__ LList() : head(nullptr), n(0) {} __device__ void push(LNode &x) { x.next = head; if (head) head->prev = &x; head = &x; n++; } __device__ LNode *first() const { return head; } __device__ bool empty() const { return !head; } };
struct Ptrs { int *p; const float *c; Ptrs *self; LNode *node; H12 *base; __device__ Ptrs() : p(nullptr), c(nullptr), self(nullptr), node(nullptr), base(nullptr) {} };
struct Rows { int w[3]; float f; LNode nodes[2][2]; __device__ Rows() : w{1, 2, 3}, f(2.5f) {} };
// arrays of enums
enum Way { North, East = 5, South, West = -1 };
enum class Tint : unsigned char { Red = 1, Green = 2, Blue = 4 };
__device__ inline Tint operator|(Tint a, Tint b) { return Tint((unsigned char)a | (unsigned char)b); }
__device__ inline int which(Way) { return 1; }
__device__ inline int which(int) { return 2; }
__device__ inline Way turned(Way d) { return d == North ? West : North; }
__device__ inline int sum(const Way *d, int n) { int r = 0; for (int i = 0; i < n; i++) r = r * 10 + d[i]; return r; }
struct Tinted { Way d[2]; Tint t[2][2]; __device__ Tinted() : d{North, West}, t{{Tint::Red, Tint::Green}, {Tint::Blue, Tint::Red}} {} };
// += of other classes
__device__ inline int h12(const H12 &h) { return h.x; }
__device__ inline H12 &operator+=(H12 &a, const H12 &b) { a.x += b.x; return a; }
struct Plus { int v; __device__ Plus(int a) : v(a) {} __device__ friend Plus operator+(Plus a, Plus b) { return Plus(a.v + b.v); } };
// virtual functions, in arrays
struct Form { int calls; __device__ Form() : calls(0) {} __device__ virtual int area() const = 0; __device__ virtual void grow(int f) { calls++; } };
struct Square : Form { int a; __device__ Square(int x) : a(x) {} __device__ int area() const override { return a * a; } __device__ void grow(int f) override { a *= f; calls += 10; } };
__device__ inline void grown(Form &s, int f) { s.grow(f); }
__device__ inline int area(const Form *a, const Form *b) { return a->area() + b->area(); }
// bools behind pointers
struct Flagged { int i; bool b; };
struct Flags { Flagged *n; bool *f; bool own[3]; __device__ Flags() : n(nullptr), f(nullptr), own{} {} };
__device__ inline bool both(const Flagged &a, const Flagged &b) { return a.b && b.b; }
// elements by reference, which are more than their bytes
struct Row18 { Y18 d[3]; int asked; __device__ Row18() : d{1, 2, 3}, asked(0) {} __device__ Y18 &operator[](int i) { asked++; return d[i]; } };
__device__ inline Y18 &operator+=(Y18 &y, int k) { y.v += k; return y; }
// fields of types without a name
struct Un1 {
  int n;
  struct { int a; float b; struct { short deep; } in; } x;
  struct { short s; int q[2]; } y[3];
  union { int i; float f; unsigned char c[4]; } u;
  enum { UN_RED, UN_BLUE } color;
  struct { int p; } m[2][2], same[2];
  union { struct { int first; } one; long long both; };
  __device__ Un1() : n(1), x{2, 0.5f, {3}}, y{}, u{7}, color(UN_BLUE), m{}, same{}, both(0) {}
  __device__ int sum() const {
    return n + x.a + int(4 * x.b) + x.in.deep + y[0].s + y[1].q[1] + y[2].s + u.i + 100 * color + m[1][0].p + one.first;
  }
  __device__ void change() { x.in.deep++; y[2].q[0] = 11; m[1][1].p = 4; one.first = 6; }
};
namespace un2 { typedef struct { struct { int lo, hi; } range; int k; } Span; }
__device__ inline int width2(const un2::Span &s) { return s.range.hi - s.range.lo + s.k; }
// arrays of pointers to the class itself
struct Bvh { int x; Bvh *kid[2]; __device__ int sum() const { return x + (kid[0] ? kid[0]->sum() : 0) + (kid[1] ? kid[1]->sum() : 0); } };
struct Rows23 { int n; int *rows[2][3]; };
// operators hide those of bases
struct OpB { int v; __device__ OpB(int k) : v(k) {} __device__ int operator+(int x) const { return v + x; } __device__ int operator*(int) const { return 1; } __device__ bool operator==(const OpB &o) const { return v == o.v; } __device__ OpB &operator+=(int x) { v += x; return *this; } };
struct OpD : OpB { __device__ OpD(int k) : OpB(k) {} __device__ int operator+(double) const { return 1000; } __device__ int operator*(int) const { return 2; } __device__ OpD &operator+=(double) { v += 100; return *this; } };
struct OpE : OpB { using OpB::operator+; __device__ OpE(int k) : OpB(k) {} __device__ int operator+(double) const { return 1000; } };
struct OpF : OpD { __device__ OpF(int k) : OpD(k) {} };
// swaps of what C++ copies
struct SwK { int v; __device__ SwK(int a = 0) : v(a) {} __device__ SwK(const SwK &o) : v(o.v) {} __device__ SwK &operator=(const SwK &o) { v = o.v; return *this; } __device__ int up() { return ++v; } };
struct SwA { int v; __device__ SwA(int a = 0) : v(a) {} __device__ SwA &operator=(const SwA &o) { v = o.v; return *this; } };
struct SwD { int v; __device__ SwD(int a = 0) : v(a) {} __device__ SwD(const SwD &o) : v(o.v) {} __device__ SwD &operator=(const SwD &o) { v = o.v; return *this; } __device__ ~SwD() { v = -1; } };
struct SwT { int v; __device__ SwT(int a = 0) : v(a) {} __device__ int up() { return ++v; } };
struct SwFK { SwK a, b, c[2]; __device__ SwFK() : a(1), b(2), c{3, 4} {} __device__ SwK &first() { return a; } };
struct SwFT { SwT a, b, c[2]; __device__ SwFT() : a(1), b(2), c{3, 4} {} };
struct SwN { int n; __device__ SwN() : n(0) {} __device__ SwN(const SwN &o) : n(o.n + 1) {} __device__ SwN &operator=(const SwN &o) { n = o.n + 100; return *this; } };
