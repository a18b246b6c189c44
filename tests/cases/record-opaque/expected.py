{
'format': 1,
'name': 'case',
'prefix': 'nb_5928678b655b3a27',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'temporaries', 'hosts', 'initials', 'pointers'),
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
'Secret': ('record', 16, 8, 'tdcCmsSD', '35613449d0230dcb', (), (('shown', 'i', 96, -1),), {'()': (0,), 'reveal': (1,)}, {'hidden': (('hidden', 'private', 0, 64), ('tail', 'private', 64, 8),)}),
},
'rows': (
('c', 'Secret::Secret', 'v', ('i x',), 0, 0, 7, {'owner': 'Secret'}),
('m', 'Secret::reveal', 'x', (), 0, 0, 8, {'owner': 'Secret'}),
('f', 'add', 'x', ('RK{Secret} a', 'RK{Secret} b'), 0, 0, 10, None),
),
'names': {
'': {
 'Secret': ('type', 'Secret'),
 'add': (2,),
},
},
'skipped': {
},
'units': (
(0, 3,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Secret)==16&&alignof(::Secret)==8&&__builtin_offsetof(::Secret,shown)==12,"layout of Secret");\n'
'extern "C" __device__ void nb_5928678b655b3a27_0(::Secret*nbr,int nb0){::new((void*)nbr)::Secret(nb0);}\n'
'extern "C" __device__ long long nb_5928678b655b3a27_1(const ::Secret*nbo){return nbo->reveal();}\n'
'extern "C" __device__ long long nb_5928678b655b3a27_2(const ::Secret*nb0,const ::Secret*nb1){return ::add(*nb0,*nb1);}\n'
),
),
'link': (),
}
