{
'format': 1,
'name': 'case',
'prefix': 'nb_f9fa80f5fd50f020',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('moved',),
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
'bodies': {
'header.cuh': (('header.cuh',), (
(2, '\ninline int on_host(int x) { return x; }', '\ninline int on_host(int x) { ::nvrtc_host_function_on_the_device(); }'),
(3, '\n__host__ inline int said_host(int x) { return x; }', '\n__host__ inline int said_host(int x) { ::nvrtc_host_function_on_the_device(); }'),
)),
},
'types': {
},
'rows': (
('f', 'both', 'i', ('i x',), 0, 0, 4, None),
('f', 'anywhere', 'i', ('i x',), 0, 0, 5, None),
),
'names': {
'': {
 'both': (0,),
 'anywhere': (1,),
},
},
'skipped': {
'on_host': 'header.cuh:2: host function: it has no __device__ (the option default_device binds it)',
'said_host': 'header.cuh:3: host function',
'kernel': 'header.cuh:6: __global__ kernel',
},
'units': (
(0, 2,
'#pragma nv_diag_suppress 1427, 1444\n'
'extern "C" __device__ int nb_f9fa80f5fd50f020_0(int nb0){return ::both(nb0);}\n'
'extern "C" __device__ int nb_f9fa80f5fd50f020_1(int nb0){return ::anywhere(nb0);}\n'
),
),
'link': (),
}
