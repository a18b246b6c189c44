{
'format': 1,
'name': 'case',
'prefix': 'nb_99a9ca40263e0057',
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
'a::b::Deep': ('record', 4, 4, 'tdpcCmsSiIDg', '0a87336336beec76', (), (('x', 'i', 0, -1),), {'get': (0,), '()': (1, 2)}),
'F': ('record', 4, 4, 'tdpcCmsSiIDg', '882bf0a9f6bcf863', (), (('v', 'i', 0, -1),), {'()': (6, 7)}),
'Holder': ('record', 4, 4, 'tdpcCmsSiIDg', 'e8716588efc82222', (), (('y', 'i', 0, -1),), {'()': (8, 9)}),
'Unnamed': ('record', 8, 4, 'tdpcCmsSiIDg', '280123656da9976b', (), (('m', 'i', 0, -1), ('n', 'f', 32, -1)), {'()': (10, 11)}),
'UnnamedEnum': ('enum', 'j', False, (('UA', 0), ('UB', 7))),
'U': ('record', 4, 4, 'tdpucCmsSiID', 'b3ba72578666c13b', (), (('i', 'i', 0, -1), ('f', 'f', 0, -1)), {'()': (23,)}),
},
'rows': (
('m', 'a::b::Deep::get', 'i', (), 0, 0, 6, {'owner': 'a::b::Deep'}),
('c', 'a::b::Deep::Deep', 'v', (), 0, 0, 4, {'owner': 'a::b::Deep'}),
('x', 'a::b::Deep::Deep', 'v', ('i x',), 0, 0, 4, {'owner': 'a::b::Deep'}),
('f', 'a::b::outside', 'i', ('i x',), 0, 0, 8, None),
('o', 'operator+', '{F}', ('{F} p', '{F} q'), 0, 0, 15, None),
('f', 'hidden', 'i', ('RK{F} f',), 0, 0, 16, None),
('c', 'F::F', 'v', (), 0, 0, 13, {'owner': 'F'}),
('x', 'F::F', 'v', ('i v',), 0, 0, 13, {'owner': 'F'}),
('c', 'Holder::Holder', 'v', (), 0, 0, 19, {'owner': 'Holder'}),
('x', 'Holder::Holder', 'v', ('i y',), 0, 0, 19, {'owner': 'Holder'}),
('c', 'Unnamed::Unnamed', 'v', (), 0, 0, 23, {'owner': 'Unnamed'}),
('x', 'Unnamed::Unnamed', 'v', ('i m', 'f n'), 0, 0, 23, {'owner': 'Unnamed'}),
('f', 'takes', 'i', ('{Unnamed} u', '{UnnamedEnum} e'), 0, 0, 28, None),
('f', 'sum3', 'i', ('PKi x',), 0, 0, 29, None),
('f', 'second', 'i', ('RA3_Ki x',), 0, 0, 30, None),
('f', 'through', 'i', ('PPi p',), 0, 0, 31, None),
('f', 'twice', 'i', ('i x',), 0, 0, 33, None),
('f', 'get_callback', 'PF{int (int)}', (), 0, 0, 34, None),
('f', 'call_back', 'i', ('PF{int (int)} f', 'i x'), 0, 0, 35, None),
('f', 'length', 'i', ('PKc s',), 0, 0, 36, None),
('f', 'greeting', 'PKc', (), 0, 0, 42, None),
('f', 'is_volatile', 'i', ('PVi p',), 0, 0, 43, None),
('f', 'first', 'f', ('PKf a', 'Pf b'), 0, 0, 44, None),
('c', 'U::U', 'v', (), 0, 0, 45, {'owner': 'U'}),
('f', 'as_union', '{U}', ('i i',), 0, 0, 49, None),
('f', 'as_float', 'f', ('{U} u',), 0, 0, 54, None),
('f', 'lib::there', 'i', ('i x',), 0, 0, 60, None),
),
'names': {
'': {
 'a': ('namespace', 'a'),
 'F': ('type', 'F'),
 'operator+': (4,),
 'hidden': (5,),
 'ANON_A': ('value', 3, 'j'),
 'ANON_B': ('value', 4, 'j'),
 'Holder': ('type', 'Holder'),
 'Unnamed': ('type', 'Unnamed'),
 'UnnamedEnum': ('type', 'UnnamedEnum'),
 'UA': ('value', 0, '{UnnamedEnum}'),
 'UB': ('value', 7, '{UnnamedEnum}'),
 'takes': (12,),
 'sum3': (13,),
 'second': (14,),
 'through': (15,),
 'callback': ('alias', 'PF{int (int)}'),
 'twice': (16,),
 'get_callback': (17,),
 'call_back': (18,),
 'length': (19,),
 'greeting': (20,),
 'is_volatile': (21,),
 'first': (22,),
 'U': ('type', 'U'),
 'as_union': (24,),
 'as_float': (25,),
 'lib': ('namespace', 'lib'),
},
'a': {
 'b': ('namespace', 'a::b'),
},
'a::b': {
 'Deep': ('type', 'a::b::Deep'),
 'outside': (3,),
},
'Holder': {
 'Inner': ('value', 5, 'j'),
},
'lib': {
 'there': (26,),
},
},
'skipped': {
},
'units': (
(0, 27,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::a::b::Deep)==4&&alignof(::a::b::Deep)==4&&__builtin_offsetof(::a::b::Deep,x)==0,"layout of a::b::Deep");\n'
'static_assert(sizeof(::F)==4&&alignof(::F)==4&&__builtin_offsetof(::F,v)==0,"layout of F");\n'
'static_assert(sizeof(::Holder)==4&&alignof(::Holder)==4&&__builtin_offsetof(::Holder,y)==0,"layout of Holder");\n'
'static_assert(sizeof(::Unnamed)==8&&alignof(::Unnamed)==4&&__builtin_offsetof(::Unnamed,m)==0&&__builtin_offsetof(::Unnamed,n)==4,"layout of Unnamed");\n'
'static_assert(sizeof(::U)==4&&alignof(::U)==4&&__builtin_offsetof(::U,i)==0&&__builtin_offsetof(::U,f)==0,"layout of U");\n'
'extern "C" __device__ int nb_99a9ca40263e0057_0(const ::a::b::Deep*nbo){return nbo->get();}\n'
'extern "C" __device__ void nb_99a9ca40263e0057_1(::a::b::Deep*nbr){::new((void*)nbr)::a::b::Deep();}\n'
'extern "C" __device__ void nb_99a9ca40263e0057_2(::a::b::Deep*nbr,int nb0){::new((void*)nbr)::a::b::Deep{nb0};}\n'
'extern "C" __device__ int nb_99a9ca40263e0057_3(int nb0){return ::a::b::outside(nb0);}\n'
'extern "C" __device__ void nb_99a9ca40263e0057_4(::F*nbr,const ::F*nb0,const ::F*nb1){::new((void*)nbr)::F((*nb0) + (*nb1));}\n'
'extern "C" __device__ int nb_99a9ca40263e0057_5(const ::F*nb0){return hidden(*nb0);}\n'
'extern "C" __device__ void nb_99a9ca40263e0057_6(::F*nbr){::new((void*)nbr)::F();}\n'
'extern "C" __device__ void nb_99a9ca40263e0057_7(::F*nbr,int nb0){::new((void*)nbr)::F{nb0};}\n'
'extern "C" __device__ void nb_99a9ca40263e0057_8(::Holder*nbr){::new((void*)nbr)::Holder();}\n'
'extern "C" __device__ void nb_99a9ca40263e0057_9(::Holder*nbr,int nb0){::new((void*)nbr)::Holder{nb0};}\n'
'extern "C" __device__ void nb_99a9ca40263e0057_10(::Unnamed*nbr){::new((void*)nbr)::Unnamed();}\n'
'extern "C" __device__ void nb_99a9ca40263e0057_11(::Unnamed*nbr,int nb0,float nb1){::new((void*)nbr)::Unnamed{nb0,nb1};}\n'
'extern "C" __device__ int nb_99a9ca40263e0057_12(const ::Unnamed*nb0,unsigned int nb1){return ::takes(*nb0,(::UnnamedEnum)nb1);}\n'
'extern "C" __device__ int nb_99a9ca40263e0057_13(const int*nb0){return ::sum3(nb0);}\n'
'extern "C" __device__ int nb_99a9ca40263e0057_14(const int(*nb0)[3]){return ::second(*nb0);}\n'
'extern "C" __device__ int nb_99a9ca40263e0057_15(int**nb0){return ::through(nb0);}\n'
'extern "C" __device__ int nb_99a9ca40263e0057_16(int nb0){return ::twice(nb0);}\n'
'extern "C" __device__ void *nb_99a9ca40263e0057_17(){return (void*)::get_callback();}\n'
'extern "C" __device__ int nb_99a9ca40263e0057_18(int(*nb0)(int),int nb1){return ::call_back(nb0,nb1);}\n'
'extern "C" __device__ int nb_99a9ca40263e0057_19(const char*nb0){return ::length(nb0);}\n'
'extern "C" __device__ const char*nb_99a9ca40263e0057_20(){return ::greeting();}\n'
'extern "C" __device__ int nb_99a9ca40263e0057_21(volatile int*nb0){return ::is_volatile(nb0);}\n'
'extern "C" __device__ float nb_99a9ca40263e0057_22(const float*nb0,float*nb1){return ::first(nb0,nb1);}\n'
'extern "C" __device__ void nb_99a9ca40263e0057_23(::U*nbr){::new((void*)nbr)::U();}\n'
'extern "C" __device__ void nb_99a9ca40263e0057_24(::U*nbr,int nb0){::new((void*)nbr)::U(::as_union(nb0));}\n'
'extern "C" __device__ float nb_99a9ca40263e0057_25(const ::U*nb0){return ::as_float(*nb0);}\n'
'extern "C" __device__ int nb_99a9ca40263e0057_26(int nb0){return ::lib::v2::there(nb0);}\n'
),
),
'link': (),
'inline': {'lib::v2': 'lib'},
}
