{
'format': 1,
'name': 'case',
'prefix': 'nb_4fe231b9610d2e30',
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
('f', 'first', 'i', ('i a', 'i ', 'i '), 0, 0, 2, None),
('f', 'shadow', 'i', ('i lambda_', 'i None_', 'i self', 'i result'), 0, 0, 3, None),
),
'names': {
'': {
 'first': (0,),
 'shadow': (1,),
},
},
'skipped': {
},
'units': (
(0, 2,
'#pragma nv_diag_suppress 1427, 1444\n'
'extern "C" __device__ int nb_4fe231b9610d2e30_0(int nb0,int nb1,int nb2){return ::first(nb0,nb1,nb2);}\n'
'extern "C" __device__ int nb_4fe231b9610d2e30_1(int nb0,int nb1,int nb2,int nb3){return ::shadow(nb0,nb1,nb2,nb3);}\n'
),
),
'link': (),
}
