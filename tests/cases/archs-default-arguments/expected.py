{
'format': 1,
'name': 'case',
'prefix': 'nb_f881aa8f39ff50b7',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'archs': ('sm_75', 'sm_90'),
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
('f', 'number', 'i', ('i a', 'i b'), 1, 0, 4, {'archs': ('sm_90',)}),
('f', 'number', 'i', ('i a', 'i b'), 0, 0, 7, {'archs': ('sm_75',)}),
('f', 'value', 'i', ('i a',), 1, 0, 8, None),
),
'names': {
'': {
 'number': (0, 1),
 'value': (2,),
},
},
'skipped': {
},
'units': (
(0, 3,
'#pragma nv_diag_suppress 1427, 1444\n'
'#if __CUDA_ARCH__ != 750\n'
'extern "C" __device__ int nb_f881aa8f39ff50b7_0(int nb0,int nb1){return ::number(nb0,nb1);}\n'
'extern "C" __device__ int nb_f881aa8f39ff50b7_0_1(int nb0){return ::number(nb0);}\n'
'#endif\n'
'#if __CUDA_ARCH__ != 900\n'
'extern "C" __device__ int nb_f881aa8f39ff50b7_1(int nb0,int nb1){return ::number(nb0,nb1);}\n'
'#endif\n'
'extern "C" __device__ int nb_f881aa8f39ff50b7_2(int nb0){return ::value(nb0);}\n'
'extern "C" __device__ int nb_f881aa8f39ff50b7_2_1(){return ::value();}\n'
),
),
'link': (),
}
