{
'format': 1,
'name': 'case',
'prefix': 'nb_c0e8c7565147522a',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'indices', 'hosts', 'pointers'),
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
'V': ('record', 4, 4, 'tdpcCmsSiIDg', 'ae34305451617ed4', (), (('x', 'i', 0, -1),), {'operator-': (0,), 'operator*': (1,), 'operator()': (2,), 'operator[]': (3,), 'operator+=': (4,), '()': (5, 6)}),
},
'rows': (
('m', 'V::operator-', '{V}', (), 0, 0, 4, {'owner': 'V'}),
('m', 'V::operator*', '{V}', ('i k',), 0, 0, 5, {'owner': 'V'}),
('m', 'V::operator()', 'i', ('i a',), 0, 0, 6, {'owner': 'V'}),
('m', 'V::operator[]', 'i', ('i i',), 0, 0, 7, {'owner': 'V'}),
('M', 'V::operator+=', 'R{V}', ('RK{V} o',), 0, 0, 8, {'owner': 'V'}),
('c', 'V::V', 'v', (), 0, 0, 2, {'owner': 'V'}),
('x', 'V::V', 'v', ('i x',), 0, 0, 2, {'owner': 'V'}),
('o', 'operator+', '{V}', ('RK{V} a', 'RK{V} b'), 0, 0, 10, None),
('o', 'operator==', 'b', ('RK{V} a', 'RK{V} b'), 0, 0, 11, None),
('o', 'operator<', 'b', ('{V} a', '{V} b'), 0, 0, 12, None),
('o', 'operator*', '{V}', ('i k', 'RK{V} v'), 0, 0, 13, None),
),
'names': {
'': {
 'V': ('type', 'V'),
 'operator+': (7,),
 'operator==': (8,),
 'operator<': (9,),
 'operator*': (10,),
},
},
'skipped': {
},
'units': (
(0, 11,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::V)==4&&alignof(::V)==4&&__builtin_offsetof(::V,x)==0,"layout of V");\n'
'extern "C" __device__ void nb_c0e8c7565147522a_0(::V*nbr,const ::V*nbo){::new((void*)nbr)::V(nbo->operator-());}\n'
'extern "C" __device__ void nb_c0e8c7565147522a_1(::V*nbr,const ::V*nbo,int nb0){::new((void*)nbr)::V(nbo->operator*(nb0));}\n'
'extern "C" __device__ int nb_c0e8c7565147522a_2(const ::V*nbo,int nb0){return nbo->operator()(nb0);}\n'
'extern "C" __device__ int nb_c0e8c7565147522a_3(const ::V*nbo,int nb0){return nbo->operator[](nb0);}\n'
'extern "C" __device__ ::V*nb_c0e8c7565147522a_4(::V*nbo,const ::V*nb0){return (::V*)__builtin_addressof(nbo->operator+=(*nb0));}\n'
'extern "C" __device__ void nb_c0e8c7565147522a_5(::V*nbr){::new((void*)nbr)::V();}\n'
'extern "C" __device__ void nb_c0e8c7565147522a_6(::V*nbr,int nb0){::new((void*)nbr)::V{nb0};}\n'
'extern "C" __device__ void nb_c0e8c7565147522a_7(::V*nbr,const ::V*nb0,const ::V*nb1){::new((void*)nbr)::V(::operator+(*nb0,*nb1));}\n'
'extern "C" __device__ bool nb_c0e8c7565147522a_8(const ::V*nb0,const ::V*nb1){return ::operator==(*nb0,*nb1);}\n'
'extern "C" __device__ bool nb_c0e8c7565147522a_9(const ::V*nb0,const ::V*nb1){return ::operator<(*nb0,*nb1);}\n'
'extern "C" __device__ void nb_c0e8c7565147522a_10(::V*nbr,int nb0,const ::V*nb1){::new((void*)nbr)::V(::operator*(nb0,*nb1));}\n'
),
),
'link': (),
}
