{
'format': 1,
'name': 'case',
'prefix': 'nb_e52c15462ab1608d',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'indices', 'temporaries', 'hosts', 'pointers'),
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
'Token': ('record', 4, 4, 'dpcmD', 'be0a431cc4716e5f', (), (('id', 'i', 0, -1),), {'()': (0, 1, 2)}),
},
'rows': (
('c', 'Token::Token', 'v', ('i i',), 0, 0, 4, {'owner': 'Token'}),
('c', 'Token::Token', 'v', ('RK{Token} o',), 0, 0, 5, {'owner': 'Token'}),
('c', 'Token::Token', 'v', ('O{Token} o',), 0, 0, 6, {'owner': 'Token'}),
('f', 'made', '{Token}', ('i i',), 0, 0, 8, None),
('f', 'operator""_token', '{Token}', ('y i',), 0, 0, 9, None),
),
'names': {
'': {
 'Token': ('type', 'Token'),
 'made': (3,),
 'operator""_token': (4,),
},
},
'skipped': {
},
'units': (
(0, 5,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Token)==4&&alignof(::Token)==4&&__builtin_offsetof(::Token,id)==0,"layout of Token");\n'
'extern "C" __device__ void nb_e52c15462ab1608d_0(::Token*nbr,int nb0){::new((void*)nbr)::Token(nb0);}\n'
'extern "C" __device__ void nb_e52c15462ab1608d_1(::Token*nbr,const ::Token*nb0){::new((void*)nbr)::Token(*nb0);}\n'
'extern "C" __device__ void nb_e52c15462ab1608d_2(::Token*nbr,::Token*nb0){::new((void*)nbr)::Token(static_cast<::Token&&>(*nb0));}\n'
'extern "C" __device__ void nb_e52c15462ab1608d_3(::Token*nbr,int nb0){::new((void*)nbr)::Token(::made(nb0));}\n'
'extern "C" __device__ void nb_e52c15462ab1608d_4(::Token*nbr,unsigned long long nb0){::new((void*)nbr)::Token(::operator""_token(nb0));}\n'
),
),
'link': (),
}
