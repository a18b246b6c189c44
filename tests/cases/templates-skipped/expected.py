{
'format': 1,
'name': 'case',
'prefix': 'nb_2160b976455b5429',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'indices', 'temporaries', 'hosts', 'enums', 'pointers', 'numbers'),
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
'Box<float>': ('record', 4, 4, 'tdpcCmsSiIDg', '3547dd32eb6a0daa', (), (('value', 'f', 0, -1),), {}),
},
'rows': (
('f', 'open', 'f', ('RK{Box<float>} b',), 0, 0, 5, None),
('f', 'close', '{Box<float>}', ('f x',), 0, 0, 6, None),
),
'names': {
'': {
 'open': (0,),
 'close': (1,),
 'Box': ('template', 'template: needs arguments (typename T)'),
 'identity': ('template', 'template: needs arguments (typename T)'),
},
},
'skipped': {
},
'units': (
(0, 2,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Box<float>)==4&&alignof(::Box<float>)==4&&__builtin_offsetof(::Box<float>,value)==0,"layout of Box<float>");\n'
'extern "C" __device__ float nb_2160b976455b5429_0(const ::Box<float>*nb0){return ::open(*nb0);}\n'
'extern "C" __device__ void nb_2160b976455b5429_1(::Box<float>*nbr,float nb0){::new((void*)nbr)::Box<float>(::close(nb0));}\n'
),
),
'link': (),
'templates': {
'Box': (('c', (('typename', 'T', ''),), 'header.cuh:2'),),
'identity': (('f', (('typename', 'T', ''),), 'header.cuh:3', ('x',)),),
},
}
