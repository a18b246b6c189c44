{
'format': 1,
'name': 'case',
'prefix': 'nb_145dcc9fdf91c503',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'hosts', 'initials', 'pointers'),
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
'Pair': ('record', 8, 4, 'tdpcCmsSiD', '2d63a59c85a19e2e', (), (('a', 'i', 0, -1), ('b', 'i', 32, -1)), {'()': (0, 1, 2, 3)}),
},
'rows': (
('c', 'Pair::Pair', 'v', (), 0, 0, 4, {'owner': 'Pair'}),
('c', 'Pair::Pair', 'v', ('i x',), 0, 0, 5, {'owner': 'Pair'}),
('x', 'Pair::Pair', 'v', ('f x',), 0, 0, 6, {'owner': 'Pair'}),
('c', 'Pair::Pair', 'v', ('i x', 'i y'), 0, 0, 7, {'owner': 'Pair'}),
('f', 'sum', 'i', ('{Pair} p',), 0, 0, 10, None),
),
'names': {
'': {
 'Pair': ('type', 'Pair'),
 'sum': (4,),
},
},
'skipped': {
},
'units': (
(0, 5,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Pair)==8&&alignof(::Pair)==4&&__builtin_offsetof(::Pair,a)==0&&__builtin_offsetof(::Pair,b)==4,"layout of Pair");\n'
'extern "C" __device__ void nb_145dcc9fdf91c503_0(::Pair*nbr){::new((void*)nbr)::Pair();}\n'
'extern "C" __device__ void nb_145dcc9fdf91c503_1(::Pair*nbr,int nb0){::new((void*)nbr)::Pair(nb0);}\n'
'extern "C" __device__ void nb_145dcc9fdf91c503_2(::Pair*nbr,float nb0){::new((void*)nbr)::Pair(nb0);}\n'
'extern "C" __device__ void nb_145dcc9fdf91c503_3(::Pair*nbr,int nb0,int nb1){::new((void*)nbr)::Pair(nb0,nb1);}\n'
'extern "C" __device__ int nb_145dcc9fdf91c503_4(const ::Pair*nb0){return ::sum(*nb0);}\n'
),
),
'link': (),
}
