{
'format': 1,
'name': 'case',
'prefix': 'nb_0fb7b0f47a888d65',
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
'stat': ('record', 4, 4, 'tdpcCmsSiIDg', '4517e3bd13e951b5', (), (('x', 'i', 0, -1),), {'()': (0, 1)}),
},
'rows': (
('c', 'stat::stat', 'v', (), 0, 0, 2, {'owner': 'stat'}),
('x', 'stat::stat', 'v', ('i x',), 0, 0, 2, {'owner': 'stat'}),
('f', 'stat', 'i', ('{stat} s',), 0, 0, 3, None),
('f', 'other', 'i', ('{stat} s',), 0, 0, 4, None),
),
'names': {
'': {
 'struct stat': ('type', 'stat'),
 'stat': (2,),
 'other': (3,),
},
},
'skipped': {
},
'units': (
(0, 4,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(struct ::stat)==4&&alignof(struct ::stat)==4&&__builtin_offsetof(struct ::stat,x)==0,"layout of stat");\n'
'extern "C" __device__ void nb_0fb7b0f47a888d65_0(struct ::stat*nbr){::new((void*)nbr)struct ::stat();}\n'
'extern "C" __device__ void nb_0fb7b0f47a888d65_1(struct ::stat*nbr,int nb0){using nbt=struct ::stat;::new((void*)nbr)nbt{nb0};}\n'
'extern "C" __device__ int nb_0fb7b0f47a888d65_2(const struct ::stat*nb0){return ::stat(*nb0);}\n'
'extern "C" __device__ int nb_0fb7b0f47a888d65_3(const struct ::stat*nb0){return ::other(*nb0);}\n'
),
),
'link': (),
}
