{
'format': 1,
'name': 'case',
'prefix': 'nb_7760bad4fe89b29f',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'indices', 'temporaries', 'enums', 'numbers'),
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
('f', 'outer::a', 'i', ('i x',), 0, 0, 3, None),
('f', 'outer::inner::b', 'i', ('i x',), 0, 0, 4, None),
('f', 'hidden', 'i', ('i x',), 0, 0, 9, None),
),
'names': {
'': {
 'outer': ('namespace', 'outer'),
 'hidden': (2,),
},
'outer': {
 'a': (0,),
 'inner': ('namespace', 'outer::inner'),
 'thrice': ('template', 'template: needs arguments (typename T)'),
},
'outer::inner': {
 'b': (1,),
},
},
'skipped': {
},
'units': (
(0, 3,
'#pragma nv_diag_suppress 1427, 1444\n'
'extern "C" __device__ int nb_7760bad4fe89b29f_0(int nb0){return ::outer::a(nb0);}\n'
'extern "C" __device__ int nb_7760bad4fe89b29f_1(int nb0){return ::outer::inner::b(nb0);}\n'
'extern "C" __device__ int nb_7760bad4fe89b29f_2(int nb0){return ::hidden(nb0);}\n'
),
),
'link': (),
'templates': {
'outer::thrice': (('f', (('typename', 'T', ''),), 'header.cuh:6', ('x',)),),
},
}
