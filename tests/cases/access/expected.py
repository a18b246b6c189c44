{
'format': 1,
'name': 'case',
'prefix': 'nb_50e0f6f342329859',
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
'Outer': ('record', 1, 1, 'tdpcCmsSiIDe', '4f585cdee1ee4066', (), (), {'open': (2,), '()': (3,)}),
'Outer::Shown': ('record', 1, 1, 'tdpcCmsSiIDe', '9da09355acf5f660', (), (), {'f': (0,), '()': (1,)}),
},
'rows': (
('m', 'Outer::Shown::f', 'i', (), 0, 0, 5, {'owner': 'Outer::Shown'}),
('c', 'Outer::Shown::Shown', 'v', (), 0, 0, 5, {'owner': 'Outer::Shown'}),
('m', 'Outer::open', 'i', (), 0, 0, 4, {'owner': 'Outer'}),
('c', 'Outer::Outer', 'v', (), 0, 0, 2, {'owner': 'Outer'}),
),
'names': {
'': {
 'Outer': ('type', 'Outer'),
},
'Outer': {
 'Shown': ('type', 'Outer::Shown'),
},
},
'skipped': {
'Outer::Kept': 'header.cuh:8: protected',
'Outer::Kept::value': 'header.cuh:10: protected',
'Outer::Kept::f': 'header.cuh:9: protected',
'Outer::Hidden': 'header.cuh:13: private',
'Outer::Hidden::f': 'header.cuh:14: private',
'Outer::Hidden::g': 'header.cuh:16: protected',
'Outer::kept': 'header.cuh:7: protected',
},
'units': (
(0, 4,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Outer::Shown)==1&&alignof(::Outer::Shown)==1,"layout of Outer::Shown");\n'
'static_assert(sizeof(::Outer)==1&&alignof(::Outer)==1,"layout of Outer");\n'
'extern "C" __device__ int nb_50e0f6f342329859_0(const ::Outer::Shown*nbo){return nbo->f();}\n'
'extern "C" __device__ void nb_50e0f6f342329859_1(::Outer::Shown*nbr){::new((void*)nbr)::Outer::Shown();}\n'
'extern "C" __device__ int nb_50e0f6f342329859_2(const ::Outer*nbo){return nbo->open();}\n'
'extern "C" __device__ void nb_50e0f6f342329859_3(::Outer*nbr){::new((void*)nbr)::Outer();}\n'
),
),
'link': (),
}
