{
'format': 1,
'name': 'case',
'prefix': 'nb_80dca0ca112a95df',
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
('f', 'body', 'i', ('i x',), 0, 0, 2, None),
('f', 'fine', 'i', ('i x',), 0, 0, 3, None),
),
'names': {
'': {
 'body': (0,),
 'fine': (1,),
},
},
'skipped': {
},
'units': (
(0, 2,
'#pragma nv_diag_suppress 1427, 1444\n'
'extern "C" __device__ int nb_80dca0ca112a95df_0(int nb0){return ::body(nb0);}\n'
'extern "C" __device__ int nb_80dca0ca112a95df_1(int nb0){return ::fine(nb0);}\n'
),
),
'link': (),
}
