{
'format': 1,
'name': 'case',
'prefix': 'nb_dbb3fd38fa06dd24',
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
'P': ('record', 8, 4, 'tdpcCmsSiIDg', 'b65e117f4ee26f49', (), (('x', 'i', 0, -1), ('y', 'i', 32, -1)), {'()': (0, 1)}),
'Counted': ('record', 4, 4, 'tdpcCmsSiD', '3f879966b0474e72', (), (('n', 'i', 0, -1),), {'()': (2,)}),
},
'rows': (
('c', 'P::P', 'v', (), 0, 0, 3, {'owner': 'P'}),
('x', 'P::P', 'v', ('i x', 'i y'), 0, 0, 3, {'owner': 'P'}),
('c', 'Counted::Counted', 'v', (), 0, 0, 8, {'owner': 'Counted'}),
('f', 'get', 'v', ('R{P} p', 'i x'), 0, 0, 10, {'intents': {0: 'out'}}),
('f', 'turn', 'b', ('R{P} p',), 0, 0, 11, {'intents': {0: 'inout'}}),
('f', 'area', 'i', ('R{P} p',), 0, 0, 17, {'intents': {0: 'in'}}),
('f', 'make', 'i', ('P{P} out', 'R{Counted} n'), 0, 0, 18, {'intents': {0: 'out', 1: 'out'}}),
),
'names': {
'': {
 'P': ('type', 'P'),
 'Counted': ('type', 'Counted'),
 'get': (3,),
 'turn': (4,),
 'area': (5,),
 'make': (6,),
},
},
'skipped': {
},
'units': (
(0, 7,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::P)==8&&alignof(::P)==4&&__builtin_offsetof(::P,x)==0&&__builtin_offsetof(::P,y)==4,"layout of P");\n'
'static_assert(sizeof(::Counted)==4&&alignof(::Counted)==4&&__builtin_offsetof(::Counted,n)==0,"layout of Counted");\n'
'extern "C" __device__ void nb_dbb3fd38fa06dd24_0(::P*nbr){::new((void*)nbr)::P();}\n'
'extern "C" __device__ void nb_dbb3fd38fa06dd24_1(::P*nbr,int nb0,int nb1){::new((void*)nbr)::P{nb0,nb1};}\n'
'extern "C" __device__ void nb_dbb3fd38fa06dd24_2(::Counted*nbr){::new((void*)nbr)::Counted();}\n'
'extern "C" __device__ void nb_dbb3fd38fa06dd24_3(::P*nb0,int nb1){::new((void*)nb0)::P();::get(*nb0,nb1);}\n'
'extern "C" __device__ bool nb_dbb3fd38fa06dd24_4(::P*nb0){return ::turn(*nb0);}\n'
'extern "C" __device__ int nb_dbb3fd38fa06dd24_5(::P*nb0){return ::area(*nb0);}\n'
'extern "C" __device__ int nb_dbb3fd38fa06dd24_6(::P*nb0,::Counted*nb1){::new((void*)nb0)::P();::new((void*)nb1)::Counted();return ::make(nb0,*nb1);}\n'
),
),
'link': (),
}
