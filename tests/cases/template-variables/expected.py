{
'format': 1,
'name': 'case',
'prefix': 'nb_753b3ebb5f67b42f',
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
'S': ('record', 4, 4, 'tdpcCmsSiIDg', '90bc56ed3a194a4e', (), (('x', 'i', 0, -1),), {'()': (0, 1)}),
'Pair': ('record', 8, 4, 'tdpcCmsSiIDg', '6801b8a573a81eac', (), (('x', 'i', 0, -1), ('y', 'i', 32, -1)), {'()': (2, 3)}),
},
'rows': (
('c', 'S::S', 'v', (), 0, 0, 6, {'owner': 'S'}),
('x', 'S::S', 'v', ('i x',), 0, 0, 6, {'owner': 'S'}),
('c', 'Pair::Pair', 'v', (), 0, 0, 10, {'owner': 'Pair'}),
('x', 'Pair::Pair', 'v', ('i x', 'i y'), 0, 0, 10, {'owner': 'Pair'}),
('k', 'both', '{Pair}', (), 0, 0, 11, None),
('f', 'three', 'i', (), 0, 0, 15, None),
),
'names': {
'': {
 'S': ('type', 'S'),
 'Pair': ('type', 'Pair'),
 'both': ('object', 4),
 'three': (5,),
 'pi': ('template', 'template: needs arguments (typename T)'),
 'scaled': ('template', 'template: needs arguments (typename T, int N)'),
 'count': ('template', 'template: needs arguments (typename... T)'),
},
},
'skipped': {
'S::zero': 'header.cuh:8: template: needs arguments',
'[first, second]': 'header.cuh:13: declaration: not bound yet',
},
'units': (
(0, 6,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::S)==4&&alignof(::S)==4&&__builtin_offsetof(::S,x)==0,"layout of S");\n'
'static_assert(sizeof(::Pair)==8&&alignof(::Pair)==4&&__builtin_offsetof(::Pair,x)==0&&__builtin_offsetof(::Pair,y)==4,"layout of Pair");\n'
'extern "C" __device__ void nb_753b3ebb5f67b42f_0(::S*nbr){::new((void*)nbr)::S();}\n'
'extern "C" __device__ void nb_753b3ebb5f67b42f_1(::S*nbr,int nb0){::new((void*)nbr)::S{nb0};}\n'
'extern "C" __device__ void nb_753b3ebb5f67b42f_2(::Pair*nbr){::new((void*)nbr)::Pair();}\n'
'extern "C" __device__ void nb_753b3ebb5f67b42f_3(::Pair*nbr,int nb0,int nb1){::new((void*)nbr)::Pair{nb0,nb1};}\n'
'extern "C" __device__ void nb_753b3ebb5f67b42f_4(::Pair*nbr){::new((void*)nbr)::Pair(::both);}\n'
'extern "C" __device__ int nb_753b3ebb5f67b42f_5(){return ::three();}\n'
),
),
'link': (),
'templates': {
'pi': (('v', (('typename', 'T', ''),), 'header.cuh:2'),),
'scaled': (('v', (('typename', 'T', ''),('int', 'N', '3')), 'header.cuh:3'),),
'count': (('v', (('typename...', 'T', ''),), 'header.cuh:5'),),
'S::zero': (('v', (('typename', 'T', ''),), 'header.cuh:8'),),
},
}
