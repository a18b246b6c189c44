{
'format': 1,
'name': 'case',
'prefix': 'nb_1e61ef4f631e4a02',
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
},
'rows': (
('f', 'divide', 'i', ('i a', 'i b', 'Ri rest'), 0, 0, 3, {'intents': {2: 'out'}}),
('f', 'bump', 'v', ('Ri x',), 0, 0, 4, {'intents': {0: 'inout'}}),
),
'names': {
'': {
 'divide': (0,),
 'bump': (1,),
},
},
'skipped': {
},
'units': (
(0, 2,
'#pragma nv_diag_suppress 1427, 1444\n'
'extern "C" __device__ int nb_1e61ef4f631e4a02_0(int nb0,int nb1,int*nb2){return ::divide(nb0,nb1,*nb2);}\n'
'extern "C" __device__ void nb_1e61ef4f631e4a02_1(int*nb0){::bump(*nb0);}\n'
),
),
'link': (),
}
