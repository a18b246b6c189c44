{
'format': 1,
'name': 'case',
'prefix': 'nb_3e3f25e7b6630200',
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
'F': ('record', 4, 4, 'tdpcCmsSiIDg', '9d4f3b62c25d3e34', (), (('x', 'i', 0, -1),), {'()': (2, 3)}),
},
'rows': (
('o', 'operator+', '{F}', ('RK{F} a', 'RK{F} b'), 0, 0, 4, None),
('f', 'peek', 'i', ('RK{F} f',), 0, 0, 5, None),
('c', 'F::F', 'v', (), 0, 0, 2, {'owner': 'F'}),
('x', 'F::F', 'v', ('i x',), 0, 0, 2, {'owner': 'F'}),
),
'names': {
'': {
 'F': ('type', 'F'),
 'operator+': (0,),
 'peek': (1,),
},
},
'skipped': {
},
'units': (
(0, 4,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::F)==4&&alignof(::F)==4&&__builtin_offsetof(::F,x)==0,"layout of F");\n'
'extern "C" __device__ void nb_3e3f25e7b6630200_0(::F*nbr,const ::F*nb0,const ::F*nb1){::new((void*)nbr)::F((*nb0) + (*nb1));}\n'
'extern "C" __device__ int nb_3e3f25e7b6630200_1(const ::F*nb0){return peek(*nb0);}\n'
'extern "C" __device__ void nb_3e3f25e7b6630200_2(::F*nbr){::new((void*)nbr)::F();}\n'
'extern "C" __device__ void nb_3e3f25e7b6630200_3(::F*nbr,int nb0){::new((void*)nbr)::F{nb0};}\n'
),
),
'link': (),
}
