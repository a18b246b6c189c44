{
'format': 1,
'name': 'case',
'prefix': 'nb_71a4c0738013b7ca',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'indices', 'hosts', 'initials', 'pointers'),
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
'A': ('record', 32, 8, 'tdcCmsSiID', 'aa49315284556a78', (), (('named', '{decltype(A::named)}', 0, -1), ('after', 'i', 32, -1), ('i', 'i', 192, -1)), {'()': (0,)}, {'hidden': (('busy', 'a volatile field', 64, 32), ('member', "a field of type 'int A::*', which has no counterpart", 128, 64), ('f', 'a volatile field', 192, 32),)}),
'decltype(A::named)': ('record', 4, 4, 'tdpcCmsSiIDg', 'bd57a46005634185', (), (('r', 'i', 0, -1),), {}),
'B': ('record', 32, 8, 'tdcCmD', 'b5f8f066cbf173e5', (), (('table', 'A2_PF{int (int)}', 64, -1),), {}, {'hidden': (('ref', 'a field that is a reference', 0, 64), ('hidden', 'private', 192, 32),)}),
},
'rows': (
('c', 'A::A', 'v', (), 0, 0, 2, {'owner': 'A'}),
),
'names': {
'': {
 'A': ('type', 'A'),
 'B': ('type', 'B'),
},
},
'skipped': {
'A::busy': 'header.cuh:7: a volatile field',
'A::member': "header.cuh:8: a field of type 'int A::*', which has no counterpart",
'A::f': 'header.cuh:11: a volatile field',
'B::ref': 'header.cuh:15: a field that is a reference',
},
'units': (
(0, 1,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::A)==32&&alignof(::A)==8&&__builtin_offsetof(::A,named)==0&&__builtin_offsetof(::A,named.r)==0&&__builtin_offsetof(::A,after)==4,"layout of A");\n'
'extern "C" __device__ void nb_71a4c0738013b7ca_0(::A*nbr){::new((void*)nbr)::A();}\n'
),
),
'link': (),
}
