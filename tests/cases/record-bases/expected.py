{
'format': 1,
'name': 'case',
'prefix': 'nb_7de9a7396125c680',
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
'A': ('record', 4, 4, 'tdpcCmsSiIDg', 'c8c91c4825bb2981', (), (('a', 'i', 0, -1),), {'get_a': (0,), '()': (1, 2)}),
'B': ('record', 8, 8, 'tdpcCmsSiIDg', '56754e7b9c389817', (), (('b', 'd', 0, -1),), {'()': (3, 4)}),
'C': ('record', 24, 8, 'tdpcCmsSiID', '52f21b33ca8f8bd7', (('A', 0, ''), ('B', 8, '')), (('c', 'i', 128, -1),), {'()': (5,)}),
'D': ('record', 8, 4, 'tdcCmsSiID', '1c7b8f0c6c6d8397', (), (('d', 'i', 32, -1),), {'()': (6,)}, {'hidden': (('A', 'private base class', 0, 32),)}),
},
'rows': (
('m', 'A::get_a', 'i', (), 0, 0, 2, {'owner': 'A'}),
('c', 'A::A', 'v', (), 0, 0, 2, {'owner': 'A'}),
('x', 'A::A', 'v', ('i a',), 0, 0, 2, {'owner': 'A'}),
('c', 'B::B', 'v', (), 0, 0, 3, {'owner': 'B'}),
('x', 'B::B', 'v', ('d b',), 0, 0, 3, {'owner': 'B'}),
('c', 'C::C', 'v', (), 0, 0, 4, {'owner': 'C'}),
('c', 'D::D', 'v', (), 0, 0, 5, {'owner': 'D'}),
('f', 'sum', 'i', ('RK{C} x',), 0, 0, 6, None),
('f', 'just_a', 'i', ('RK{A} x',), 0, 0, 7, None),
),
'names': {
'': {
 'A': ('type', 'A'),
 'B': ('type', 'B'),
 'C': ('type', 'C'),
 'D': ('type', 'D'),
 'sum': (7,),
 'just_a': (8,),
},
},
'skipped': {
},
'units': (
(0, 9,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::A)==4&&alignof(::A)==4&&__builtin_offsetof(::A,a)==0,"layout of A");\n'
'static_assert(sizeof(::B)==8&&alignof(::B)==8&&__builtin_offsetof(::B,b)==0,"layout of B");\n'
'static_assert(sizeof(::C)==24&&alignof(::C)==8&&__builtin_offsetof(::C,c)==16,"layout of C");\n'
'static_assert(sizeof(::D)==8&&alignof(::D)==4&&__builtin_offsetof(::D,d)==4,"layout of D");\n'
'extern "C" __device__ int nb_7de9a7396125c680_0(const ::A*nbo){return nbo->get_a();}\n'
'extern "C" __device__ void nb_7de9a7396125c680_1(::A*nbr){::new((void*)nbr)::A();}\n'
'extern "C" __device__ void nb_7de9a7396125c680_2(::A*nbr,int nb0){::new((void*)nbr)::A{nb0};}\n'
'extern "C" __device__ void nb_7de9a7396125c680_3(::B*nbr){::new((void*)nbr)::B();}\n'
'extern "C" __device__ void nb_7de9a7396125c680_4(::B*nbr,double nb0){::new((void*)nbr)::B{nb0};}\n'
'extern "C" __device__ void nb_7de9a7396125c680_5(::C*nbr){::new((void*)nbr)::C();}\n'
'extern "C" __device__ void nb_7de9a7396125c680_6(::D*nbr){::new((void*)nbr)::D();}\n'
'extern "C" __device__ int nb_7de9a7396125c680_7(const ::C*nb0){return ::sum(*nb0);}\n'
'extern "C" __device__ int nb_7de9a7396125c680_8(const ::A*nb0){return ::just_a(*nb0);}\n'
),
),
'link': (),
}
