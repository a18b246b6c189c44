{
'format': 1,
'name': 'case',
'prefix': 'nb_4d3b7d49081319a4',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'indices', 'temporaries', 'hosts', 'initials', 'enums', 'pointers', 'numbers'),
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
'Maker': ('record', 1, 1, 'tdpcCmsSiIDen', 'db30a35c19a5eb44', (), (), {'of': (0,), '()': (1,)}),
'Box<double>': ('record', 8, 8, 'tdpcCmsSDn', 'e97d2f1d6a19093d', (), (('v', 'd', 0, -1),), {}),
'Box<float>': ('record', 4, 4, 'tdpcCmsSDn', '900ea66e98540fff', (), (('v', 'f', 0, -1),), {}),
'Box<int>': ('record', 4, 4, 'tdpcCmsSDn', 'b4bc00170b171487', (), (('v', 'i', 0, -1),), {}),
'Unknown<int>': ('incomplete',),
},
'rows': (
('m', 'Maker::of', 'f', ('RK{Box<double>} b',), 0, 0, 16, {'owner': 'Maker'}),
('c', 'Maker::Maker', 'v', (), 0, 0, 15, {'owner': 'Maker'}),
('f', 'unbox', 'f', ('RK{Box<float>} b',), 0, 0, 18, None),
('f', 'fill', 'v', ('R{Box<float>} b', 'f x'), 0, 0, 19, None),
('f', 'opened', 'i', ('{Box<int>} b',), 0, 0, 20, None),
('f', 'pointed', 'i', ('PK{Unknown<int>} ',), 0, 0, 23, None),
),
'names': {
'': {
 'Maker': ('type', 'Maker'),
 'unbox': (2,),
 'fill': (3,),
 'opened': (4,),
 'pointed': (5,),
 'Box': ('template', 'template: needs arguments (typename T)'),
 'Broken': ('template', 'template: needs arguments (typename T)'),
 'Unknown': ('template', 'template: needs arguments (typename T)'),
},
},
'skipped': {
'broken': "header.cuh:21: parameter 1: 'Broken<int>' is declared with an error",
'unknown': "header.cuh:22: parameter 1: incomplete type 'Unknown<int>'",
},
'units': (
(0, 6,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Maker)==1&&alignof(::Maker)==1,"layout of Maker");\n'
'static_assert(sizeof(::Box<double>)==8&&alignof(::Box<double>)==8&&__builtin_offsetof(::Box<double>,v)==0,"layout of Box<double>");\n'
'static_assert(sizeof(::Box<float>)==4&&alignof(::Box<float>)==4&&__builtin_offsetof(::Box<float>,v)==0,"layout of Box<float>");\n'
'static_assert(sizeof(::Box<int>)==4&&alignof(::Box<int>)==4&&__builtin_offsetof(::Box<int>,v)==0,"layout of Box<int>");\n'
'extern "C" __device__ float nb_4d3b7d49081319a4_0(const ::Maker*nbo,const ::Box<double>*nb0){return nbo->of(*nb0);}\n'
'extern "C" __device__ void nb_4d3b7d49081319a4_1(::Maker*nbr){::new((void*)nbr)::Maker();}\n'
'extern "C" __device__ float nb_4d3b7d49081319a4_2(const ::Box<float>*nb0){return ::unbox(*nb0);}\n'
'extern "C" __device__ void nb_4d3b7d49081319a4_3(::Box<float>*nb0,float nb1){::fill(*nb0,nb1);}\n'
'extern "C" __device__ int nb_4d3b7d49081319a4_4(const ::Box<int>*nb0){return ::opened(*nb0);}\n'
'extern "C" __device__ int nb_4d3b7d49081319a4_5(const ::Unknown<int>*nb0){return ::pointed(nb0);}\n'
),
),
'link': (),
'templates': {
'Box': (('c', (('typename', 'T', ''),), 'header.cuh:3'),),
'Broken': (('c', (('typename', 'T', ''),), 'header.cuh:10'),),
'Unknown': (('c', (('typename', 'T', ''),), 'header.cuh:14'),),
},
}
