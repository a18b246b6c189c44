{
'format': 1,
'name': 'case',
'prefix': 'nb_ee84ffcf1362175e',
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
'Bits': ('record', 4, 4, 'tdpucCmsSiID', 'c2ea677b9f0438f9', (), (('f', 'f', 0, -1), ('u', 'j', 0, -1)), {'()': (0,)}),
'Tagged': ('record', 8, 4, 'tdpcCmsSiID', '4cdc15c334d9a2ca', (), (('tag', 'i', 0, -1), ('i', 'i', 32, -1), ('f', 'f', 32, -1)), {'()': (1,)}),
},
'rows': (
('c', 'Bits::Bits', 'v', (), 0, 0, 2, {'owner': 'Bits'}),
('c', 'Tagged::Tagged', 'v', (), 0, 0, 3, {'owner': 'Tagged'}),
('f', 'raw', 'j', ('{Bits} b',), 0, 0, 4, None),
('f', 'of', '{Bits}', ('f f',), 0, 0, 5, None),
),
'names': {
'': {
 'Bits': ('type', 'Bits'),
 'Tagged': ('type', 'Tagged'),
 'raw': (2,),
 'of': (3,),
},
},
'skipped': {
},
'units': (
(0, 4,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Bits)==4&&alignof(::Bits)==4&&__builtin_offsetof(::Bits,f)==0&&__builtin_offsetof(::Bits,u)==0,"layout of Bits");\n'
'static_assert(sizeof(::Tagged)==8&&alignof(::Tagged)==4&&__builtin_offsetof(::Tagged,tag)==0,"layout of Tagged");\n'
'extern "C" __device__ void nb_ee84ffcf1362175e_0(::Bits*nbr){::new((void*)nbr)::Bits();}\n'
'extern "C" __device__ void nb_ee84ffcf1362175e_1(::Tagged*nbr){::new((void*)nbr)::Tagged();}\n'
'extern "C" __device__ unsigned int nb_ee84ffcf1362175e_2(const ::Bits*nb0){return ::raw(*nb0);}\n'
'extern "C" __device__ void nb_ee84ffcf1362175e_3(::Bits*nbr,float nb0){::new((void*)nbr)::Bits(::of(nb0));}\n'
),
),
'link': (),
}
