{
'format': 1,
'name': 'case',
'prefix': 'nb_3ca83f09f12e943d',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
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
},
'rows': (
('f', 'twice', 'i', ('i x',), 0, 0, 2, None),
),
'names': {
'': {
 'twice': (0,),
},
},
'skipped': {
},
'units': (
(0, 1,
'#pragma nv_diag_suppress 1427, 1444\n'
'extern "C" __device__ int nb_3ca83f09f12e943d_0(int nb0){return ::twice(nb0);}\n'
),
),
'link': (),
}
