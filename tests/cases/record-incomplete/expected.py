{
'format': 1,
'name': 'case',
'prefix': 'nb_f67ad3d1da848028',
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
'Handle': ('incomplete',),
},
'rows': (
('f', 'same', 'b', ('PK{Handle} a', 'PK{Handle} b'), 0, 0, 3, None),
),
'names': {
'': {
 'Handle': ('type', 'Handle'),
 'same': (0,),
},
},
'skipped': {
'consume': "header.cuh:4: parameter 'h': incomplete type 'Handle'",
},
'units': (
(0, 1,
'#pragma nv_diag_suppress 1427, 1444\n'
'extern "C" __device__ bool nb_f67ad3d1da848028_0(const ::Handle*nb0,const ::Handle*nb1){return ::same(nb0,nb1);}\n'
),
),
'link': (),
}
