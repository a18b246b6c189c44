{
'format': 1,
'name': 'case',
'prefix': 'nb_d0da8c3cfc76d152',
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
'CStyle': ('record', 4, 4, 'tdpcCmsSiIDg', '1b0add2e6ee464f2', (), (('x', 'i', 0, -1),), {'()': (1, 2)}),
},
'rows': (
('f', 'c_add', 'i', ('i a', 'i b'), 0, 0, 3, None),
('c', 'CStyle::CStyle', 'v', (), 0, 0, 4, {'owner': 'CStyle'}),
('x', 'CStyle::CStyle', 'v', ('i x',), 0, 0, 4, {'owner': 'CStyle'}),
('f', 'c_negate', 'i', ('i a',), 0, 0, 6, None),
),
'names': {
'': {
 'c_add': (0,),
 'CStyle': ('type', 'CStyle'),
 'c_negate': (3,),
},
},
'skipped': {
},
'units': (
(0, 4,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::CStyle)==4&&alignof(::CStyle)==4&&__builtin_offsetof(::CStyle,x)==0,"layout of CStyle");\n'
'extern "C" __device__ int nb_d0da8c3cfc76d152_0(int nb0,int nb1){return ::c_add(nb0,nb1);}\n'
'extern "C" __device__ void nb_d0da8c3cfc76d152_1(::CStyle*nbr){::new((void*)nbr)::CStyle();}\n'
'extern "C" __device__ void nb_d0da8c3cfc76d152_2(::CStyle*nbr,int nb0){::new((void*)nbr)::CStyle{nb0};}\n'
'extern "C" __device__ int nb_d0da8c3cfc76d152_3(int nb0){return ::c_negate(nb0);}\n'
),
),
'link': (),
}
