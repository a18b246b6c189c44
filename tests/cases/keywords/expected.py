{
'format': 1,
'name': 'case',
'prefix': 'nb_48135e9342b14557',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'hosts', 'enums', 'pointers'),
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
'pass': ('record', 4, 4, 'tdpcCmsSiIDg', 'bba685bd72ecef42', (), (('from_', 'i', 0, -1),), {'()': (4, 5)}),
'def': ('enum', 'j', False, (('True_', 1), ('as_', 2))),
},
'rows': (
('f', 'lambda', 'i', ('i x',), 0, 0, 2, None),
('f', 'None', 'i', ('i x',), 0, 0, 3, None),
('f', 'print', 'i', ('i x',), 0, 0, 4, None),
('f', 'is::in', 'i', ('i x',), 0, 0, 5, None),
('c', 'pass::pass', 'v', (), 0, 0, 6, {'owner': 'pass'}),
('x', 'pass::pass', 'v', ('i from_',), 0, 0, 6, {'owner': 'pass'}),
('f', 'read', 'i', ('{pass} p',), 0, 0, 8, None),
),
'names': {
'': {
 'lambda_': (0,),
 'None_': (1,),
 'print': (2,),
 'is_': ('namespace', 'is'),
 'pass_': ('type', 'pass'),
 'def_': ('type', 'def'),
 'True_': ('value', 1, '{def}'),
 'as_': ('value', 2, '{def}'),
 'read': (6,),
},
'is': {
 'in_': (3,),
},
},
'skipped': {
},
'units': (
(0, 7,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::pass)==4&&alignof(::pass)==4&&__builtin_offsetof(::pass,from)==0,"layout of pass");\n'
'extern "C" __device__ int nb_48135e9342b14557_0(int nb0){return ::lambda(nb0);}\n'
'extern "C" __device__ int nb_48135e9342b14557_1(int nb0){return ::None(nb0);}\n'
'extern "C" __device__ int nb_48135e9342b14557_2(int nb0){return ::print(nb0);}\n'
'extern "C" __device__ int nb_48135e9342b14557_3(int nb0){return ::is::in(nb0);}\n'
'extern "C" __device__ void nb_48135e9342b14557_4(::pass*nbr){::new((void*)nbr)::pass();}\n'
'extern "C" __device__ void nb_48135e9342b14557_5(::pass*nbr,int nb0){::new((void*)nbr)::pass{nb0};}\n'
'extern "C" __device__ int nb_48135e9342b14557_6(const ::pass*nb0){return ::read(*nb0);}\n'
),
),
'link': (),
}
