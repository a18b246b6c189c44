{
'format': 1,
'name': 'case',
'prefix': 'nb_e92e0eb2ab9cb100',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'temporaries', 'hosts', 'initials', 'enums', 'pointers'),
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
'Ref': ('record', 8, 8, 'tdpcCmsSD', 'e34641d30f85bc05', (), (('p', 'Pi', 0, -1),), {'()': (0,), 'operator+=': (1,), 'get': (2,)}),
'Value': ('record', 4, 4, 'tdpcCmsSD', '155495ab89cf4ce1', (), (('v', 'i', 0, -1),), {'()': (3,), 'operator+=': (4,)}),
'Pinned': ('record', 4, 4, 'tdpsSD', 'c753dc6ee786b486', (), (('v', 'i', 0, -1),), {'operator+=': (5,)}, {'initial': {}}),
'Flag': ('enum', 'j', False, (('one', 1), ('two', 2))),
},
'rows': (
('c', 'Ref::Ref', 'v', ('Pi q',), 0, 0, 4, {'owner': 'Ref'}),
('m', 'Ref::operator+=', 'i', ('i x',), 0, 0, 5, {'owner': 'Ref'}),
('m', 'Ref::get', 'i', (), 0, 0, 6, {'owner': 'Ref'}),
('c', 'Value::Value', 'v', ('i x',), 0, 0, 10, {'owner': 'Value'}),
('M', 'Value::operator+=', 'i', ('i x',), 0, 0, 11, {'owner': 'Value'}),
('M', 'Pinned::operator+=', 'i', ('i x',), 0, 0, 16, {'owner': 'Pinned'}),
),
'names': {
'': {
 'Ref': ('type', 'Ref'),
 'Value': ('type', 'Value'),
 'Pinned': ('type', 'Pinned'),
 'Flag': ('type', 'Flag'),
 'one': ('value', 1, '{Flag}'),
 'two': ('value', 2, '{Flag}'),
},
},
'skipped': {
'Pinned::Pinned': 'header.cuh:15: deleted',
'operator|=': 'header.cuh:19: operator|= that changes nothing',
},
'units': (
(0, 6,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Ref)==8&&alignof(::Ref)==8&&__builtin_offsetof(::Ref,p)==0,"layout of Ref");\n'
'static_assert(sizeof(::Value)==4&&alignof(::Value)==4&&__builtin_offsetof(::Value,v)==0,"layout of Value");\n'
'static_assert(sizeof(::Pinned)==4&&alignof(::Pinned)==4&&__builtin_offsetof(::Pinned,v)==0,"layout of Pinned");\n'
'extern "C" __device__ void nb_e92e0eb2ab9cb100_0(::Ref*nbr,int*nb0){::new((void*)nbr)::Ref(nb0);}\n'
'extern "C" __device__ int nb_e92e0eb2ab9cb100_1(const ::Ref*nbo,int nb0){return nbo->operator+=(nb0);}\n'
'extern "C" __device__ int nb_e92e0eb2ab9cb100_2(const ::Ref*nbo){return nbo->get();}\n'
'extern "C" __device__ void nb_e92e0eb2ab9cb100_3(::Value*nbr,int nb0){::new((void*)nbr)::Value(nb0);}\n'
'extern "C" __device__ int nb_e92e0eb2ab9cb100_4(::Value*nbo,int nb0){return nbo->operator+=(nb0);}\n'
'extern "C" __device__ int nb_e92e0eb2ab9cb100_5(::Pinned*nbo,int nb0){return nbo->operator+=(nb0);}\n'
),
),
'link': (),
}
