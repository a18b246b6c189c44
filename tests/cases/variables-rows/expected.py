{
'format': 1,
'name': 'case',
'prefix': 'nb_6a1afc0965eb4c0c',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'indices', 'hosts', 'variables', 'enums', 'pointers'),
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
'Pair': ('record', 8, 4, 'tdpcCmsSiIDg', '7fb8b5b0df624c6c', (), (('a', 'i', 0, -1), ('b', 's', 32, -1)), {'set': (0,), '()': (1, 2)}),
'Hue': ('enum', 'i', True, (('red', 0), ('green', 1))),
'Holder': ('record', 1, 1, 'tdpcCmsSiIDe', 'bd7fcbcb9fdc7aaf', (), (), {'()': (10,)}),
},
'rows': (
('M', 'Pair::set', 'v', ('i x',), 0, 0, 5, {'owner': 'Pair'}),
('c', 'Pair::Pair', 'v', (), 0, 0, 2, {'owner': 'Pair'}),
('x', 'Pair::Pair', 'v', ('i a', 's b'), 0, 0, 2, {'owner': 'Pair'}),
('k', 'grid', 'PKf', (), 0, 0, 8, {'variable': ('', 'd', 6), 'shape': (2, 3)}),
('k', 'hues', 'PK{Hue}', (), 0, 0, 9, {'variable': ('', 'd', 2), 'shape': (1, 2)}),
('k', 'cube', 'PKd', (), 0, 0, 10, {'variable': ('cube', 'c', 8), 'shape': (2, 2, 2)}),
('k', 'work', 'Pi', (), 0, 0, 11, {'variable': ('work', 'd', 6), 'shape': (2, 3)}),
('k', 'flags', 'Pb', (), 0, 0, 12, {'variable': ('flags', 'd', 4), 'shape': (2, 2)}),
('k', 'cells', 'P{Pair}', (), 0, 0, 13, {'variable': ('cells', 'd', 4), 'shape': (2, 2)}),
('k', 'Holder::table', 'PKi', (), 0, 0, 15, {'variable': ('_ZN6Holder5tableE', 'd', 4), 'shape': (2, 2)}),
('c', 'Holder::Holder', 'v', (), 0, 0, 14, {'owner': 'Holder'}),
('k', 'open', 'Pi', (), 0, 0, 17, {'variable': ('open', 'd', 0), 'shape': (0, 2)}),
('f', 'of_all', 'f', ('RA2_A3_Kf g',), 0, 0, 18, None),
('f', 'of_rows', 'f', ('PA3_Kf g',), 0, 0, 19, None),
('f', 'of_elements', 'f', ('PKf g', 'i n'), 0, 0, 20, None),
('f', 'written', 'i', ('RA2_A3_i g',), 0, 0, 21, None),
),
'names': {
'': {
 'Pair': ('type', 'Pair'),
 'Hue': ('type', 'Hue'),
 'grid': ('object', 3),
 'hues': ('object', 4),
 'cube': ('object', 5),
 'work': ('object', 6),
 'flags': ('object', 7),
 'cells': ('object', 8),
 'Holder': ('type', 'Holder'),
 'open': ('object', 11),
 'of_all': (12,),
 'of_rows': (13,),
 'of_elements': (14,),
 'written': (15,),
},
'Holder': {
 'table': ('object', 9),
},
},
'skipped': {
},
'units': (
(0, 16,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Pair)==8&&alignof(::Pair)==4&&__builtin_offsetof(::Pair,a)==0&&__builtin_offsetof(::Pair,b)==4,"layout of Pair");\n'
'static_assert(sizeof(::Holder)==1&&alignof(::Holder)==1,"layout of Holder");\n'
'extern "C" __device__ void nb_6a1afc0965eb4c0c_0(::Pair*nbo,int nb0){nbo->set(nb0);}\n'
'extern "C" __device__ void nb_6a1afc0965eb4c0c_1(::Pair*nbr){::new((void*)nbr)::Pair();}\n'
'extern "C" __device__ void nb_6a1afc0965eb4c0c_2(::Pair*nbr,int nb0,short nb1){::new((void*)nbr)::Pair{nb0,nb1};}\n'
'extern "C" __device__ const float*nb_6a1afc0965eb4c0c_3(){return (const float*)&::grid;}\n'
'extern "C" __device__ const ::Hue*nb_6a1afc0965eb4c0c_4(){return (const ::Hue*)&::hues;}\n'
'extern "C" __device__ const double*nb_6a1afc0965eb4c0c_5(){return (const double*)&::cube;}\n'
'extern "C" __device__ int*nb_6a1afc0965eb4c0c_6(){return (int*)&::work;}\n'
'extern "C" __device__ bool*nb_6a1afc0965eb4c0c_7(){return (bool*)&::flags;}\n'
'extern "C" __device__ ::Pair*nb_6a1afc0965eb4c0c_8(){return (::Pair*)&::cells;}\n'
'extern "C" __device__ const int*nb_6a1afc0965eb4c0c_9(){return (const int*)&::Holder::table;}\n'
'extern "C" __device__ void nb_6a1afc0965eb4c0c_10(::Holder*nbr){::new((void*)nbr)::Holder();}\n'
'extern "C" __device__ int*nb_6a1afc0965eb4c0c_11(){return (int*)&::open;}\n'
'extern "C" __device__ float nb_6a1afc0965eb4c0c_12(const float(*nb0)[2][3]){return ::of_all(*nb0);}\n'
'extern "C" __device__ float nb_6a1afc0965eb4c0c_13(const float(*nb0)[3]){return ::of_rows(nb0);}\n'
'extern "C" __device__ float nb_6a1afc0965eb4c0c_14(const float*nb0,int nb1){return ::of_elements(nb0,nb1);}\n'
'extern "C" __device__ int nb_6a1afc0965eb4c0c_15(int(*nb0)[2][3]){return ::written(*nb0);}\n'
),
),
'link': (),
}
