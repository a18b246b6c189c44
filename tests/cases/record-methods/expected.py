{
'format': 1,
'name': 'case',
'prefix': 'nb_c291e4b30f514819',
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
'Counter': ('record', 4, 4, 'tdpcCmsSiIDg', 'd56e0ddde1c1dd4c', (), (('n', 'i', 0, -1),), {'value': (0, 1), 'limit': (2,), 'add': (3,), '()': (4, 5)}),
},
'rows': (
('m', 'Counter::value', 'i', (), 0, 0, 4, {'owner': 'Counter'}),
('m', 'Counter::value', 'i', ('i scale',), 0, 0, 5, {'owner': 'Counter'}),
('s', 'Counter::limit', 'i', (), 0, 0, 6, {'owner': 'Counter'}),
('M', 'Counter::add', 'v', ('i x',), 0, 0, 7, {'owner': 'Counter'}),
('c', 'Counter::Counter', 'v', (), 0, 0, 2, {'owner': 'Counter'}),
('x', 'Counter::Counter', 'v', ('i n',), 0, 0, 2, {'owner': 'Counter'}),
),
'names': {
'': {
 'Counter': ('type', 'Counter'),
},
},
'skipped': {
},
'units': (
(0, 6,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Counter)==4&&alignof(::Counter)==4&&__builtin_offsetof(::Counter,n)==0,"layout of Counter");\n'
'extern "C" __device__ int nb_c291e4b30f514819_0(const ::Counter*nbo){return nbo->value();}\n'
'extern "C" __device__ int nb_c291e4b30f514819_1(const ::Counter*nbo,int nb0){return nbo->value(nb0);}\n'
'extern "C" __device__ int nb_c291e4b30f514819_2(){return ::Counter::limit();}\n'
'extern "C" __device__ void nb_c291e4b30f514819_3(::Counter*nbo,int nb0){nbo->add(nb0);}\n'
'extern "C" __device__ void nb_c291e4b30f514819_4(::Counter*nbr){::new((void*)nbr)::Counter();}\n'
'extern "C" __device__ void nb_c291e4b30f514819_5(::Counter*nbr,int nb0){::new((void*)nbr)::Counter{nb0};}\n'
),
),
'link': (),
}
