{
'format': 1,
'name': 'case',
'prefix': 'nb_f7fc9be849bc9b9a',
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
('f', 'long_winded_name', 'i', ('i x',), 0, 0, 3, {'rename': 'brief'}),
),
'names': {
'': {
 'brief': (0,),
},
},
'skipped': {
'unwanted': 'header.cuh:4: excluded: excluded by an option',
},
'units': (
(0, 1,
'#pragma nv_diag_suppress 1427, 1444\n'
'extern "C" __device__ int nb_f7fc9be849bc9b9a_0(int nb0){return ::long_winded_name(nb0);}\n'
),
),
'link': (),
}
