{
'format': 1,
'name': 'case',
'prefix': 'nb_d8f1af82de1b95e5',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'hosts', 'enums'),
'archs': ('sm_90',),
'std': 'c++20',
'headers': ('header.cuh',),
'defines': (),
'embedded': ('header.cuh',),
'patches': {},
'preamble': (
'#include <header.cuh>\n'
),
'files': ('header.cuh',),
'types': {
'n::F': ('enum', 'i', True, (('a', 0), ('b', 7))),
'n::G': ('enum', 'h', False, (('g1', 3),)),
'D': ('record', 4, 4, 'tdpcCmsSiIDg', '10ae02826fde4c66', (), (('x', 'i', 0, -1),), {'()': (0, 1)}),
},
'rows': (
('c', 'D::D', 'v', (), 0, 0, 9, {'owner': 'D'}),
('x', 'D::D', 'v', ('i x',), 0, 0, 9, {'owner': 'D'}),
('f', 'value', 'i', ('{n::F} f',), 0, 0, 13, None),
),
'names': {
'': {
 'n': ('namespace', 'n'),
 'D': ('type', 'D'),
 'value': (2,),
},
'n': {
 'F': ('type', 'n::F'),
 'G': ('type', 'n::G'),
 'g1': ('value', 3, '{n::G}'),
},
},
'skipped': {
'F': 'header.cuh:7: using enum: not bound yet',
'm::G': 'header.cuh:8: using enum: not bound yet',
'D::F': 'header.cuh:11: using enum: not bound yet',
},
'units': (
(0, 3,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::D)==4&&alignof(::D)==4&&__builtin_offsetof(::D,x)==0,"layout of D");\n'
'extern "C" __device__ void nb_d8f1af82de1b95e5_0(::D*nbr){::new((void*)nbr)::D();}\n'
'extern "C" __device__ void nb_d8f1af82de1b95e5_1(::D*nbr,int nb0){::new((void*)nbr)::D{nb0};}\n'
'extern "C" __device__ int nb_d8f1af82de1b95e5_2(int nb0){return ::value((::n::F)nb0);}\n'
),
),
'link': (),
}
