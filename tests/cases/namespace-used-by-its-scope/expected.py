{
'format': 1,
'name': 'case',
'prefix': 'nb_78139abe1b1c8ddd',
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
'a::__v1::S': ('record', 4, 4, 'tdpcCmsSiIDg', 'f9714cd30a3754cb', (), (('x', 'i', 0, -1),), {'()': (1, 2)}),
},
'rows': (
('f', 'a::f', 'i', ('i x',), 0, 0, 4, None),
('c', 'a::S::S', 'v', (), 0, 0, 5, {'owner': 'a::__v1::S'}),
('x', 'a::S::S', 'v', ('i x',), 0, 0, 5, {'owner': 'a::__v1::S'}),
('f', 'a::g', 'i', ('{a::__v1::S} s',), 0, 0, 11, None),
('f', 'a::plain::h', 'i', ('i x',), 0, 0, 14, None),
),
'names': {
'': {
 'a': ('namespace', 'a'),
},
'a': {
 'f': (0,),
 'S': ('type', 'a::__v1::S'),
 'g': (3,),
 'plain': ('namespace', 'a::plain'),
},
'a::plain': {
 'h': (4,),
},
},
'skipped': {
},
'units': (
(0, 5,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::a::__v1::S)==4&&alignof(::a::__v1::S)==4&&__builtin_offsetof(::a::__v1::S,x)==0,"layout of a::__v1::S");\n'
'extern "C" __device__ int nb_78139abe1b1c8ddd_0(int nb0){return ::a::__v1::f(nb0);}\n'
'extern "C" __device__ void nb_78139abe1b1c8ddd_1(::a::__v1::S*nbr){::new((void*)nbr)::a::__v1::S();}\n'
'extern "C" __device__ void nb_78139abe1b1c8ddd_2(::a::__v1::S*nbr,int nb0){::new((void*)nbr)::a::__v1::S{nb0};}\n'
'extern "C" __device__ int nb_78139abe1b1c8ddd_3(const ::a::__v1::S*nb0){return ::a::__v1::g(*nb0);}\n'
'extern "C" __device__ int nb_78139abe1b1c8ddd_4(int nb0){return ::a::plain::h(nb0);}\n'
),
),
'link': (),
'inline': {'a::__v1': 'a'},
}
