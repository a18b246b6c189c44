{
'format': 1,
'name': 'case',
'prefix': 'nb_dd86b8c60857398c',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'hosts', 'enums', 'pointers'),
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
'D': ('record', 4, 4, 'tdpcCmsSiIDg', 'b052cc844581abba', (), (('x', 'i', 0, -1),), {'()': (0, 1)}),
'D::E': ('enum', 'i', True, (('on', 0), ('off', 1))),
},
'rows': (
('c', 'D::D', 'v', (), 0, 0, 12, {'owner': 'D'}),
('x', 'D::D', 'v', ('i x',), 0, 0, 12, {'owner': 'D'}),
('f', 'value', 'i', ('{n::F} f',), 0, 0, 19, None),
),
'names': {
'': {
 'n': ('namespace', 'n'),
 'D': ('type', 'D'),
 'value': (2,),
 'a': ('value', 0, '{n::F}'),
 'b': ('value', 7, '{n::F}'),
 'm': ('namespace', 'm'),
 'k': ('namespace', 'k'),
},
'n': {
 'F': ('type', 'n::F'),
 'G': ('type', 'n::G'),
 'g1': ('value', 3, '{n::G}'),
},
'D': {
 'E': ('type', 'D::E'),
 'on': ('value', 0, '{D::E}'),
 'off': ('value', 1, '{D::E}'),
 'a': ('value', 0, '{n::F}'),
 'b': ('value', 7, '{n::F}'),
},
'm': {
 'g1': ('value', 3, '{n::G}'),
 'b': ('value', 7, '{n::F}'),
},
'k': {
 'g1': ('value', 3, '{n::G}'),
},
},
'skipped': {
},
'units': (
(0, 3,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::D)==4&&alignof(::D)==4&&__builtin_offsetof(::D,x)==0,"layout of D");\n'
'extern "C" __device__ void nb_dd86b8c60857398c_0(::D*nbr){::new((void*)nbr)::D();}\n'
'extern "C" __device__ void nb_dd86b8c60857398c_1(::D*nbr,int nb0){::new((void*)nbr)::D{nb0};}\n'
'extern "C" __device__ int nb_dd86b8c60857398c_2(int nb0){return ::value((::n::F)nb0);}\n'
),
),
'link': (),
}
