{
'format': 1,
'name': 'case',
'prefix': 'nb_117bf6a8bba5de3e',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'hosts', 'variables', 'pointers'),
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
'State': ('record', 16, 8, 'tdpcCmsSiIDg', '95cac9eabe2f738b', (), (('n', 'i', 0, -1), ('d', 'd', 64, -1)), {'()': (0, 1)}),
},
'rows': (
('c', 'State::State', 'v', (), 0, 0, 2, {'owner': 'State'}),
('x', 'State::State', 'v', ('i n', 'd d'), 0, 0, 2, {'owner': 'State'}),
('k', 'counter', 'Pi', (), 0, 0, 6, {'variable': ('counter', 'd', 1)}),
('k', 'table', 'Pf', (), 0, 0, 7, {'variable': ('table', 'd', 4)}),
('k', 'grid', 'Ps', (), 0, 0, 8, {'variable': ('grid', 'd', 6), 'shape': (2, 3)}),
('k', 'scale', 'PKf', (), 0, 0, 9, {'variable': ('scale', 'c', 1)}),
('k', 'codes', 'PKi', (), 0, 0, 10, {'variable': ('codes', 'c', 3)}),
('k', 'hits', 'Pi', (), 0, 0, 11, {'variable': ('', 'd', 1)}),
('k', 'elsewhere', 'Pi', (), 0, 0, 12, {'variable': ('elsewhere', 'd', 1)}),
('k', 'ns::total', 'Py', (), 0, 0, 14, {'variable': ('_ZN2ns5totalE', 'd', 1)}),
('k', 'ns::state', 'P{State}', (), 0, 0, 15, {'variable': ('_ZN2ns5stateE', 'd', 1)}),
('f', 'bump', 'i', (), 0, 0, 19, None),
('f', 'hit', 'i', (), 0, 0, 20, None),
('f', 'cell', 'i', ('i i', 'i j'), 0, 0, 21, None),
),
'names': {
'': {
 'State': ('type', 'State'),
 'counter': ('object', 2),
 'table': ('object', 3),
 'grid': ('object', 4),
 'scale': ('object', 5),
 'codes': ('object', 6),
 'hits': ('object', 7),
 'elsewhere': ('object', 8),
 'ns': ('namespace', 'ns'),
 'fixed': ('value', 3, 'i'),
 'bump': (11,),
 'hit': (12,),
 'cell': (13,),
},
'ns': {
 'total': ('object', 9),
 'state': ('object', 10),
},
},
'skipped': {
'dynamic': 'header.cuh:18: a variable, not a constant',
},
'units': (
(0, 14,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::State)==16&&alignof(::State)==8&&__builtin_offsetof(::State,n)==0&&__builtin_offsetof(::State,d)==8,"layout of State");\n'
'extern "C" __device__ void nb_117bf6a8bba5de3e_0(::State*nbr){::new((void*)nbr)::State();}\n'
'extern "C" __device__ void nb_117bf6a8bba5de3e_1(::State*nbr,int nb0,double nb1){::new((void*)nbr)::State{nb0,nb1};}\n'
'extern "C" __device__ int*nb_117bf6a8bba5de3e_2(){return (int*)&::counter;}\n'
'extern "C" __device__ float*nb_117bf6a8bba5de3e_3(){return (float*)&::table;}\n'
'extern "C" __device__ short*nb_117bf6a8bba5de3e_4(){return (short*)&::grid;}\n'
'extern "C" __device__ const float*nb_117bf6a8bba5de3e_5(){return (const float*)&::scale;}\n'
'extern "C" __device__ const int*nb_117bf6a8bba5de3e_6(){return (const int*)&::codes;}\n'
'extern "C" __device__ int*nb_117bf6a8bba5de3e_7(){return (int*)&::hits;}\n'
'extern "C" __device__ int*nb_117bf6a8bba5de3e_8(){return (int*)&::elsewhere;}\n'
'extern "C" __device__ unsigned long long*nb_117bf6a8bba5de3e_9(){return (unsigned long long*)&::ns::total;}\n'
'extern "C" __device__ ::State*nb_117bf6a8bba5de3e_10(){return (::State*)&::ns::state;}\n'
'extern "C" __device__ int nb_117bf6a8bba5de3e_11(){return ::bump();}\n'
'extern "C" __device__ int nb_117bf6a8bba5de3e_12(){return ::hit();}\n'
'extern "C" __device__ int nb_117bf6a8bba5de3e_13(int nb0,int nb1){return ::cell(nb0,nb1);}\n'
),
),
'link': (),
}
