{
'format': 1,
'name': 'case',
'prefix': 'nb_57410c5e72497227',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
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
'Plain': ('incomplete',),
},
'rows': (
('f', 'by_pointer', 'i', ('P{Plain} ',), 0, 0, 22, None),
),
'names': {
'': {
 'by_pointer': (0,),
},
},
'skipped': {
'Plain': 'header.cuh:3: its layout depends on the arch: 4 bytes on sm_75; 16 bytes on sm_90, sm_100',
'Renamed': 'header.cuh:9: its layout depends on the arch: other members on sm_75 than on sm_90, sm_100',
'Holder': 'header.cuh:16: its layout depends on the arch: 8 bytes on sm_75; 32 bytes on sm_90, sm_100',
'Derived': "header.cuh:19: it holds 'Renamed': its layout depends on the arch: other members on sm_75 than on sm_90, sm_100",
'by_value': "header.cuh:20: parameter 1: 'Holder': its layout depends on the arch: 8 bytes on sm_75; 32 bytes on sm_90, sm_100",
'by_reference': "header.cuh:21: parameter 1: 'Plain': its layout depends on the arch: 4 bytes on sm_75; 16 bytes on sm_90, sm_100",
'Kind': 'header.cuh:26: its underlying type depends on the arch: int on sm_75; unsigned char on sm_90, sm_100',
'by_kind': "header.cuh:28: parameter 1: 'Kind': its underlying type depends on the arch: int on sm_75; unsigned char on sm_90, sm_100",
},
'units': (
(0, 1,
'#pragma nv_diag_suppress 1427, 1444\n'
'extern "C" __device__ int nb_57410c5e72497227_0(::Plain*nb0){return ::by_pointer(nb0);}\n'
),
),
'link': (),
}
