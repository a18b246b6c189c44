{
'format': 1,
'name': 'case',
'prefix': 'nb_52fc9268d4ee13af',
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
'outer::v2::S': ('record', 4, 4, 'tdpcCmsSiIDg', 'cb1a308e2663ea7a', (), (('x', 'i', 0, -1),), {'()': (3, 4)}),
},
'rows': (
('f', 'outer::one', 'i', (), 0, 0, 3, None),
('f', 'outer::inner::two', 'i', (), 0, 0, 4, None),
('f', 'outer::three', 'i', (), 0, 0, 5, None),
('c', 'outer::S::S', 'v', (), 0, 0, 5, {'owner': 'outer::v2::S'}),
('x', 'outer::S::S', 'v', ('i x',), 0, 0, 5, {'owner': 'outer::v2::S'}),
('f', 'outer::hidden', 'i', (), 0, 0, 6, None),
('f', 'outer::five', 'i', ('RK{outer::v2::S} s',), 0, 0, 8, None),
),
'names': {
'': {
 'outer': ('namespace', 'outer'),
 'short_name': ('namespace', 'outer::inner'),
 'two': (1,),
},
'outer': {
 'one': (0,),
 'inner': ('namespace', 'outer::inner'),
 'three': (2,),
 'S': ('type', 'outer::v2::S'),
 'hidden': (5,),
 'five': (6,),
},
'outer::inner': {
 'two': (1,),
},
},
'skipped': {
},
'units': (
(0, 7,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::outer::v2::S)==4&&alignof(::outer::v2::S)==4&&__builtin_offsetof(::outer::v2::S,x)==0,"layout of outer::v2::S");\n'
'extern "C" __device__ int nb_52fc9268d4ee13af_0(){return ::outer::one();}\n'
'extern "C" __device__ int nb_52fc9268d4ee13af_1(){return ::outer::inner::two();}\n'
'extern "C" __device__ int nb_52fc9268d4ee13af_2(){return ::outer::v2::three();}\n'
'extern "C" __device__ void nb_52fc9268d4ee13af_3(::outer::v2::S*nbr){::new((void*)nbr)::outer::v2::S();}\n'
'extern "C" __device__ void nb_52fc9268d4ee13af_4(::outer::v2::S*nbr,int nb0){::new((void*)nbr)::outer::v2::S{nb0};}\n'
'extern "C" __device__ int nb_52fc9268d4ee13af_5(){return ::outer::hidden();}\n'
'extern "C" __device__ int nb_52fc9268d4ee13af_6(const ::outer::v2::S*nb0){return ::outer::five(*nb0);}\n'
),
),
'link': (),
'inline': {'outer::v2': 'outer'},
}
