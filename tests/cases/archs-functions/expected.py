{
'format': 1,
'name': 'case',
'prefix': 'nb_0b42b7a0fb5aa6de',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'hosts', 'pointers'),
'archs': ('sm_75', 'sm_90', 'sm_100'),
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
'Tile': ('record', 4, 4, 'tdpcCmsSiIDg', 'b02b74ff09723a3e', (), (('a', 'i', 0, -1),), {'get': (3,), '()': (4, 5)}),
'Member': ('record', 4, 4, 'tdpcCmsSiIDg', '0344177383f7f8cb', (), (('v', 'i', 0, -1),), {'all': (9,), 'newest': (10,), '()': (11, 12)}),
},
'rows': (
('f', 'everywhere', 'i', ('i x',), 0, 0, 3, None),
('f', 'since_90', 'i', ('i x',), 0, 0, 5, {'archs': ('sm_90', 'sm_100')}),
('f', 'result', 'f', ('i x',), 0, 0, 6, {'archs': ('sm_90', 'sm_100')}),
('m', 'Tile::get', 'i', (), 0, 0, 9, {'owner': 'Tile', 'archs': ('sm_90', 'sm_100')}),
('c', 'Tile::Tile', 'v', (), 0, 0, 7, {'owner': 'Tile', 'archs': ('sm_90', 'sm_100')}),
('x', 'Tile::Tile', 'v', ('i a',), 0, 0, 7, {'owner': 'Tile', 'archs': ('sm_90', 'sm_100')}),
('f', 'of_tile', 'i', ('{Tile} t',), 0, 0, 11, {'archs': ('sm_90', 'sm_100')}),
('f', 'until_80', 'i', ('i x',), 0, 0, 14, {'archs': ('sm_75',)}),
('f', 'result', 'i', ('i x',), 0, 0, 15, {'archs': ('sm_75',)}),
('m', 'Member::all', 'i', (), 0, 0, 19, {'owner': 'Member'}),
('m', 'Member::newest', 'i', (), 0, 0, 21, {'owner': 'Member', 'archs': ('sm_100',)}),
('c', 'Member::Member', 'v', (), 0, 0, 17, {'owner': 'Member'}),
('x', 'Member::Member', 'v', ('i v',), 0, 0, 17, {'owner': 'Member'}),
('f', 'overload', 'i', ('d ',), 0, 0, 24, None),
('f', 'overload', 'i', ('i ',), 0, 0, 26, {'archs': ('sm_90', 'sm_100')}),
('f', 'deleted', 'i', ('i x',), 0, 0, 31, {'archs': ('sm_90', 'sm_100')}),
),
'names': {
'': {
 'everywhere': (0,),
 'since_90': (1,),
 'result': (2, 8),
 'Tile': ('type', 'Tile'),
 'of_tile': (6,),
 'until_80': (7,),
 'Member': ('type', 'Member'),
 'overload': (13, 14),
 'deleted': (15,),
},
},
'skipped': {
},
'units': (
(0, 16,
'#pragma nv_diag_suppress 1427, 1444\n'
'#if __CUDA_ARCH__ != 750\n'
'static_assert(sizeof(::Tile)==4&&alignof(::Tile)==4&&__builtin_offsetof(::Tile,a)==0,"layout of Tile");\n'
'#endif\n'
'static_assert(sizeof(::Member)==4&&alignof(::Member)==4&&__builtin_offsetof(::Member,v)==0,"layout of Member");\n'
'extern "C" __device__ int nb_0b42b7a0fb5aa6de_0(int nb0){return ::everywhere(nb0);}\n'
'#if __CUDA_ARCH__ != 750\n'
'extern "C" __device__ int nb_0b42b7a0fb5aa6de_1(int nb0){return ::since_90(nb0);}\n'
'extern "C" __device__ float nb_0b42b7a0fb5aa6de_2(int nb0){return ::result(nb0);}\n'
'extern "C" __device__ int nb_0b42b7a0fb5aa6de_3(const ::Tile*nbo){return nbo->get();}\n'
'extern "C" __device__ void nb_0b42b7a0fb5aa6de_4(::Tile*nbr){::new((void*)nbr)::Tile();}\n'
'extern "C" __device__ void nb_0b42b7a0fb5aa6de_5(::Tile*nbr,int nb0){::new((void*)nbr)::Tile{nb0};}\n'
'extern "C" __device__ int nb_0b42b7a0fb5aa6de_6(const ::Tile*nb0){return ::of_tile(*nb0);}\n'
'#endif\n'
'#if __CUDA_ARCH__ != 900 && __CUDA_ARCH__ != 1000\n'
'extern "C" __device__ int nb_0b42b7a0fb5aa6de_7(int nb0){return ::until_80(nb0);}\n'
'extern "C" __device__ int nb_0b42b7a0fb5aa6de_8(int nb0){return ::result(nb0);}\n'
'#endif\n'
'extern "C" __device__ int nb_0b42b7a0fb5aa6de_9(const ::Member*nbo){return nbo->all();}\n'
'#if __CUDA_ARCH__ != 750 && __CUDA_ARCH__ != 900\n'
'extern "C" __device__ int nb_0b42b7a0fb5aa6de_10(const ::Member*nbo){return nbo->newest();}\n'
'#endif\n'
'extern "C" __device__ void nb_0b42b7a0fb5aa6de_11(::Member*nbr){::new((void*)nbr)::Member();}\n'
'extern "C" __device__ void nb_0b42b7a0fb5aa6de_12(::Member*nbr,int nb0){::new((void*)nbr)::Member{nb0};}\n'
'extern "C" __device__ int nb_0b42b7a0fb5aa6de_13(double nb0){return ::overload(nb0);}\n'
'#if __CUDA_ARCH__ != 750\n'
'extern "C" __device__ int nb_0b42b7a0fb5aa6de_14(int nb0){return ::overload(nb0);}\n'
'extern "C" __device__ int nb_0b42b7a0fb5aa6de_15(int nb0){return ::deleted(nb0);}\n'
'#endif\n'
),
),
'link': (),
}
