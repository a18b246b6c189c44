{
'format': 1,
'name': 'case',
'prefix': 'nb_91b375a4d2cea528',
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
'Flags': ('record', 8, 4, 'tdpcCmsSiID', '07bb19054411a1c7', (), (('a', 'j', 0, 3), ('b', 'j', 3, 5), ('rest', 'i', 32, -1)), {'()': (0,)}),
},
'rows': (
('c', 'Flags::Flags', 'v', (), 0, 0, 2, {'owner': 'Flags'}),
('f', 'b_of', 'i', ('RK{Flags} f',), 0, 0, 3, None),
('f', 'pack', '{Flags}', ('i a', 'i b'), 0, 0, 4, None),
),
'names': {
'': {
 'Flags': ('type', 'Flags'),
 'b_of': (1,),
 'pack': (2,),
},
},
'skipped': {
},
'units': (
(0, 3,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Flags)==8&&alignof(::Flags)==4&&__builtin_offsetof(::Flags,rest)==4,"layout of Flags");\n'
'extern "C" __device__ void nb_91b375a4d2cea528_0(::Flags*nbr){::new((void*)nbr)::Flags();}\n'
'extern "C" __device__ int nb_91b375a4d2cea528_1(const ::Flags*nb0){return ::b_of(*nb0);}\n'
'extern "C" __device__ void nb_91b375a4d2cea528_2(::Flags*nbr,int nb0,int nb1){::new((void*)nbr)::Flags(::pack(nb0,nb1));}\n'
),
),
'link': (),
}
