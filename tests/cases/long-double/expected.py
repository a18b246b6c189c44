{
'format': 1,
'name': 'case',
'prefix': 'nb_c9ce41d85ec42645',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'indices', 'temporaries', 'hosts', 'initials', 'enums', 'pointers', 'numbers'),
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
'Whole': ('record', 4, 4, 'tdpcCmsSD', 'b381930ccf5ff0e0', (), (('i', 'i', 0, -1),), {'()': (6,), 'operator': (7,), 'of': (8,)}),
'Stored': ('record', 32, 16, 'tdcCmsSD', '27fe8337a2e435fd', (), (('n', 'i', 128, -1),), {'()': (10,), 'get': (11,)}, {'hidden': (('x', "a field of type 'long double', which has no counterpart", 0, 128),)}),
'Two<long double>': ('record', 32, 32, 'tdcCmsSiID', '4c201761a17b63dc', (), (), {}, {'hidden': (('a', "a field of type 'long double', which has no counterpart", 0, 128), ('b', "a field of type 'long double', which has no counterpart", 128, 128),)}),
},
'rows': (
('f', 'half', 'e', ('e x',), 0, 0, 3, None),
('f', 'pick', 'i', ('f x',), 0, 0, 4, None),
('f', 'pick', 'i', ('d x',), 0, 0, 5, None),
('f', 'pick', 'i', ('e x',), 0, 0, 6, None),
('f', 'by_reference', 'd', ('RKe x',), 0, 0, 7, None),
('f', 'by_rvalue', 'd', ('Oe x',), 0, 0, 8, None),
('c', 'Whole::Whole', 'v', ('e x',), 0, 0, 13, {'owner': 'Whole'}),
('v', 'Whole::operator long double', 'e', (), 0, 0, 14, {'owner': 'Whole'}),
('s', 'Whole::of', 'e', ('e x',), 1, 0, 15, {'owner': 'Whole'}),
('f', 'operator""_km', 'e', ('e x',), 0, 0, 17, None),
('c', 'Stored::Stored', 'v', ('e x',), 0, 0, 21, {'owner': 'Stored'}),
('m', 'Stored::get', 'd', (), 0, 0, 22, {'owner': 'Stored'}),
('f', 'two', '{Two<long double>}', ('e a', 'i b'), 1, 0, 25, None),
('f', 'sum', 'e', ('{Two<long double>} x',), 0, 0, 26, None),
('f', 'twice', 'd', ('{Stored} s', '{Stored} t'), 0, 0, 27, None),
),
'names': {
'': {
 'half': (0,),
 'pick': (1, 2, 3),
 'by_reference': (4,),
 'by_rvalue': (5,),
 'Whole': ('type', 'Whole'),
 'operator""_km': (9,),
 'Stored': ('type', 'Stored'),
 'two': (12,),
 'sum': (13,),
 'twice': (14,),
 'Two': ('template', 'template: needs arguments (typename T)'),
},
},
'skipped': {
'stored': "header.cuh:9: parameter 'x': the device has no long double",
'changed': "header.cuh:10: parameter 'x': the device has no long double",
'Stored::x': "header.cuh:19: a field of type 'long double', which has no counterpart",
},
'units': (
(0, 15,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Whole)==4&&alignof(::Whole)==4&&__builtin_offsetof(::Whole,i)==0,"layout of Whole");\n'
'static_assert(sizeof(::Stored)==32&&alignof(::Stored)==16&&__builtin_offsetof(::Stored,n)==16,"layout of Stored");\n'
'static_assert(sizeof(::Two<long double>)==32&&alignof(::Two<long double>)==32,"layout of Two<long double>");\n'
'extern "C" __device__ double nb_c9ce41d85ec42645_0(double nb0){return ::half((long double)nb0);}\n'
'extern "C" __device__ int nb_c9ce41d85ec42645_1(float nb0){return ::pick(nb0);}\n'
'extern "C" __device__ int nb_c9ce41d85ec42645_2(double nb0){return ::pick(nb0);}\n'
'extern "C" __device__ int nb_c9ce41d85ec42645_3(double nb0){return ::pick((long double)nb0);}\n'
'extern "C" __device__ double nb_c9ce41d85ec42645_4(double nb0){return ::by_reference((long double)nb0);}\n'
'extern "C" __device__ double nb_c9ce41d85ec42645_5(double nb0){return ::by_rvalue((long double)nb0);}\n'
'extern "C" __device__ void nb_c9ce41d85ec42645_6(::Whole*nbr,double nb0){::new((void*)nbr)::Whole((long double)nb0);}\n'
'extern "C" __device__ double nb_c9ce41d85ec42645_7(const ::Whole*nbo){return nbo->operator long double();}\n'
'extern "C" __device__ double nb_c9ce41d85ec42645_8(double nb0){return ::Whole::of((long double)nb0);}\n'
'extern "C" __device__ double nb_c9ce41d85ec42645_8_1(){return ::Whole::of();}\n'
'extern "C" __device__ double nb_c9ce41d85ec42645_9(double nb0){return ::operator""_km((long double)nb0);}\n'
'extern "C" __device__ void nb_c9ce41d85ec42645_10(::Stored*nbr,double nb0){::new((void*)nbr)::Stored((long double)nb0);}\n'
'extern "C" __device__ double nb_c9ce41d85ec42645_11(const ::Stored*nbo){return nbo->get();}\n'
'extern "C" __device__ void nb_c9ce41d85ec42645_12(::Two<long double>*nbr,double nb0,int nb1){::new((void*)nbr)::Two<long double>(::two((long double)nb0,nb1));}\n'
'extern "C" __device__ void nb_c9ce41d85ec42645_12_1(::Two<long double>*nbr,double nb0){::new((void*)nbr)::Two<long double>(::two((long double)nb0));}\n'
'extern "C" __device__ double nb_c9ce41d85ec42645_13(const ::Two<long double>*nb0){return ::sum(*nb0);}\n'
'extern "C" __device__ double nb_c9ce41d85ec42645_14(const ::Stored*nb0,const ::Stored*nb1){return ::twice(*nb0,*nb1);}\n'
),
),
'link': (),
'templates': {
'Two': (('c', (('typename', 'T', ''),), 'header.cuh:24'),),
},
}
