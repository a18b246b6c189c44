{
'format': 1,
'name': 'case',
'prefix': 'nb_84a2410b22f03265',
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
'V': ('record', 8, 4, 'tdpcCmsSiIDg', '1b8a0b7c8c5a6ee1', (), (('x', 'f', 0, -1), ('y', 'f', 32, -1)), {'()': (0, 1)}),
},
'rows': (
('c', 'V::V', 'v', (), 0, 0, 2, {'owner': 'V'}),
('x', 'V::V', 'v', ('f x', 'f y'), 0, 0, 2, {'owner': 'V'}),
('f', 'dot', 'f', ('RK{V} a', 'RK{V} b'), 0, 0, 3, None),
('f', 'take', 'f', ('O{V} a',), 0, 0, 4, None),
('f', 'bump', 'v', ('Ri x',), 0, 0, 5, None),
('f', 'swap', 'v', ('R{V} a', 'R{V} b'), 0, 0, 6, None),
('f', 'pick', 'RKi', ('RKi a', 'RKi b'), 0, 0, 7, None),
('f', 'first', 'i', ('RA3_Ki x',), 0, 0, 8, None),
),
'names': {
'': {
 'V': ('type', 'V'),
 'dot': (2,),
 'take': (3,),
 'bump': (4,),
 'swap': (5,),
 'pick': (6,),
 'first': (7,),
},
},
'skipped': {
},
'units': (
(0, 8,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::V)==8&&alignof(::V)==4&&__builtin_offsetof(::V,x)==0&&__builtin_offsetof(::V,y)==4,"layout of V");\n'
'extern "C" __device__ void nb_84a2410b22f03265_0(::V*nbr){::new((void*)nbr)::V();}\n'
'extern "C" __device__ void nb_84a2410b22f03265_1(::V*nbr,float nb0,float nb1){::new((void*)nbr)::V{nb0,nb1};}\n'
'extern "C" __device__ float nb_84a2410b22f03265_2(const ::V*nb0,const ::V*nb1){return ::dot(*nb0,*nb1);}\n'
'extern "C" __device__ float nb_84a2410b22f03265_3(::V*nb0){return ::take(static_cast<::V&&>(*nb0));}\n'
'extern "C" __device__ void nb_84a2410b22f03265_4(int*nb0){::bump(*nb0);}\n'
'extern "C" __device__ void nb_84a2410b22f03265_5(::V*nb0,::V*nb1){::swap(*nb0,*nb1);}\n'
'extern "C" __device__ int nb_84a2410b22f03265_6(int nb0,int nb1){return ::pick(nb0,nb1);}\n'
'extern "C" __device__ int nb_84a2410b22f03265_7(const int(*nb0)[3]){return ::first(*nb0);}\n'
),
),
'link': (),
}
