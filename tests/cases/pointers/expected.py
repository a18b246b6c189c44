{
'format': 1,
'name': 'case',
'prefix': 'nb_743577a0e23596dd',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'temporaries', 'hosts', 'pointers'),
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
'Node': ('record', 16, 8, 'tdpcCmsSiIDg', '58d254e64b3125da', (), (('value', 'i', 0, -1), ('next', 'P{Node}', 64, -1)), {'()': (0, 1)}),
'Hidden': ('incomplete',),
},
'rows': (
('c', 'Node::Node', 'v', (), 0, 0, 2, {'owner': 'Node'}),
('x', 'Node::Node', 'v', ('i value', 'P{Node} next'), 0, 0, 2, {'owner': 'Node'}),
('f', 'total', 'f', ('PKf x', 'i n'), 0, 0, 4, None),
('f', 'fill', 'v', ('Pf x', 'f v'), 0, 0, 5, None),
('f', 'is_null', 'b', ('PKv p',), 0, 0, 6, None),
('f', 'depth', 'i', ('PPi pp',), 0, 0, 7, None),
('f', 'tail', 'P{Node}', ('P{Node} n',), 0, 0, 8, None),
('f', 'has', 'b', ('P{Hidden} h',), 0, 0, 9, None),
('f', 'same', 'PVi', ('PVi p',), 0, 0, 10, None),
),
'names': {
'': {
 'Node': ('type', 'Node'),
 'Hidden': ('type', 'Hidden'),
 'total': (2,),
 'fill': (3,),
 'is_null': (4,),
 'depth': (5,),
 'tail': (6,),
 'has': (7,),
 'same': (8,),
},
},
'skipped': {
},
'units': (
(0, 9,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Node)==16&&alignof(::Node)==8&&__builtin_offsetof(::Node,value)==0&&__builtin_offsetof(::Node,next)==8,"layout of Node");\n'
'extern "C" __device__ void nb_743577a0e23596dd_0(::Node*nbr){::new((void*)nbr)::Node();}\n'
'extern "C" __device__ void nb_743577a0e23596dd_1(::Node*nbr,int nb0,::Node*nb1){::new((void*)nbr)::Node{nb0,nb1};}\n'
'extern "C" __device__ float nb_743577a0e23596dd_2(const float*nb0,int nb1){return ::total(nb0,nb1);}\n'
'extern "C" __device__ void nb_743577a0e23596dd_3(float*nb0,float nb1){::fill(nb0,nb1);}\n'
'extern "C" __device__ bool nb_743577a0e23596dd_4(const void*nb0){return ::is_null(nb0);}\n'
'extern "C" __device__ int nb_743577a0e23596dd_5(int**nb0){return ::depth(nb0);}\n'
'extern "C" __device__ ::Node*nb_743577a0e23596dd_6(::Node*nb0){return ::tail(nb0);}\n'
'extern "C" __device__ bool nb_743577a0e23596dd_7(::Hidden*nb0){return ::has(nb0);}\n'
'extern "C" __device__ volatile int*nb_743577a0e23596dd_8(volatile int*nb0){return ::same(nb0);}\n'
),
),
'link': (),
}
