{
'format': 1,
'name': 'case',
'prefix': 'nb_1ed8b78872f89a86',
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
'Bad<int>': ('incomplete',),
'Fails<char>': ('record', 1, 1, 'tdpcCmsSiIDgn', '637b823b7c48b5d6', (), (('t', 'c', 0, -1),), {}),
'Later<int>': ('incomplete',),
'Holds': ('record', 8, 8, 'tdpcCmsSiIDgn', '1d31c41a39c86665', (), (('p', 'P{Bad<int>}', 0, -1),), {'()': (0, 1)}),
'Lazy<int>': ('record', 4, 4, 'tdpcCmsSiIDgn', 'aef1a478a420b3b3', (), (('t', 'i', 0, -1),), {}),
},
'rows': (
('c', 'Holds::Holds', 'v', (), 0, 0, 21, {'owner': 'Holds'}),
('x', 'Holds::Holds', 'v', ('P{Bad<int>} p',), 0, 0, 21, {'owner': 'Holds'}),
('f', 'first', 'i', (), 0, 0, 30, None),
('f', 'number', 'i', ('{Lazy<int>} x',), 0, 0, 31, None),
('f', 'whole', 'i', ('RK{Fails<char>} x',), 0, 0, 32, None),
),
'names': {
'': {
 'Pointer': ('alias', 'P{Bad<int>}'),
 'One': ('alias', '{Fails<char>}'),
 'Declared': ('alias', '{Later<int>}'),
 'Holds': ('type', 'Holds'),
 'first': (2,),
 'number': (3,),
 'whole': (4,),
 'Bad': ('template', 'template: needs arguments (typename T)'),
 'Fails': ('template', 'template: needs arguments (typename T)'),
 'Later': ('template', 'template: needs arguments (typename T)'),
 'ns': ('namespace', 'ns'),
 'Lazy': ('template', 'template: needs arguments (typename T)'),
},
'ns': {
 'Through': ('template', 'template: needs arguments (typename T)'),
},
},
'skipped': {
'BadInt': "header.cuh:10: 'Bad<int>' cannot be made: type 'int' cannot be used prior to '::' because it has no members (header.cuh:3)",
'Again': "header.cuh:11: 'Bad<int>' cannot be made: type 'int' cannot be used prior to '::' because it has no members (header.cuh:3)",
'BadFloat': "header.cuh:12: 'Bad<float>' cannot be made: type 'float' cannot be used prior to '::' because it has no members (header.cuh:3)",
'Four': "header.cuh:14: 'Fails<int>' cannot be made: static assertion failed due to requirement 'sizeof(int) == 1': one byte (header.cuh:6)",
'ns::Short': "header.cuh:19: 'Bad<short>' cannot be made: type 'short' cannot be used prior to '::' because it has no members (header.cuh:3)",
'Holds::Inner': "header.cuh:22: 'Bad<long>' cannot be made: type 'long' cannot be used prior to '::' because it has no members (header.cuh:3)",
},
'units': (
(0, 5,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Holds)==8&&alignof(::Holds)==8&&__builtin_offsetof(::Holds,p)==0,"layout of Holds");\n'
'static_assert(sizeof(::Lazy<int>)==4&&alignof(::Lazy<int>)==4&&__builtin_offsetof(::Lazy<int>,t)==0,"layout of Lazy<int>");\n'
'static_assert(sizeof(::Fails<char>)==1&&alignof(::Fails<char>)==1&&__builtin_offsetof(::Fails<char>,t)==0,"layout of Fails<char>");\n'
'extern "C" __device__ void nb_1ed8b78872f89a86_0(::Holds*nbr){::new((void*)nbr)::Holds();}\n'
'extern "C" __device__ void nb_1ed8b78872f89a86_1(::Holds*nbr,::Bad<int>*nb0){::new((void*)nbr)::Holds{nb0};}\n'
'extern "C" __device__ int nb_1ed8b78872f89a86_2(){return ::first();}\n'
'extern "C" __device__ int nb_1ed8b78872f89a86_3(const ::Lazy<int>*nb0){return ::number(*nb0);}\n'
'extern "C" __device__ int nb_1ed8b78872f89a86_4(const ::Fails<char>*nb0){return ::whole(*nb0);}\n'
),
),
'link': (),
'templates': {
'Bad': (('c', (('typename', 'T', ''),), 'header.cuh:2'),),
'Fails': (('c', (('typename', 'T', ''),), 'header.cuh:5'),),
'Later': (('c', (('typename', 'T', ''),), 'header.cuh:9'),),
'ns::Through': (('a', (('typename', 'T', ''),), 'header.cuh:18'),),
'Lazy': (('c', (('typename', 'T', ''),), 'header.cuh:26'),),
},
}
