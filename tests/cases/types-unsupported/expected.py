{
'format': 1,
'name': 'case',
'prefix': 'nb_d8a8f1657d289e96',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'hosts', 'pointers'),
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
'S': ('record', 4, 4, 'tdpcCmsSiIDg', '0c15a38d1d581042', (), (('x', 'i', 0, -1),), {'m': (0,), '()': (1, 2)}),
},
'rows': (
('m', 'S::m', 'i', (), 0, 0, 2, {'owner': 'S'}),
('c', 'S::S', 'v', (), 0, 0, 2, {'owner': 'S'}),
('x', 'S::S', 'v', ('i x',), 0, 0, 2, {'owner': 'S'}),
('f', 'precise', 'e', ('e x',), 0, 0, 3, None),
('f', 'fine', 'i', ('i x',), 0, 0, 11, None),
),
'names': {
'': {
 'S': ('type', 'S'),
 'precise': (3,),
 'fine': (4,),
},
},
'skipped': {
'member': "header.cuh:4: parameter 'p': type 'int S::*' has no counterpart",
'method': "header.cuh:5: parameter 'p': type 'int (S::*)() const' has no counterpart",
'wide': "header.cuh:7: parameter 'x': Numba has no 128-bit integers",
'v4': "header.cuh:9: type '__attribute__((__vector_size__(4 * sizeof(float)))) float' has no counterpart",
'vector': "header.cuh:10: parameter 'x': type '__attribute__((__vector_size__(4 * sizeof(float)))) float' has no counterpart",
},
'units': (
(0, 5,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::S)==4&&alignof(::S)==4&&__builtin_offsetof(::S,x)==0,"layout of S");\n'
'extern "C" __device__ int nb_d8a8f1657d289e96_0(const ::S*nbo){return nbo->m();}\n'
'extern "C" __device__ void nb_d8a8f1657d289e96_1(::S*nbr){::new((void*)nbr)::S();}\n'
'extern "C" __device__ void nb_d8a8f1657d289e96_2(::S*nbr,int nb0){::new((void*)nbr)::S{nb0};}\n'
'extern "C" __device__ double nb_d8a8f1657d289e96_3(double nb0){return ::precise((long double)nb0);}\n'
'extern "C" __device__ int nb_d8a8f1657d289e96_4(int nb0){return ::fine(nb0);}\n'
),
),
'link': (),
}
