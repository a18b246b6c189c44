{
'format': 1,
'name': 'case',
'prefix': 'nb_a608f487b21401e4',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'hosts'),
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
'Whole': ('record', 4, 4, 'tdpcCmsSD', '4e2bd549b0ee7da2', (), (('i', 'i', 0, -1),), {'()': (6,), 'operator': (7,), 'of': (8,)}),
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
),
'names': {
'': {
 'half': (0,),
 'pick': (1, 2, 3),
 'by_reference': (4,),
 'by_rvalue': (5,),
 'Whole': ('type', 'Whole'),
 'operator""_km': (9,),
},
},
'skipped': {
'stored': "header.cuh:9: parameter 'x': the device has no long double",
'changed': "header.cuh:10: parameter 'x': the device has no long double",
},
'units': (
(0, 10,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Whole)==4&&alignof(::Whole)==4&&__builtin_offsetof(::Whole,i)==0,"layout of Whole");\n'
'extern "C" __device__ double nb_a608f487b21401e4_0(double nb0){return ::half((long double)nb0);}\n'
'extern "C" __device__ int nb_a608f487b21401e4_1(float nb0){return ::pick(nb0);}\n'
'extern "C" __device__ int nb_a608f487b21401e4_2(double nb0){return ::pick(nb0);}\n'
'extern "C" __device__ int nb_a608f487b21401e4_3(double nb0){return ::pick((long double)nb0);}\n'
'extern "C" __device__ double nb_a608f487b21401e4_4(double nb0){return ::by_reference((long double)nb0);}\n'
'extern "C" __device__ double nb_a608f487b21401e4_5(double nb0){return ::by_rvalue((long double)nb0);}\n'
'extern "C" __device__ void nb_a608f487b21401e4_6(::Whole*nbr,double nb0){::new((void*)nbr)::Whole((long double)nb0);}\n'
'extern "C" __device__ double nb_a608f487b21401e4_7(const ::Whole*nbo){return nbo->operator long double();}\n'
'extern "C" __device__ double nb_a608f487b21401e4_8(double nb0){return ::Whole::of((long double)nb0);}\n'
'extern "C" __device__ double nb_a608f487b21401e4_8_1(){return ::Whole::of();}\n'
'extern "C" __device__ double nb_a608f487b21401e4_9(double nb0){return ::operator""_km((long double)nb0);}\n'
),
),
'link': (),
}
