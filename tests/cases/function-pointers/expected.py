{
'format': 1,
'name': 'case',
'prefix': 'nb_4636904a67b78dcd',
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
('f', 'given', 'b', ('PF{int (int, float)} f',), 0, 0, 3, None),
('f', 'given_plain', 'b', ('PF{int (int)} f',), 0, 0, 4, None),
),
'names': {
'': {
 'Callback': ('alias', 'PF{int (int, float)}'),
 'given': (0,),
 'given_plain': (1,),
},
},
'skipped': {
},
'units': (
(0, 2,
'#pragma nv_diag_suppress 1427, 1444\n'
'extern "C" __device__ bool nb_4636904a67b78dcd_0(int(*nb0)(int, float)){return ::given(nb0);}\n'
'extern "C" __device__ bool nb_4636904a67b78dcd_1(int(*nb0)(int)){return ::given_plain(nb0);}\n'
),
),
'link': (),
}
