{
'format': 1,
'name': 'case',
'prefix': 'nb_89b9eaac05f9ef9d',
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
('f', 'plain', 'i', ('i x',), 0, 0, 3, None),
),
'names': {
'': {
 'plain': (0,),
},
},
'skipped': {
'format': 'header.cuh:2: C-style variable arguments',
},
'units': (
(0, 1,
'#pragma nv_diag_suppress 1427, 1444\n'
'extern "C" __device__ int nb_89b9eaac05f9ef9d_0(int nb0){return ::plain(nb0);}\n'
),
),
'link': (),
}
