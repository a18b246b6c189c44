{
'format': 1,
'name': 'case',
'prefix': 'nb_fcbe4d66e0b6483a',
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
'class_': ('enum', 'j', False, (('red', 0), ('import_', 1), ('from_', 2), ('from__', 3))),
'pass_': ('record', 8, 4, 'tdpcCmsSiIDg', 'f50f809ae6137296', (), (('yield_', 'i', 0, -1), ('def_', 'i', 32, -1)), {'()': (0, 1)}),
'S': ('record', 12, 4, 'tdpcCmsSiIDg', 'e9cc77541bb0b2a3', (), (('in_', 'i', 0, -1), ('in__', 'i', 32, -1), ('class_', 'i', 64, -1)), {'()': (2, 3)}),
},
'rows': (
('c', 'pass_::pass_', 'v', (), 0, 0, 3, {'owner': 'pass_'}),
('x', 'pass_::pass_', 'v', ('i yield_', 'i def_'), 0, 0, 3, {'owner': 'pass_'}),
('c', 'S::S', 'v', (), 0, 0, 4, {'owner': 'S'}),
('x', 'S::S', 'v', ('i in_', 'i in__', 'i class_'), 0, 0, 4, {'owner': 'S'}),
('f', 'is_', 'i', ('i lambda_', 'i None_'), 0, 0, 5, None),
('f', 'with', 'i', ('{S} from__',), 0, 0, 6, None),
('f', 'with_', 'i', ('i in__',), 0, 0, 7, None),
),
'names': {
'': {
 'class_': ('type', 'class_'),
 'red': ('value', 0, '{class_}'),
 'import_': ('value', 1, '{class_}'),
 'from_': ('value', 2, '{class_}'),
 'from__': ('value', 3, '{class_}'),
 'pass_': ('type', 'pass_'),
 'S': ('type', 'S'),
 'is_': (4,),
 'with_': (5,),
 'with__': (6,),
},
},
'skipped': {
},
'units': (
(0, 7,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::pass_)==8&&alignof(::pass_)==4&&__builtin_offsetof(::pass_,yield_)==0&&__builtin_offsetof(::pass_,def_)==4,"layout of pass_");\n'
'static_assert(sizeof(::S)==12&&alignof(::S)==4&&__builtin_offsetof(::S,in)==0&&__builtin_offsetof(::S,in_)==4&&__builtin_offsetof(::S,class_)==8,"layout of S");\n'
'extern "C" __device__ void nb_fcbe4d66e0b6483a_0(::pass_*nbr){::new((void*)nbr)::pass_();}\n'
'extern "C" __device__ void nb_fcbe4d66e0b6483a_1(::pass_*nbr,int nb0,int nb1){::new((void*)nbr)::pass_{nb0,nb1};}\n'
'extern "C" __device__ void nb_fcbe4d66e0b6483a_2(::S*nbr){::new((void*)nbr)::S();}\n'
'extern "C" __device__ void nb_fcbe4d66e0b6483a_3(::S*nbr,int nb0,int nb1,int nb2){::new((void*)nbr)::S{nb0,nb1,nb2};}\n'
'extern "C" __device__ int nb_fcbe4d66e0b6483a_4(int nb0,int nb1){return ::is_(nb0,nb1);}\n'
'extern "C" __device__ int nb_fcbe4d66e0b6483a_5(const ::S*nb0){return ::with(*nb0);}\n'
'extern "C" __device__ int nb_fcbe4d66e0b6483a_6(int nb0){return ::with_(nb0);}\n'
),
),
'link': (),
}
