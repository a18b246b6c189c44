{
'format': 1,
'name': 'case',
'prefix': 'nb_a37aa3e17f09e6c6',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'temporaries', 'hosts', 'initials', 'pointers'),
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
'Once': ('record', 4, 4, 'tdpsSD', '8d0989d4d004d82e', (), (('x', 'i', 0, -1),), {'()': (0,)}),
},
'rows': (
('c', 'Once::Once', 'v', ('i v',), 0, 0, 4, {'owner': 'Once'}),
('f', 'look', 'i', ('RK{Once} o',), 0, 0, 7, None),
('f', 'produce', '{Once}', (), 0, 0, 8, None),
),
'names': {
'': {
 'Once': ('type', 'Once'),
 'look': (1,),
 'produce': (2,),
},
},
'skipped': {
},
'units': (
(0, 3,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Once)==4&&alignof(::Once)==4&&__builtin_offsetof(::Once,x)==0,"layout of Once");\n'
'extern "C" __device__ void nb_a37aa3e17f09e6c6_0(::Once*nbr,int nb0){::new((void*)nbr)::Once(nb0);}\n'
'extern "C" __device__ int nb_a37aa3e17f09e6c6_1(const ::Once*nb0){return ::look(*nb0);}\n'
'extern "C" __device__ void nb_a37aa3e17f09e6c6_2(::Once*nbr){::new((void*)nbr)::Once(::produce());}\n'
),
),
'link': (),
}
