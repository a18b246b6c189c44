{
'format': 1,
'name': 'case',
'prefix': 'nb_cd3075303bed9162',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'hosts', 'enums', 'pointers'),
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
'Machine': ('record', 8, 4, 'tdpcCmsSiIDg', '099ab35a044ff22a', (), (('part', '{Machine::Part}', 0, -1), ('state', '{Machine::State}', 32, -1)), {'()': (2, 3)}),
'Machine::Part': ('record', 4, 4, 'tdpcCmsSiIDg', 'b6544d758ee4d156', (), (('id', 'i', 0, -1),), {'()': (0, 1)}),
'Machine::State': ('enum', 'j', False, (('IDLE', 0), ('BUSY', 1))),
},
'rows': (
('c', 'Machine::Part::Part', 'v', (), 0, 0, 4, {'owner': 'Machine::Part'}),
('x', 'Machine::Part::Part', 'v', ('i id',), 0, 0, 4, {'owner': 'Machine::Part'}),
('c', 'Machine::Machine', 'v', (), 0, 0, 2, {'owner': 'Machine'}),
('x', 'Machine::Machine', 'v', ('{Machine::Part} part', '{Machine::State} state'), 0, 0, 2, {'owner': 'Machine'}),
('f', 'id_of', 'i', ('RK{Machine::Part} p',), 0, 0, 9, None),
('f', 'busy', 'b', ('{Machine::State} s',), 0, 0, 10, None),
),
'names': {
'': {
 'Machine': ('type', 'Machine'),
 'id_of': (4,),
 'busy': (5,),
},
'Machine': {
 'State': ('type', 'Machine::State'),
 'IDLE': ('value', 0, '{Machine::State}'),
 'BUSY': ('value', 1, '{Machine::State}'),
 'Part': ('type', 'Machine::Part'),
 'parts': ('value', 2, 'i'),
},
},
'skipped': {
},
'units': (
(0, 6,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Machine::Part)==4&&alignof(::Machine::Part)==4&&__builtin_offsetof(::Machine::Part,id)==0,"layout of Machine::Part");\n'
'static_assert(sizeof(::Machine)==8&&alignof(::Machine)==4&&__builtin_offsetof(::Machine,part)==0&&__builtin_offsetof(::Machine,state)==4,"layout of Machine");\n'
'extern "C" __device__ void nb_cd3075303bed9162_0(::Machine::Part*nbr){::new((void*)nbr)::Machine::Part();}\n'
'extern "C" __device__ void nb_cd3075303bed9162_1(::Machine::Part*nbr,int nb0){::new((void*)nbr)::Machine::Part{nb0};}\n'
'extern "C" __device__ void nb_cd3075303bed9162_2(::Machine*nbr){::new((void*)nbr)::Machine();}\n'
'extern "C" __device__ void nb_cd3075303bed9162_3(::Machine*nbr,const ::Machine::Part*nb0,unsigned int nb1){::new((void*)nbr)::Machine{*nb0,(::Machine::State)nb1};}\n'
'extern "C" __device__ int nb_cd3075303bed9162_4(const ::Machine::Part*nb0){return ::id_of(*nb0);}\n'
'extern "C" __device__ bool nb_cd3075303bed9162_5(unsigned int nb0){return ::busy((::Machine::State)nb0);}\n'
),
),
'link': (),
}
