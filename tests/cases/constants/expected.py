{
'format': 1,
'name': 'case',
'prefix': 'nb_f622ac97134762ee',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records',),
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
'S': ('record', 1, 1, 'tdpcCmsSiIDe', '32fe6bf843adc89e', (), (), {'()': (0,)}),
},
'rows': (
('c', 'S::S', 'v', (), 0, 0, 9, {'owner': 'S'}),
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
},
'limits': {
 'least': ('value', -32768, 's'),
},
'S': {
 'size': ('value', 16, 'i'),
},
},
'skipped': {
'state': 'header.cuh:10: a variable, not a constant',
},
'units': (
(0, 1,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::S)==1&&alignof(::S)==1,"layout of S");\n'
'extern "C" __device__ void nb_f622ac97134762ee_0(::S*nbr){::new((void*)nbr)::S();}\n'
),
),
'link': (),
}
