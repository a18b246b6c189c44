{
'format': 1,
'name': 'case',
'prefix': 'nb_91fde5138b5a47eb',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'hosts', 'variables', 'pointers'),
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
'S': ('record', 1, 1, 'tdpcCmsSiIDe', 'adcfc25c608ea9f1', (), (), {'()': (0,)}),
},
'rows': (
('c', 'S::S', 'v', (), 0, 0, 9, {'owner': 'S'}),
('k', 'state', 'Pi', (), 0, 0, 10, {'variable': ('state', 'd', 1)}),
),
'names': {
'': {
 'answer': ('value', 42, 'i'),
 'third': ('value', 0.3333333432674408, 'f'),
 'on': ('value', True, 'b'),
 'tiny': ('value', 1e-300, 'd'),
 'infinite': ('float', 'inf', 'd'),
 'every_bit': ('value', 18446744073709551615, 'y'),
 'limits': ('namespace', 'limits'),
 'S': ('type', 'S'),
 'state': ('object', 1),
},
'limits': {
 'least': ('value', -32768, 's'),
},
'S': {
 'size': ('value', 16, 'i'),
},
},
'skipped': {
},
'units': (
(0, 2,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::S)==1&&alignof(::S)==1,"layout of S");\n'
'extern "C" __device__ void nb_91fde5138b5a47eb_0(::S*nbr){::new((void*)nbr)::S();}\n'
'extern "C" __device__ int*nb_91fde5138b5a47eb_1(){return (int*)&::state;}\n'
),
),
'link': (),
}
