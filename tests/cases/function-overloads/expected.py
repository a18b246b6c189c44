{
'format': 1,
'name': 'case',
'prefix': 'nb_92f95b0e3841c62e',
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
('f', 'kind', 'i', ('i ',), 0, 0, 2, None),
('f', 'kind', 'i', ('j ',), 0, 0, 3, None),
('f', 'kind', 'i', ('f ',), 0, 0, 4, None),
('f', 'kind', 'i', ('d ',), 0, 0, 5, None),
('f', 'kind', 'i', ('i ', 'i '), 0, 0, 6, None),
),
'names': {
'': {
 'kind': (0, 1, 2, 3, 4),
},
},
'skipped': {
},
'units': (
(0, 5,
'#pragma nv_diag_suppress 1427, 1444\n'
'extern "C" __device__ int nb_92f95b0e3841c62e_0(int nb0){return ::kind(nb0);}\n'
'extern "C" __device__ int nb_92f95b0e3841c62e_1(unsigned int nb0){return ::kind(nb0);}\n'
'extern "C" __device__ int nb_92f95b0e3841c62e_2(float nb0){return ::kind(nb0);}\n'
'extern "C" __device__ int nb_92f95b0e3841c62e_3(double nb0){return ::kind(nb0);}\n'
'extern "C" __device__ int nb_92f95b0e3841c62e_4(int nb0,int nb1){return ::kind(nb0,nb1);}\n'
),
),
'link': (),
}
