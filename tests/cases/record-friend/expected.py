{
'format': 1,
'name': 'case',
'prefix': 'nb_90db31deffa2d680',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
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
'F': ('record', 4, 4, 'tdpc', '43aae4adab530282', (), (('x', 'i', 0, -1),), {'()': (0, 1)}),
},
'rows': (
('c', 'F::F', 'v', (), 0, 0, 2, {'owner': 'F'}),
('c', 'F::F', 'v', ('i x',), 0, 0, 2, {'owner': 'F'}),
),
'names': {
'': {
 'F': ('type', 'F'),
},
},
'skipped': {
},
'units': (
(0, 2,
'static_assert(sizeof(::F)==4&&alignof(::F)==4&&__builtin_offsetof(::F,x)==0,"layout of F");\n'
'extern "C" __device__ void nb_90db31deffa2d680_0(::F*nbr){::new((void*)nbr)::F();}\n'
'extern "C" __device__ void nb_90db31deffa2d680_1(::F*nbr,int nb0){::new((void*)nbr)::F{nb0};}\n'
),
),
'link': (),
}
