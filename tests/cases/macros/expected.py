{
'format': 1,
'name': 'case',
'prefix': 'nb_24819d64eff0ded3',
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
 'THOUSAND': ('value', 1000, ''),
 'MIXED': ('value', 130, ''),
 'SUM': ('value', 13, ''),
},
},
'skipped': {
'EMPTY': 'header.cuh:11: empty macro',
'TWICE': 'header.cuh:12: function-like macro',
'UNBALANCED': 'header.cuh:13: no constant value',
'ATTRIBUTE': 'header.cuh:14: no constant value',
'NEVER': 'header.cuh:15: division by zero is undefined',
'TOO_FAR': 'header.cuh:16: shift count >= width of type',
'SUM_OF': 'header.cuh:17: function-like macro',
},
'units': (
),
'link': (),
}
