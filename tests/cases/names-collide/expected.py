{
'format': 1,
'name': 'case',
'prefix': 'nb_b1bdc243f4a9bf5c',
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
'files': (),
'types': {
'stat': ('record', 4, 4, 'p', '7d7dbb9acd6c32b4', (), (('x', 'i', 0, -1),), {}),
},
'rows': (
),
'names': {
'': {
 'stat': ('type', 'stat'),
},
},
'skipped': {
'other': "header.cuh:4: parameter 's': 'stat' cannot be copied",
},
'units': (
),
'link': (),
}
