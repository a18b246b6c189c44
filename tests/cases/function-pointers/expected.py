{
'format': 1,
'name': 'case',
'prefix': 'nb_d569433ca822da2b',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'archs': ('sm_90',),
'std': 'c++17',
'headers': ('header.cuh',),
'defines': (),
'embedded': ('header.cuh',),
'patches': {},
'preamble': (
'#include <header.cuh>\n'
),
'files': ('header.cuh',),
'types': {
},
'rows': (
('f', 'given', 'b', ('PF{int (int, float)} f',), 0, 0, 3, None),
('f', 'given_plain', 'b', ('PF{int (int)} f',), 0, 0, 4, None),
('f', 'given_quiet', 'b', ('PF{int (long long) noexcept} f',), 0, 0, 5, None),
),
'names': {
'': {
 'Callback': ('alias', 'PF{int (int, float)}'),
 'given': (0,),
 'given_plain': (1,),
 'given_quiet': (2,),
},
},
'skipped': {
},
'units': (
(0, 3,
'#pragma nv_diag_suppress 1427, 1444\n'
'namespace {\n'
'template <class T> struct nb_f { using t = T; };\n'
'template <> struct nb_f<long long> { using t = long; };\n'
'template <> struct nb_f<unsigned long long> { using t = unsigned long; };\n'
'template <class T> struct nb_f<const T> { using t = const typename nb_f<T>::t; };\n'
'template <class T> struct nb_f<T *> { using t = typename nb_f<T>::t *; };\n'
'template <class T, unsigned long N> struct nb_f<T[N]> { using t = typename nb_f<T>::t[N]; };\n'
'template <class T, unsigned long N> struct nb_f<const T[N]> { using t = const typename nb_f<T>::t[N]; };\n'
'template <class R, class... A> struct nb_f<R(A...)> { using t = typename nb_f<R>::t(typename nb_f<A>::t...); };\n'
'#ifdef __cpp_noexcept_function_type\n'
'template <class R, class... A> struct nb_f<R(A...) noexcept> { using t = typename nb_f<R>::t(typename nb_f<A>::t...) noexcept; };\n'
'#endif\n'
'template <class A, class B> struct nb_s {};\n'
'template <class A> struct nb_s<A, A> { using t = int; };\n'
'template <class P, class Q> using nb_q = typename nb_s<typename nb_f<P>::t, typename nb_f<Q>::t>::t;\n'
'template <class P> struct nb_i { P p; template <class Q, class = nb_q<P, Q>> __device__ operator Q() const { return (Q)p; } };\n'
'template <class P> struct nb_r { P *p; template <class Q, class = nb_q<P, Q>> __device__ operator Q &() const { return *(Q *)p; } };\n'
'template <class S> __device__ auto nb_l(const S *s, int) -> decltype(s->operator long()) { return s->operator long(); }\n'
'template <class S> __device__ auto nb_l(const S *s, long) -> decltype(s->operator long long()) { return s->operator long long(); }\n'
'template <class S> __device__ auto nb_m(const S *s, int) -> decltype(s->operator unsigned long()) { return s->operator unsigned long(); }\n'
'template <class S> __device__ auto nb_m(const S *s, long) -> decltype(s->operator unsigned long long()) { return s->operator unsigned long long(); }\n'
'}\n'
'extern "C" __device__ bool nb_d569433ca822da2b_0(int(*nb0)(int, float)){return ::given(nb0);}\n'
'extern "C" __device__ bool nb_d569433ca822da2b_1(int(*nb0)(int)){return ::given_plain(nb0);}\n'
'extern "C" __device__ bool nb_d569433ca822da2b_2(int(*nb0)(long long) noexcept){return ::given_quiet(nb_i<int(*)(long long) noexcept>{nb0});}\n'
),
),
'link': (),
}
