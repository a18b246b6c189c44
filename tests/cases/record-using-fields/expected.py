{
'format': 1,
'name': 'case',
'prefix': 'nb_4f99fb764f6ec1df',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'indices', 'temporaries', 'hosts', 'enums', 'pointers', 'numbers'),
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
'Base': ('record', 16, 4, 'tdpcCmsSiID', 'a57dcf64f37e257a', (), (('x', 'i', 0, -1), ('y', 'f', 32, -1), ('bits', 's', 64, 3), ('i', 'i', 96, -1), ('f', 'f', 96, -1)), {'()': (2,)}),
'Base::Inner': ('record', 4, 4, 'tdpcCmsSiIDg', 'af27d86090c3a0e6', (), (('i', 'i', 0, -1),), {'()': (0, 1)}),
'Before': ('record', 8, 8, 'tdpcCmsSiIDg', '8096b68f1bc12ee5', (), (('d', 'd', 0, -1),), {'()': (3, 4)}),
'Priv': ('record', 32, 8, 'tdcCmsSiID', '5e421a27a5b2461a', (), (('z', 'i', 192, -1), ('i', 'i', 160, -1), ('bits', 's', 128, 3), ('x', 'i', 64, -1)), {'()': (5,)}, {'hidden': (('Before', 'private base class', 0, 64), ('Base', 'private base class', 64, 128),)}),
'Further': ('record', 32, 8, 'tdcCmsSiID', '4faf5cbcb1de21a1', (('Priv', 0, ''),), (('w', 'i', 224, -1),), {'()': (6,)}),
'Prot': ('record', 8, 4, 'tdcCmsSiID', '5508302627d4ffcd', (), (('q', 'i', 0, -1),), {'()': (7,)}, {'hidden': (('p', 'protected', 32, 32),)}),
'Opened': ('record', 8, 4, 'tdcCmsSiID', '8321eb587b047d09', (('Prot', 0, ''),), (('p', 'i', 32, -1),), {'()': (8,)}),
'Closed': ('record', 20, 4, 'tdpcCmsSiID', '0c772bcc3d86f66b', (('Base', 0, ''),), (('k', 'i', 128, -1),), {'()': (9,)}, {'hidden': (('y', 'private', 32, 32),)}),
'Same': ('record', 20, 4, 'tdpcCmsSiID', '060c6b64272f06cf', (('Base', 0, ''),), (('k', 'i', 128, -1),), {'()': (10,)}),
'Virtual': ('record', 24, 8, 'dcmsiDv', '6ab114f8b3036e89', (('Base', -1, 'v'),), (), {'()': (11, 12), 'operator=': (13,)}, {'hidden': (('x', 'a field of a virtual base class', -1, 32),)}),
'OfInstance': ('record', 4, 4, 'tdcCmsSiID', '4add13dec0722ffe', (), (('t', 'i', 0, -1),), {'()': (14,)}, {'hidden': (('Tm<int>', 'private base class', 0, 32),)}),
'Tm<int>': ('record', 4, 4, 'tdpcCmsSiIDg', '6fe7491943499452', (), (('t', 'i', 0, -1),), {}),
},
'rows': (
('c', 'Base::Inner::Inner', 'v', (), 0, 0, 11, {'owner': 'Base::Inner'}),
('x', 'Base::Inner::Inner', 'v', ('i i',), 0, 0, 11, {'owner': 'Base::Inner'}),
('c', 'Base::Base', 'v', (), 0, 0, 2, {'owner': 'Base'}),
('c', 'Before::Before', 'v', (), 0, 0, 15, {'owner': 'Before'}),
('x', 'Before::Before', 'v', ('d d',), 0, 0, 15, {'owner': 'Before'}),
('c', 'Priv::Priv', 'v', (), 0, 0, 18, {'owner': 'Priv'}),
('c', 'Further::Further', 'v', (), 0, 0, 26, {'owner': 'Further'}),
('c', 'Prot::Prot', 'v', (), 0, 0, 29, {'owner': 'Prot'}),
('c', 'Opened::Opened', 'v', (), 0, 0, 35, {'owner': 'Opened'}),
('c', 'Closed::Closed', 'v', (), 0, 0, 38, {'owner': 'Closed'}),
('c', 'Same::Same', 'v', (), 0, 0, 44, {'owner': 'Same'}),
('c', 'Virtual::Virtual', 'v', (), 0, 0, 48, {'owner': 'Virtual'}),
('c', 'Virtual::Virtual', 'v', ('RK{Virtual} ',), 0, 0, 48, {'owner': 'Virtual'}),
('M', 'Virtual::operator=', 'R{Virtual}', ('RK{Virtual} ',), 0, 0, 48, {'owner': 'Virtual', 'supplied': True}),
('c', 'OfInstance::OfInstance', 'v', (), 0, 0, 54, {'owner': 'OfInstance'}),
('f', 'sum', 'i', ('RK{Priv} p',), 0, 0, 57, None),
('f', 'sum', 'i', ('RK{Opened} p',), 0, 0, 58, None),
('f', 'sum', 'i', ('RK{OfInstance} p',), 0, 0, 59, None),
),
'names': {
'': {
 'Base': ('type', 'Base'),
 'Before': ('type', 'Before'),
 'Priv': ('type', 'Priv'),
 'Further': ('type', 'Further'),
 'Prot': ('type', 'Prot'),
 'Opened': ('type', 'Opened'),
 'Closed': ('type', 'Closed'),
 'Same': ('type', 'Same'),
 'Virtual': ('type', 'Virtual'),
 'OfInstance': ('type', 'OfInstance'),
 'sum': (15, 16, 17),
 'Tm': ('template', 'template: needs arguments (typename T)'),
},
'Base': {
 'K': ('value', 3, 'i'),
 'Inner': ('type', 'Base::Inner'),
},
'Priv': {
 'Inner': ('type', 'Base::Inner'),
 'K': ('value', 3, 'i'),
},
},
'skipped': {
'Closed::y': 'header.cuh:42: private',
'Virtual::x': 'header.cuh:49: a field of a virtual base class',
},
'units': (
(0, 18,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Base::Inner)==4&&alignof(::Base::Inner)==4&&__builtin_offsetof(::Base::Inner,i)==0,"layout of Base::Inner");\n'
'static_assert(sizeof(::Base)==16&&alignof(::Base)==4&&__builtin_offsetof(::Base,x)==0&&__builtin_offsetof(::Base,y)==4,"layout of Base");\n'
'static_assert(sizeof(::Before)==8&&alignof(::Before)==8&&__builtin_offsetof(::Before,d)==0,"layout of Before");\n'
'static_assert(sizeof(::Priv)==32&&alignof(::Priv)==8&&__builtin_offsetof(::Priv,z)==24,"layout of Priv");\n'
'static_assert(sizeof(::Further)==32&&alignof(::Further)==8&&__builtin_offsetof(::Further,w)==28,"layout of Further");\n'
'static_assert(sizeof(::Prot)==8&&alignof(::Prot)==4&&__builtin_offsetof(::Prot,q)==0,"layout of Prot");\n'
'static_assert(sizeof(::Opened)==8&&alignof(::Opened)==4,"layout of Opened");\n'
'static_assert(sizeof(::Closed)==20&&alignof(::Closed)==4&&__builtin_offsetof(::Closed,k)==16,"layout of Closed");\n'
'static_assert(sizeof(::Same)==20&&alignof(::Same)==4&&__builtin_offsetof(::Same,k)==16,"layout of Same");\n'
'static_assert(sizeof(::Virtual)==24&&alignof(::Virtual)==8,"layout of Virtual");\n'
'static_assert(sizeof(::OfInstance)==4&&alignof(::OfInstance)==4,"layout of OfInstance");\n'
'extern "C" __device__ void nb_4f99fb764f6ec1df_0(::Base::Inner*nbr){::new((void*)nbr)::Base::Inner();}\n'
'extern "C" __device__ void nb_4f99fb764f6ec1df_1(::Base::Inner*nbr,int nb0){::new((void*)nbr)::Base::Inner{nb0};}\n'
'extern "C" __device__ void nb_4f99fb764f6ec1df_2(::Base*nbr){::new((void*)nbr)::Base();}\n'
'extern "C" __device__ void nb_4f99fb764f6ec1df_3(::Before*nbr){::new((void*)nbr)::Before();}\n'
'extern "C" __device__ void nb_4f99fb764f6ec1df_4(::Before*nbr,double nb0){::new((void*)nbr)::Before{nb0};}\n'
'extern "C" __device__ void nb_4f99fb764f6ec1df_5(::Priv*nbr){::new((void*)nbr)::Priv();}\n'
'extern "C" __device__ void nb_4f99fb764f6ec1df_6(::Further*nbr){::new((void*)nbr)::Further();}\n'
'extern "C" __device__ void nb_4f99fb764f6ec1df_7(::Prot*nbr){::new((void*)nbr)::Prot();}\n'
'extern "C" __device__ void nb_4f99fb764f6ec1df_8(::Opened*nbr){::new((void*)nbr)::Opened();}\n'
'extern "C" __device__ void nb_4f99fb764f6ec1df_9(::Closed*nbr){::new((void*)nbr)::Closed();}\n'
'extern "C" __device__ void nb_4f99fb764f6ec1df_10(::Same*nbr){::new((void*)nbr)::Same();}\n'
'extern "C" __device__ void nb_4f99fb764f6ec1df_11(::Virtual*nbr){::new((void*)nbr)::Virtual();}\n'
'extern "C" __device__ void nb_4f99fb764f6ec1df_12(::Virtual*nbr,const ::Virtual*nb0){::new((void*)nbr)::Virtual(*nb0);}\n'
'extern "C" __device__ ::Virtual*nb_4f99fb764f6ec1df_13(::Virtual*nbo,const ::Virtual*nb0){return (::Virtual*)__builtin_addressof(*nbo=*nb0);}\n'
'extern "C" __device__ void nb_4f99fb764f6ec1df_14(::OfInstance*nbr){::new((void*)nbr)::OfInstance();}\n'
'extern "C" __device__ int nb_4f99fb764f6ec1df_15(const ::Priv*nb0){return ::sum(*nb0);}\n'
'extern "C" __device__ int nb_4f99fb764f6ec1df_16(const ::Opened*nb0){return ::sum(*nb0);}\n'
'extern "C" __device__ int nb_4f99fb764f6ec1df_17(const ::OfInstance*nb0){return ::sum(*nb0);}\n'
),
),
'link': (),
'templates': {
'Tm': (('c', (('typename', 'T', ''),), 'header.cuh:51'),),
},
}
