{
'format': 1,
'name': 'case',
'prefix': 'nb_3dc42149c117d221',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'hosts', 'initials', 'pointers'),
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
'Box': ('record', 4, 4, 'tdpcCmsSiD', '41dc48678ca7832e', (), (('v', 'i', 0, -1),), {'()': (1,), 'plus': (2,)}),
},
'rows': (
('f', 'join', 'i', ('i a', 'i b', 'i c'), 2, 0, 2, None),
('c', 'Box::Box', 'v', ('i a',), 1, 0, 5, {'owner': 'Box'}),
('m', 'Box::plus', 'i', ('i x',), 1, 0, 6, {'owner': 'Box'}),
),
'names': {
'': {
 'join': (0,),
 'Box': ('type', 'Box'),
},
},
'skipped': {
},
'units': (
(0, 3,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Box)==4&&alignof(::Box)==4&&__builtin_offsetof(::Box,v)==0,"layout of Box");\n'
'extern "C" __device__ int nb_3dc42149c117d221_0(int nb0,int nb1,int nb2){return ::join(nb0,nb1,nb2);}\n'
'extern "C" __device__ int nb_3dc42149c117d221_0_1(int nb0,int nb1){return ::join(nb0,nb1);}\n'
'extern "C" __device__ int nb_3dc42149c117d221_0_2(int nb0){return ::join(nb0);}\n'
'extern "C" __device__ void nb_3dc42149c117d221_1(::Box*nbr,int nb0){::new((void*)nbr)::Box(nb0);}\n'
'extern "C" __device__ void nb_3dc42149c117d221_1_1(::Box*nbr){::new((void*)nbr)::Box();}\n'
'extern "C" __device__ int nb_3dc42149c117d221_2(const ::Box*nbo,int nb0){return nbo->plus(nb0);}\n'
'extern "C" __device__ int nb_3dc42149c117d221_2_1(const ::Box*nbo){return nbo->plus();}\n'
),
),
'link': (),
}
