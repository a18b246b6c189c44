{
'format': 1,
'name': 'case',
'prefix': 'nb_55086eec998ac5df',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'hosts', 'pointers'),
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
'Vec': ('record', 16, 16, 'tdpcCmsSiIDg', 'bd557117321a2780', (), (('x', 'f', 0, -1), ('y', 'f', 32, -1), ('z', 'f', 64, -1)), {'()': (0, 1)}),
'Tight': ('record', 5, 1, 'tdpckCmsSiIDg', '25513928d960fb9a', (), (('c', 'c', 0, -1), ('i', 'i', 8, -1)), {'()': (2, 3)}),
},
'rows': (
('c', 'Vec::Vec', 'v', (), 0, 0, 2, {'owner': 'Vec'}),
('x', 'Vec::Vec', 'v', ('f x', 'f y', 'f z'), 0, 0, 2, {'owner': 'Vec'}),
('c', 'Tight::Tight', 'v', (), 0, 0, 3, {'owner': 'Tight'}),
('x', 'Tight::Tight', 'v', ('c c', 'i i'), 0, 0, 3, {'owner': 'Tight'}),
('f', 'z_of', 'f', ('RK{Vec} v',), 0, 0, 4, None),
('f', 'i_of', 'i', ('RK{Tight} t',), 0, 0, 5, None),
),
'names': {
'': {
 'Vec': ('type', 'Vec'),
 'Tight': ('type', 'Tight'),
 'z_of': (4,),
 'i_of': (5,),
},
},
'skipped': {
},
'units': (
(0, 6,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Vec)==16&&alignof(::Vec)==16&&__builtin_offsetof(::Vec,x)==0&&__builtin_offsetof(::Vec,y)==4&&__builtin_offsetof(::Vec,z)==8,"layout of Vec");\n'
'static_assert(sizeof(::Tight)==5&&alignof(::Tight)==1&&__builtin_offsetof(::Tight,c)==0&&__builtin_offsetof(::Tight,i)==1,"layout of Tight");\n'
'extern "C" __device__ void nb_55086eec998ac5df_0(::Vec*nbr){::new((void*)nbr)::Vec();}\n'
'extern "C" __device__ void nb_55086eec998ac5df_1(::Vec*nbr,float nb0,float nb1,float nb2){::new((void*)nbr)::Vec{nb0,nb1,nb2};}\n'
'extern "C" __device__ void nb_55086eec998ac5df_2(::Tight*nbr){::new((void*)nbr)::Tight();}\n'
'extern "C" __device__ void nb_55086eec998ac5df_3(::Tight*nbr,char nb0,int nb1){::new((void*)nbr)::Tight{nb0,nb1};}\n'
'extern "C" __device__ float nb_55086eec998ac5df_4(const ::Vec*nb0){return ::z_of(*nb0);}\n'
'extern "C" __device__ int nb_55086eec998ac5df_5(const ::Tight*nb0){return ::i_of(*nb0);}\n'
),
),
'link': (),
}
