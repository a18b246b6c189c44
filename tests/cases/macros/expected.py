{
'format': 1,
'name': 'case',
'prefix': 'nb_11fb0c23f4089f61',
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
},
'rows': (
),
'names': {
'': {
 'COUNT': ('value', 12, ''),
 'NEGATIVE': ('value', -3, ''),
 'RATE': ('value', 2.5, ''),
 'WIDE': ('value', 8589934591, ''),
 'NAME': ('value', 'numbast', ''),
 'LETTER': ('value', 120, ''),
 'SUM': ('value', 13, ''),
},
},
'skipped': {
'EMPTY': 'header.cuh:9: empty macro',
'TWICE': 'header.cuh:10: function-like macro',
'UNBALANCED': 'header.cuh:11: no constant value',
'ATTRIBUTE': 'header.cuh:12: no constant value',
},
'units': (
),
'link': (),
}
