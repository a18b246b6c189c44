{
'format': 1,
'name': 'case',
'prefix': 'nb_b15e1833ee8ed854',
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
'Point': ('record', 8, 4, 'tdpcCmsSiIDg', 'a63a358e8bebae7e', (), (('x', 'f', 0, -1), ('y', 'f', 32, -1)), {'()': (0, 1)}),
},
'rows': (
('c', 'Point::Point', 'v', (), 0, 0, 4, {'owner': 'Point'}),
('x', 'Point::Point', 'v', ('f x', 'f y'), 0, 0, 4, {'owner': 'Point'}),
('f', 'mix', 'j', ('j a', 'j b'), 0, 0, 7, None),
('f', 'left', 'f', ('{Point} p',), 0, 0, 8, None),
('f', 'right', 'f', ('PK{Point} p',), 0, 0, 9, None),
),
'names': {
'': {
 'u32': ('alias', 'j'),
 'word': ('alias', 'j'),
 'Point': ('type', 'Point'),
 'P2': ('alias', '{Point}'),
 'point_view': ('alias', 'PK{Point}'),
 'mix': (2,),
 'left': (3,),
 'right': (4,),
},
},
'skipped': {
},
'units': (
(0, 5,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Point)==8&&alignof(::Point)==4&&__builtin_offsetof(::Point,x)==0&&__builtin_offsetof(::Point,y)==4,"layout of Point");\n'
'extern "C" __device__ void nb_b15e1833ee8ed854_0(::Point*nbr){::new((void*)nbr)::Point();}\n'
'extern "C" __device__ void nb_b15e1833ee8ed854_1(::Point*nbr,float nb0,float nb1){::new((void*)nbr)::Point{nb0,nb1};}\n'
'extern "C" __device__ unsigned int nb_b15e1833ee8ed854_2(unsigned int nb0,unsigned int nb1){return ::mix(nb0,nb1);}\n'
'extern "C" __device__ float nb_b15e1833ee8ed854_3(const ::Point*nb0){return ::left(*nb0);}\n'
'extern "C" __device__ float nb_b15e1833ee8ed854_4(const ::Point*nb0){return ::right(nb0);}\n'
),
),
'link': (),
}
