{
'format': 1,
'name': 'case',
'prefix': 'nb_c9e9dfd1d37cd638',
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
('f', 'noisy', 'i', ('i x',), 0, 0, 3, None),
),
'names': {
'': {
 'noisy': (0,),
},
},
'skipped': {
},
'units': (
(0, 1,
'#pragma nv_diag_suppress 1427, 1444\n'
'extern "C" __device__ int nb_c9e9dfd1d37cd638_0(int nb0){return ::noisy(nb0);}\n'
),
),
'link': (),
}
