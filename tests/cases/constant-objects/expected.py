{
'format': 1,
'name': 'case',
'prefix': 'nb_db714a81bede3b56',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'hosts', 'initials', 'pointers'),
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
'Pair': ('record', 8, 4, 'tdpcCmsSiIDg', '52c14b88dae3dd74', (), (('x', 'i', 0, -1), ('y', 'i', 32, -1)), {'()': (0, 1)}),
'units::Metre': ('record', 8, 8, 'tdpcCmsSD', '2917985198c9ba99', (), (('v', 'd', 0, -1),), {'()': (2,), 'get': (3,)}),
'units::Frame': ('record', 4, 4, 'tdpcCmsSiIDg', 'f54e3a80e598261e', (), (('id', 'i', 0, -1),), {'()': (6, 7)}),
},
'rows': (
('c', 'Pair::Pair', 'v', (), 0, 0, 2, {'owner': 'Pair'}),
('x', 'Pair::Pair', 'v', ('i x', 'i y'), 0, 0, 2, {'owner': 'Pair'}),
('x', 'units::Metre::Metre', 'v', ('d a',), 0, 0, 4, {'owner': 'units::Metre'}),
('m', 'units::Metre::get', 'd', (), 0, 0, 4, {'owner': 'units::Metre'}),
('k', 'units::STEP', '{Pair}', (), 0, 0, 5, None),
('k', 'units::Frame::ORIGIN', '{Pair}', (), 0, 0, 6, None),
('c', 'units::Frame::Frame', 'v', (), 0, 0, 6, {'owner': 'units::Frame'}),
('x', 'units::Frame::Frame', 'v', ('i id',), 0, 0, 6, {'owner': 'units::Frame'}),
('f', 'make_pair', '{Pair}', ('i x', 'i y'), 0, 0, 8, None),
('f', 'half_of', 'f', ('f x',), 0, 0, 9, None),
('k', 'UNIT', '{Pair}', (), 0, 0, 10, None),
('k', 'MILE', '{units::Metre}', (), 0, 0, 11, None),
('k', 'HALF', 'f', (), 0, 0, 12, None),
),
'names': {
'': {
 'Pair': ('type', 'Pair'),
 'units': ('namespace', 'units'),
 'make_pair': (8,),
 'half_of': (9,),
 'UNIT': ('object', 10),
 'MILE': ('object', 11),
 'HALF': ('object', 12),
},
'units': {
 'Metre': ('type', 'units::Metre'),
 'STEP': ('object', 4),
 'Frame': ('type', 'units::Frame'),
},
'units::Frame': {
 'ORIGIN': ('object', 5),
},
},
'skipped': {
'units::Frame::LATER': 'header.cuh:6: a constant that is defined elsewhere',
'ELSEWHERE': 'header.cuh:17: a constant that is defined elsewhere',
'GUARD': 'header.cuh:13: empty macro',
'WORDS': 'header.cuh:14: no constant value',
'MISSING': 'header.cuh:15: no constant value',
'MAKER': 'header.cuh:16: no constant value',
},
'units': (
(0, 13,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Pair)==8&&alignof(::Pair)==4&&__builtin_offsetof(::Pair,x)==0&&__builtin_offsetof(::Pair,y)==4,"layout of Pair");\n'
'static_assert(sizeof(::units::Metre)==8&&alignof(::units::Metre)==8&&__builtin_offsetof(::units::Metre,v)==0,"layout of units::Metre");\n'
'static_assert(sizeof(::units::Frame)==4&&alignof(::units::Frame)==4&&__builtin_offsetof(::units::Frame,id)==0,"layout of units::Frame");\n'
'#ifndef UNIT\n'
'#define UNIT make_pair ( 5 , 6 )\n'
'#endif\n'
'#ifndef MILE\n'
'#define MILE units :: Metre ( 1609.344 )\n'
'#endif\n'
'#ifndef HALF\n'
'#define HALF half_of ( 3.0f )\n'
'#endif\n'
'extern "C" __device__ void nb_db714a81bede3b56_0(::Pair*nbr){::new((void*)nbr)::Pair();}\n'
'extern "C" __device__ void nb_db714a81bede3b56_1(::Pair*nbr,int nb0,int nb1){::new((void*)nbr)::Pair{nb0,nb1};}\n'
'extern "C" __device__ void nb_db714a81bede3b56_2(::units::Metre*nbr,double nb0){::new((void*)nbr)::units::Metre(nb0);}\n'
'extern "C" __device__ double nb_db714a81bede3b56_3(const ::units::Metre*nbo){return nbo->get();}\n'
'extern "C" __device__ void nb_db714a81bede3b56_4(::Pair*nbr){::new((void*)nbr)::Pair(::units::STEP);}\n'
'extern "C" __device__ void nb_db714a81bede3b56_5(::Pair*nbr){::new((void*)nbr)::Pair(::units::Frame::ORIGIN);}\n'
'extern "C" __device__ void nb_db714a81bede3b56_6(::units::Frame*nbr){::new((void*)nbr)::units::Frame();}\n'
'extern "C" __device__ void nb_db714a81bede3b56_7(::units::Frame*nbr,int nb0){::new((void*)nbr)::units::Frame{nb0};}\n'
'extern "C" __device__ void nb_db714a81bede3b56_8(::Pair*nbr,int nb0,int nb1){::new((void*)nbr)::Pair(::make_pair(nb0,nb1));}\n'
'extern "C" __device__ float nb_db714a81bede3b56_9(float nb0){return ::half_of(nb0);}\n'
'extern "C" __device__ void nb_db714a81bede3b56_10(::Pair*nbr){::new((void*)nbr)::Pair(UNIT);}\n'
'extern "C" __device__ void nb_db714a81bede3b56_11(::units::Metre*nbr){::new((void*)nbr)::units::Metre(MILE);}\n'
'extern "C" __device__ float nb_db714a81bede3b56_12(){return HALF;}\n'
),
),
'link': (),
}
