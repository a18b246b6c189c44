{
'format': 1,
'name': 'case',
'prefix': 'nb_a45115faedd308db',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('enums',),
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
'Mode': ('enum', 'j', False, (('FAST', 1), ('NEWER', 21))),
},
'rows': (
('k', 'WIDTH', 'i', (), 0, 0, 18, None),
('k', 'LIMIT', 'i', (), 0, 0, 11, None),
('k', 'ONLY_90', 'i', (), 0, 0, 7, {'archs': ('sm_90',)}),
),
'names': {
'': {
 'Mode': ('type', 'Mode'),
 'FAST': ('value', 1, '{Mode}'),
 'NEWER': ('value', 21, '{Mode}'),
 'WIDTH': ('object', 0),
 'LIMIT': ('object', 1),
 'SPELLED': ('value', 8, ''),
 'ONLY_90': ('object', 2),
 'SAME': ('value', 3, ''),
},
},
'skipped': {
'SHIFT': 'header.cuh:15: its value depends on the arch: 10 on sm_75; 20 on sm_90',
'Word': "header.cuh:16: its type depends on the arch: 'int' on sm_75; 'long' on sm_90",
'PLAIN': 'header.cuh:19: its value depends on the arch: 16 on sm_75; 32 on sm_90',
'TYPED': "header.cuh:13: its type depends on the arch: 1 of type 'int' on sm_75; 1 of type 'unsigned int' on sm_90",
'NAME': 'header.cuh:14: its value depends on the arch: "75" on sm_75',
},
'units': (
(0, 3,
'#pragma nv_diag_suppress 1427, 1444\n'
'#ifndef ONLY_90\n'
'#define ONLY_90 7\n'
'#endif\n'
'extern "C" __device__ int nb_a45115faedd308db_0(){return ::WIDTH;}\n'
'extern "C" __device__ int nb_a45115faedd308db_1(){return LIMIT;}\n'
'#if __CUDA_ARCH__ != 750\n'
'extern "C" __device__ int nb_a45115faedd308db_2(){return ONLY_90;}\n'
'#endif\n'
),
),
'link': (),
}
