{
'format': 1,
'name': 'case',
'prefix': 'nb_2752e6df8b95d3c5',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'hosts', 'enums', 'pointers'),
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
'Named': ('enum', 'j', False, (('A_FIRST', 0), ('A_SECOND', 1))),
'Holder': ('record', 1, 1, 'tdpcCmsSiIDe', '65f1b2fc9deca047', (), (), {'()': (0,)}),
},
'rows': (
('c', 'Holder::Holder', 'v', (), 0, 0, 4, {'owner': 'Holder'}),
('f', 'which', 'i', ('{Named} n',), 0, 0, 5, None),
),
'names': {
'': {
 'LIMIT': ('value', 12, 'j'),
 'OTHER': ('value', 13, 'j'),
 'Named': ('type', 'Named'),
 'A_FIRST': ('value', 0, '{Named}'),
 'A_SECOND': ('value', 1, '{Named}'),
 'Holder': ('type', 'Holder'),
 'which': (1,),
},
'Holder': {
 'INSIDE': ('value', 3, 'j'),
},
},
'skipped': {
},
'units': (
(0, 2,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Holder)==1&&alignof(::Holder)==1,"layout of Holder");\n'
'extern "C" __device__ void nb_2752e6df8b95d3c5_0(::Holder*nbr){::new((void*)nbr)::Holder();}\n'
'extern "C" __device__ int nb_2752e6df8b95d3c5_1(unsigned int nb0){return ::which((::Named)nb0);}\n'
),
),
'link': (),
}
