{
'format': 1,
'name': 'case',
'prefix': 'nb_e363cceb28bf2954',
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
'Version': ('record', 1, 1, 'tdpcCmsSiIDe', '2dc5e7c0ab6e90db', (), (), {'()': (0,)}),
},
'rows': (
('c', 'Version::Version', 'v', (), 0, 0, 15, {'owner': 'Version'}),
),
'names': {
'': {
 'path': ('value', 'x\x00y', ''),
 'mode': ('value', 'rw', ''),
 'text': ('value', 'ab\x00cd', ''),
 'padded': ('value', 'abc', ''),
 'Version': ('type', 'Version'),
 'CUT': ('value', 'ab\x00cd', ''),
 'JOINED': ('value', 'a"b\'c\\d\n\x01?', ''),
 'ACCENT': ('value', 'é', ''),
},
'Version': {
 'name': ('value', 'one', ''),
 'major': ('value', 5, 'i'),
},
},
'skipped': {
'wide': "header.cuh:13: text of 'const wchar_t'; constants are of 'char'",
'nothing': 'header.cuh:14: std::nullptr_t has no values to pass',
'BYTES': 'header.cuh:5: text that is not UTF-8',
'WIDE': "header.cuh:6: text of 'const wchar_t'; constants are of 'char'",
'WIDER': "header.cuh:7: text of 'const char32_t'; constants are of 'char'",
'NOTHING': 'header.cuh:8: std::nullptr_t has no values to pass',
},
'units': (
(0, 1,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Version)==1&&alignof(::Version)==1,"layout of Version");\n'
'extern "C" __device__ void nb_e363cceb28bf2954_0(::Version*nbr){::new((void*)nbr)::Version();}\n'
),
),
'link': (),
}
