{
'format': 1,
'name': 'case',
'prefix': 'nb_65669cf24eb4135e',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'hosts', 'pointers', 'numbers'),
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
'Other': ('record', 4, 4, 'tdpcCmsSiIDg', 'e2ac5218cec7c57f', (), (('y', 'i', 0, -1),), {'()': (0, 1)}),
'From': ('record', 4, 4, 'tdpcCmsSiIDg', '68e727fc96eb6dfe', (), (('x', 'i', 0, -1),), {'operator': (2, 3, 4), '()': (5, 6)}),
},
'rows': (
('c', 'Other::Other', 'v', (), 0, 0, 2, {'owner': 'Other'}),
('x', 'Other::Other', 'v', ('i y',), 0, 0, 2, {'owner': 'Other'}),
('v', 'From::operator float', 'f', (), 0, 0, 5, {'owner': 'From'}),
('w', 'From::operator bool', 'b', (), 0, 0, 6, {'owner': 'From'}),
('v', 'From::operator Other', '{Other}', (), 0, 0, 7, {'owner': 'From'}),
('c', 'From::From', 'v', (), 0, 0, 3, {'owner': 'From'}),
('x', 'From::From', 'v', ('i x',), 0, 0, 3, {'owner': 'From'}),
('f', 'plain', 'f', ('f f',), 0, 0, 9, None),
('f', 'through', 'i', ('{Other} o',), 0, 0, 10, None),
),
'names': {
'': {
 'Other': ('type', 'Other'),
 'From': ('type', 'From'),
 'plain': (7,),
 'through': (8,),
},
},
'skipped': {
},
'units': (
(0, 9,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Other)==4&&alignof(::Other)==4&&__builtin_offsetof(::Other,y)==0,"layout of Other");\n'
'static_assert(sizeof(::From)==4&&alignof(::From)==4&&__builtin_offsetof(::From,x)==0,"layout of From");\n'
'extern "C" __device__ void nb_65669cf24eb4135e_0(::Other*nbr){::new((void*)nbr)::Other();}\n'
'extern "C" __device__ void nb_65669cf24eb4135e_1(::Other*nbr,int nb0){::new((void*)nbr)::Other{nb0};}\n'
'extern "C" __device__ float nb_65669cf24eb4135e_2(const ::From*nbo){return nbo->operator float();}\n'
'extern "C" __device__ bool nb_65669cf24eb4135e_3(const ::From*nbo){return nbo->operator bool();}\n'
'extern "C" __device__ void nb_65669cf24eb4135e_4(::Other*nbr,const ::From*nbo){::new((void*)nbr)::Other(nbo->operator ::Other());}\n'
'extern "C" __device__ void nb_65669cf24eb4135e_5(::From*nbr){::new((void*)nbr)::From();}\n'
'extern "C" __device__ void nb_65669cf24eb4135e_6(::From*nbr,int nb0){::new((void*)nbr)::From{nb0};}\n'
'extern "C" __device__ float nb_65669cf24eb4135e_7(float nb0){return ::plain(nb0);}\n'
'extern "C" __device__ int nb_65669cf24eb4135e_8(const ::Other*nb0){return ::through(*nb0);}\n'
),
),
'link': (),
}
