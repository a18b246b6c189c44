{
'format': 1,
'name': 'case',
'prefix': 'nb_5c7dd7467131f86e',
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
'Inner': ('record', 16, 8, 'tdpcCmsSiIDg', '3bd57e26a8937145', (), (('a', 'c', 0, -1), ('b', 'd', 64, -1)), {'()': (0, 1)}),
'Outer': ('record', 40, 8, 'tdpcCmsSiIDg', '003b40714bf6d8ff', (), (('tag', 'c', 0, -1), ('inner', '{Inner}', 64, -1), ('numbers', 'A3_i', 192, -1), ('last', 'b', 288, -1)), {'()': (2,)}),
},
'rows': (
('c', 'Inner::Inner', 'v', (), 0, 0, 2, {'owner': 'Inner'}),
('x', 'Inner::Inner', 'v', ('c a', 'd b'), 0, 0, 2, {'owner': 'Inner'}),
('c', 'Outer::Outer', 'v', (), 0, 0, 3, {'owner': 'Outer'}),
('f', 'read', 'd', ('RK{Outer} o',), 0, 0, 9, None),
('f', 'make', '{Outer}', ('i n',), 0, 0, 10, None),
),
'names': {
'': {
 'Inner': ('type', 'Inner'),
 'Outer': ('type', 'Outer'),
 'read': (3,),
 'make': (4,),
},
},
'skipped': {
},
'units': (
(0, 5,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Inner)==16&&alignof(::Inner)==8&&__builtin_offsetof(::Inner,a)==0&&__builtin_offsetof(::Inner,b)==8,"layout of Inner");\n'
'static_assert(sizeof(::Outer)==40&&alignof(::Outer)==8&&__builtin_offsetof(::Outer,tag)==0&&__builtin_offsetof(::Outer,inner)==8&&__builtin_offsetof(::Outer,numbers)==24&&__builtin_offsetof(::Outer,last)==36,"layout of Outer");\n'
'extern "C" __device__ void nb_5c7dd7467131f86e_0(::Inner*nbr){::new((void*)nbr)::Inner();}\n'
'extern "C" __device__ void nb_5c7dd7467131f86e_1(::Inner*nbr,char nb0,double nb1){::new((void*)nbr)::Inner{nb0,nb1};}\n'
'extern "C" __device__ void nb_5c7dd7467131f86e_2(::Outer*nbr){::new((void*)nbr)::Outer();}\n'
'extern "C" __device__ double nb_5c7dd7467131f86e_3(const ::Outer*nb0){return ::read(*nb0);}\n'
'extern "C" __device__ void nb_5c7dd7467131f86e_4(::Outer*nbr,int nb0){::new((void*)nbr)::Outer(::make(nb0));}\n'
),
),
'link': (),
}
