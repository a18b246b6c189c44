{
'format': 1,
'name': 'case',
'prefix': 'nb_10cf57ed917ab89b',
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
('f', 'on_host', 'i', ('i x',), 0, 0, 3, None),
('f', 'said_host', 'i', ('i x',), 0, 0, 4, None),
),
'names': {
'': {
 'on_host': (0,),
 'said_host': (1,),
},
},
'skipped': {
},
'units': (
(0, 2,
'#pragma nv_diag_suppress 1427, 1444\n'
'extern "C" __device__ int nb_10cf57ed917ab89b_0(int nb0){return ::on_host(nb0);}\n'
'extern "C" __device__ int nb_10cf57ed917ab89b_1(int nb0){return ::said_host(nb0);}\n'
),
),
'link': (),
}
