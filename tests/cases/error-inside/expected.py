{
'format': 1,
'name': 'case',
'prefix': 'nb_704e850d67bb6f69',
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
('f', 'good', 'i', ('i x',), 0, 0, 2, None),
('f', 'after', 'i', ('i x',), 0, 0, 4, None),
),
'names': {
'': {
 'good': (0,),
 'after': (1,),
},
},
'skipped': {
'bad': "header.cuh:3: unknown type name 'missing_type'",
},
'units': (
(0, 2,
'#pragma nv_diag_suppress 1427, 1444\n'
'extern "C" __device__ int nb_704e850d67bb6f69_0(int nb0){return ::good(nb0);}\n'
'extern "C" __device__ int nb_704e850d67bb6f69_1(int nb0){return ::after(nb0);}\n'
),
),
'link': (),
}
