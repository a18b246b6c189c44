{
'format': 1,
'name': 'case',
'prefix': 'nb_c40ea4dfb0e6767b',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('enums',),
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
'Color': ('enum', 'j', False, (('RED', 0), ('GREEN', 5), ('BLUE', 6))),
'Mode': ('enum', 'h', True, (('Off', 0), ('On', 200))),
'Signed': ('enum', 'i', False, (('LOW', -1), ('HIGH', 1))),
'Big': ('enum', 'y', False, (('HUGE_VALUE', 18446744073709551615),)),
},
'rows': (
('f', 'code', 'i', ('{Color} c',), 0, 0, 6, None),
('f', 'toggle', '{Mode}', ('{Mode} m',), 0, 0, 7, None),
),
'names': {
'': {
 'Color': ('type', 'Color'),
 'RED': ('value', 0, '{Color}'),
 'GREEN': ('value', 5, '{Color}'),
 'BLUE': ('value', 6, '{Color}'),
 'Mode': ('type', 'Mode'),
 'Signed': ('type', 'Signed'),
 'LOW': ('value', -1, '{Signed}'),
 'HIGH': ('value', 1, '{Signed}'),
 'Big': ('type', 'Big'),
 'HUGE_VALUE': ('value', 18446744073709551615, '{Big}'),
 'code': (0,),
 'toggle': (1,),
},
},
'skipped': {
},
'units': (
(0, 2,
'#pragma nv_diag_suppress 1427, 1444\n'
'extern "C" __device__ int nb_c40ea4dfb0e6767b_0(unsigned int nb0){return ::code((::Color)nb0);}\n'
'extern "C" __device__ unsigned char nb_c40ea4dfb0e6767b_1(unsigned char nb0){return (unsigned char)::toggle((::Mode)nb0);}\n'
),
),
'link': (),
}
