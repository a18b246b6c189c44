{
'format': 1,
'name': 'case',
'prefix': 'nb_51203a836514d8b2',
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
'Pair': ('record', 8, 4, 'tdpcCmsSiIDg', '7b7ecbd40d1d3d34', (), (('a', 'i', 0, -1), ('b', 's', 32, -1)), {'()': (0, 1)}),
},
'rows': (
('c', 'Pair::Pair', 'v', (), 0, 0, 2, {'owner': 'Pair'}),
('x', 'Pair::Pair', 'v', ('i a', 's b'), 0, 0, 2, {'owner': 'Pair'}),
('k', 'primes', 'PKi', (), 0, 0, 6, {'variable': ('', 'd', 3)}),
('k', 'others', 'PKi', (), 0, 0, 7, {'variable': ('', 'd', 1)}),
('k', 'grid', 'PKf', (), 0, 0, 8, {'variable': ('', 'd', 6), 'shape': (2, 3)}),
('k', 'pairs', 'PK{Pair}', (), 0, 0, 9, {'variable': ('', 'd', 2)}),
('k', 'halves', 'PKd', (), 0, 0, 10, {'variable': ('', 'd', 2)}),
('k', 'bytes', 'PKh', (), 0, 0, 11, {'variable': ('', 'd', 2)}),
('k', 'steps', 'PKs', (), 0, 0, 12, {'variable': ('', 'c', 2)}),
('k', 'ns::wide', 'PKx', (), 0, 0, 14, {'variable': ('', 'd', 2)}),
('f', 'total', 'i', ('PKi list', 'i n'), 0, 0, 17, None),
('f', 'cleared', 'i', ('Pi list',), 0, 0, 18, None),
),
'names': {
'': {
 'Pair': ('type', 'Pair'),
 'primes': ('object', 2),
 'others': ('object', 3),
 'grid': ('object', 4),
 'pairs': ('object', 5),
 'halves': ('object', 6),
 'bytes': ('object', 7),
 'steps': ('object', 8),
 'ns': ('namespace', 'ns'),
 'total': (10,),
 'cleared': (11,),
},
'ns': {
 'wide': ('object', 9),
},
},
'skipped': {
'of_host': 'header.cuh:16: an array of the host; as constexpr it can be read',
},
'units': (
(0, 12,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Pair)==8&&alignof(::Pair)==4&&__builtin_offsetof(::Pair,a)==0&&__builtin_offsetof(::Pair,b)==4,"layout of Pair");\n'
'extern "C" __device__ void nb_51203a836514d8b2_0(::Pair*nbr){::new((void*)nbr)::Pair();}\n'
'extern "C" __device__ void nb_51203a836514d8b2_1(::Pair*nbr,int nb0,short nb1){::new((void*)nbr)::Pair{nb0,nb1};}\n'
'extern "C" __device__ const int*nb_51203a836514d8b2_2(){return (const int*)&::primes;}\n'
'extern "C" __device__ const int*nb_51203a836514d8b2_3(){return (const int*)&::others;}\n'
'extern "C" __device__ const float*nb_51203a836514d8b2_4(){return (const float*)&::grid;}\n'
'extern "C" __device__ const ::Pair*nb_51203a836514d8b2_5(){return (const ::Pair*)&::pairs;}\n'
'extern "C" __device__ const double*nb_51203a836514d8b2_6(){return (const double*)&::halves;}\n'
'extern "C" __device__ const unsigned char*nb_51203a836514d8b2_7(){return (const unsigned char*)&::bytes;}\n'
'extern "C" __device__ const short*nb_51203a836514d8b2_8(){return (const short*)&::steps;}\n'
'extern "C" __device__ const long long*nb_51203a836514d8b2_9(){return (const long long*)&::ns::wide;}\n'
'extern "C" __device__ int nb_51203a836514d8b2_10(const int*nb0,int nb1){return ::total(nb0,nb1);}\n'
'extern "C" __device__ int nb_51203a836514d8b2_11(int*nb0){return ::cleared(nb0);}\n'
),
),
'link': (),
}
