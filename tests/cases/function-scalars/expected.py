{
'format': 1,
'name': 'case',
'prefix': 'nb_3b9a07354f7d1172',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
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
},
'rows': (
('f', 'negate', 'b', ('b x',), 0, 0, 2, None),
('f', 'next', 'c', ('c x',), 0, 0, 3, None),
('f', 'flip', 'a', ('a x',), 0, 0, 4, None),
('f', 'top', 'h', ('h x',), 0, 0, 5, None),
('f', 'half_of', 's', ('s x',), 0, 0, 6, None),
('f', 'low', 't', ('t x',), 0, 0, 7, None),
('f', 'sum', 'i', ('i a', 'i b'), 0, 0, 8, None),
('f', 'shift', 'j', ('j x',), 0, 0, 9, None),
('f', 'wide', 'l', ('l x',), 0, 0, 10, None),
('f', 'uwide', 'm', ('m x',), 0, 0, 11, None),
('f', 'wider', 'x', ('x x',), 0, 0, 12, None),
('f', 'uwider', 'y', ('y x',), 0, 0, 13, None),
('f', 'scale', 'f', ('f x', 'f by'), 0, 0, 14, None),
('f', 'precise', 'd', ('d x',), 0, 0, 15, None),
('f', 'nothing', 'v', (), 0, 0, 16, None),
),
'names': {
'': {
 'negate': (0,),
 'next': (1,),
 'flip': (2,),
 'top': (3,),
 'half_of': (4,),
 'low': (5,),
 'sum': (6,),
 'shift': (7,),
 'wide': (8,),
 'uwide': (9,),
 'wider': (10,),
 'uwider': (11,),
 'scale': (12,),
 'precise': (13,),
 'nothing': (14,),
},
},
'skipped': {
},
'units': (
(0, 15,
'#pragma nv_diag_suppress 1427, 1444\n'
'extern "C" __device__ bool nb_3b9a07354f7d1172_0(bool nb0){return ::negate(nb0);}\n'
'extern "C" __device__ char nb_3b9a07354f7d1172_1(char nb0){return ::next(nb0);}\n'
'extern "C" __device__ signed char nb_3b9a07354f7d1172_2(signed char nb0){return ::flip(nb0);}\n'
'extern "C" __device__ unsigned char nb_3b9a07354f7d1172_3(unsigned char nb0){return ::top(nb0);}\n'
'extern "C" __device__ short nb_3b9a07354f7d1172_4(short nb0){return ::half_of(nb0);}\n'
'extern "C" __device__ unsigned short nb_3b9a07354f7d1172_5(unsigned short nb0){return ::low(nb0);}\n'
'extern "C" __device__ int nb_3b9a07354f7d1172_6(int nb0,int nb1){return ::sum(nb0,nb1);}\n'
'extern "C" __device__ unsigned int nb_3b9a07354f7d1172_7(unsigned int nb0){return ::shift(nb0);}\n'
'extern "C" __device__ long nb_3b9a07354f7d1172_8(long nb0){return ::wide(nb0);}\n'
'extern "C" __device__ unsigned long nb_3b9a07354f7d1172_9(unsigned long nb0){return ::uwide(nb0);}\n'
'extern "C" __device__ long long nb_3b9a07354f7d1172_10(long long nb0){return ::wider(nb0);}\n'
'extern "C" __device__ unsigned long long nb_3b9a07354f7d1172_11(unsigned long long nb0){return ::uwider(nb0);}\n'
'extern "C" __device__ float nb_3b9a07354f7d1172_12(float nb0,float nb1){return ::scale(nb0,nb1);}\n'
'extern "C" __device__ double nb_3b9a07354f7d1172_13(double nb0){return ::precise(nb0);}\n'
'extern "C" __device__ void nb_3b9a07354f7d1172_14(){::nothing();}\n'
),
),
'link': (),
}
