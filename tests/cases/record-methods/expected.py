{
'format': 1,
'name': 'case',
'prefix': 'nb_176dd370471a537a',
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
'Counter': ('record', 4, 4, 'tdpcCmsSiIDg', 'ba256032d057b2f4', (), (('n', 'i', 0, -1),), {'value': (0, 1), 'limit': (2,), '()': (3, 4)}),
},
'rows': (
('m', 'Counter::value', 'i', (), 0, 0, 4, {'owner': 'Counter'}),
('m', 'Counter::value', 'i', ('i scale',), 0, 0, 5, {'owner': 'Counter'}),
('s', 'Counter::limit', 'i', (), 0, 0, 6, {'owner': 'Counter'}),
('c', 'Counter::Counter', 'v', (), 0, 0, 2, {'owner': 'Counter'}),
('x', 'Counter::Counter', 'v', ('i n',), 0, 0, 2, {'owner': 'Counter'}),
),
'names': {
'': {
 'Counter': ('type', 'Counter'),
},
},
'skipped': {
'Counter::add': 'header.cuh:7: needs an lvalue',
},
'units': (
(0, 5,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Counter)==4&&alignof(::Counter)==4&&__builtin_offsetof(::Counter,n)==0,"layout of Counter");\n'
'extern "C" __device__ int nb_176dd370471a537a_0(const ::Counter*nbo){return nbo->value();}\n'
'extern "C" __device__ int nb_176dd370471a537a_1(const ::Counter*nbo,int nb0){return nbo->value(nb0);}\n'
'extern "C" __device__ int nb_176dd370471a537a_2(){return ::Counter::limit();}\n'
'extern "C" __device__ void nb_176dd370471a537a_3(::Counter*nbr){::new((void*)nbr)::Counter();}\n'
'extern "C" __device__ void nb_176dd370471a537a_4(::Counter*nbr,int nb0){::new((void*)nbr)::Counter{nb0};}\n'
),
),
'link': (),
}
