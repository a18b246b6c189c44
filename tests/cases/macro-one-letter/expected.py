{
'format': 1,
'name': 'case',
'prefix': 'nb_aebd1438f5203cc4',
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
'Trivial': ('record', 4, 4, 'tdpcCmsSiIDg', '283cb66c44f15681', (), (('x', 'i', 0, -1),), {'()': (0, 1)}),
},
'rows': (
('c', 'Trivial::Trivial', 'v', (), 0, 0, 3, {'owner': 'Trivial'}),
('x', 'Trivial::Trivial', 'v', ('i x',), 0, 0, 3, {'owner': 'Trivial'}),
('f', 'x_of', 'i', ('{Trivial} t',), 0, 0, 4, None),
('f', 'scaled', 'f', ('f x',), 0, 0, 5, None),
),
'names': {
'': {
 'Trivial': ('type', 'Trivial'),
 'x_of': (2,),
 'scaled': (3,),
},
},
'skipped': {
'T': 'header.cuh:2: no constant value',
},
'units': (
(0, 4,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Trivial)==4&&alignof(::Trivial)==4&&__builtin_offsetof(::Trivial,x)==0,"layout of Trivial");\n'
'extern "C" __device__ void nb_aebd1438f5203cc4_0(::Trivial*nbr){::new((void*)nbr)::Trivial();}\n'
'extern "C" __device__ void nb_aebd1438f5203cc4_1(::Trivial*nbr,int nb0){::new((void*)nbr)::Trivial{nb0};}\n'
'extern "C" __device__ int nb_aebd1438f5203cc4_2(const ::Trivial*nb0){return ::x_of(*nb0);}\n'
'extern "C" __device__ float nb_aebd1438f5203cc4_3(float nb0){return ::scaled(nb0);}\n'
),
),
'link': (),
}
