{
'format': 1,
'name': 'case',
'prefix': 'nb_050f9afea4e1dc7c',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'indices', 'temporaries', 'hosts', 'initials', 'enums', 'pointers'),
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
'Empty': ('record', 1, 1, 'tdpcCmsSiIDe', '37ea2c7b19c1d9e6', (), (), {'()': (0,)}),
'Over': ('record', 32, 32, 'tdpcCmsSiIDw', '7fabe5bd1bb691a7', (('Empty', 0, ''),), (('x', 'A2_A3_f', 0, -1), ('hits', 'i', 192, -1)), {'()': (1,)}, {'mutable': ('hits',)}),
'Poly': ('record', 16, 8, 'dcmsiDv', '163c7ecfcc23d12c', (), (('a', 'i', 64, -1),), {'f': (2,), '()': (3, 4), 'operator=': (5,)}),
'Root': ('record', 4, 4, 'tdpcCmsSiIDg', 'a3dc67533a2de07e', (), (('r', 'i', 0, -1),), {'()': (6, 7)}),
'Left': ('record', 16, 8, 'dcmsiDv', '1ab46bcd4518b00f', (('Root', -1, 'v'),), (('l', 'i', 64, -1),), {'()': (8, 9), 'operator=': (10,)}),
'Secret': ('record', 48, 8, 'tdcCmsSiIDw', 'e3626c42ffb6b1df', (), (('open', 'i', 64, -1), ('bits', 'j', 131, 5), ('f', 'f', 160, -1), ('i', 'i', 160, -1), ('c', 'c', 192, -1), ('next', 'P{Secret}', 256, -1), ('empties', 'A2_{Empty}', 320, -1), ('mode', '{Secret::Mode}', 352, -1)), {'()': (11,)}, {'hidden': (('Root', 'protected base class', 0, 32), ('key', 'private', 32, 32), ('busy', 'a volatile field', 96, 32),), 'mutable': ('c',)}),
'Secret::Mode': ('enum', 'j', False, (('Off', 0), ('On', 1))),
'Pair': ('record', 16, 8, 'tdpcCmsSiIDg', '28d82067c5a63199', (), (('a', '{Root}', 0, -1), ('b', 'P{Over}', 64, -1)), {'()': (12, 13)}),
'Tight': ('record', 14, 2, 'tdpckCmsSiIDg', 'bfcb929f45e38424', (), (('c', 'c', 0, -1), ('r', '{Root}', 16, -1), ('d', 'd', 48, -1)), {'()': (14, 15)}),
'NoCopy': ('record', 4, 4, 'tdpD', 'bead3dc2352ed2ee', (), (('x', 'i', 0, -1),), {}, {'initial': {}}),
'MoveOnly': ('record', 4, 4, 'dpmD', '51b2d954a3f4bc35', (), (('x', 'i', 0, -1),), {'()': (16,)}),
'Lock': ('record', 8, 8, 'pcmsSD', 'dbac8721d13ed4b7', (), (('x', 'Pi', 0, -1),), {'()': (17, 19), '~': (18,)}),
'NoEnd': ('record', 4, 4, 'tpsSg', 'aee17187eba475ce', (), (('x', 'i', 0, -1),), {'()': (20,)}),
'Both': ('record', 32, 8, 'tdpcCmsSiID', '5436d1e48a054e6a', (('Root', 0, ''), ('Pair', 8, '')), (('own', 'i', 192, -1),), {'()': (21,)}),
},
'rows': (
('c', 'Empty::Empty', 'v', (), 0, 0, 2, {'owner': 'Empty'}),
('c', 'Over::Over', 'v', (), 0, 0, 3, {'owner': 'Over'}),
('m', 'Poly::f', 'i', (), 0, 0, 4, {'owner': 'Poly'}),
('c', 'Poly::Poly', 'v', (), 0, 0, 4, {'owner': 'Poly'}),
('c', 'Poly::Poly', 'v', ('RK{Poly} ',), 0, 0, 4, {'owner': 'Poly'}),
('M', 'Poly::operator=', 'R{Poly}', ('RK{Poly} ',), 0, 0, 4, {'owner': 'Poly', 'supplied': True}),
('c', 'Root::Root', 'v', (), 0, 0, 5, {'owner': 'Root'}),
('x', 'Root::Root', 'v', ('i r',), 0, 0, 5, {'owner': 'Root'}),
('c', 'Left::Left', 'v', (), 0, 0, 6, {'owner': 'Left'}),
('c', 'Left::Left', 'v', ('RK{Left} ',), 0, 0, 6, {'owner': 'Left'}),
('M', 'Left::operator=', 'R{Left}', ('RK{Left} ',), 0, 0, 6, {'owner': 'Left', 'supplied': True}),
('c', 'Secret::Secret', 'v', (), 0, 0, 7, {'owner': 'Secret'}),
('c', 'Pair::Pair', 'v', (), 0, 0, 21, {'owner': 'Pair'}),
('x', 'Pair::Pair', 'v', ('{Root} a', 'P{Over} b'), 0, 0, 21, {'owner': 'Pair'}),
('c', 'Tight::Tight', 'v', (), 0, 0, 23, {'owner': 'Tight'}),
('x', 'Tight::Tight', 'v', ('c c', '{Root} r', 'd d'), 0, 0, 23, {'owner': 'Tight'}),
('c', 'MoveOnly::MoveOnly', 'v', ('O{MoveOnly} ',), 0, 0, 26, {'owner': 'MoveOnly'}),
('c', 'Lock::Lock', 'v', ('Pi ',), 0, 0, 27, {'owner': 'Lock'}),
('d', 'Lock::~Lock', 'v', (), 0, 0, 27, {'owner': 'Lock'}),
('c', 'Lock::Lock', 'v', ('RK{Lock} ',), 0, 0, 27, {'owner': 'Lock'}),
('x', 'NoEnd::NoEnd', 'v', ('i x',), 0, 0, 28, {'owner': 'NoEnd'}),
('c', 'Both::Both', 'v', (), 0, 0, 29, {'owner': 'Both'}),
),
'names': {
'': {
 'Empty': ('type', 'Empty'),
 'Over': ('type', 'Over'),
 'Poly': ('type', 'Poly'),
 'Root': ('type', 'Root'),
 'Left': ('type', 'Left'),
 'Secret': ('type', 'Secret'),
 'Pair': ('type', 'Pair'),
 'Tight': ('type', 'Tight'),
 'NoCopy': ('type', 'NoCopy'),
 'MoveOnly': ('type', 'MoveOnly'),
 'Lock': ('type', 'Lock'),
 'NoEnd': ('type', 'NoEnd'),
 'Both': ('type', 'Both'),
},
'Secret': {
 'Mode': ('type', 'Secret::Mode'),
 'Off': ('value', 0, '{Secret::Mode}'),
 'On': ('value', 1, '{Secret::Mode}'),
 'size': ('value', 3, 'i'),
},
},
'skipped': {
'Secret::limit': 'header.cuh:9: private',
'Secret::busy': 'header.cuh:12: a volatile field',
'NoCopy::NoCopy': 'header.cuh:25: deleted',
'NoCopy::operator=': 'header.cuh:25: deleted',
'NoEnd::~NoEnd': 'header.cuh:28: deleted',
},
'units': (
(0, 22,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::Empty)==1&&alignof(::Empty)==1,"layout of Empty");\n'
'static_assert(sizeof(::Over)==32&&alignof(::Over)==32&&__builtin_offsetof(::Over,x)==0&&__builtin_offsetof(::Over,hits)==24,"layout of Over");\n'
'static_assert(sizeof(::Poly)==16&&alignof(::Poly)==8,"layout of Poly");\n'
'static_assert(sizeof(::Root)==4&&alignof(::Root)==4&&__builtin_offsetof(::Root,r)==0,"layout of Root");\n'
'static_assert(sizeof(::Left)==16&&alignof(::Left)==8,"layout of Left");\n'
'static_assert(sizeof(::Secret)==48&&alignof(::Secret)==8&&__builtin_offsetof(::Secret,open)==8&&__builtin_offsetof(::Secret,next)==32&&__builtin_offsetof(::Secret,empties)==40&&__builtin_offsetof(::Secret,mode)==44,"layout of Secret");\n'
'static_assert(sizeof(::Pair)==16&&alignof(::Pair)==8&&__builtin_offsetof(::Pair,a)==0&&__builtin_offsetof(::Pair,b)==8,"layout of Pair");\n'
'static_assert(sizeof(::Tight)==14&&alignof(::Tight)==2&&__builtin_offsetof(::Tight,c)==0&&__builtin_offsetof(::Tight,r)==2&&__builtin_offsetof(::Tight,d)==6,"layout of Tight");\n'
'static_assert(sizeof(::MoveOnly)==4&&alignof(::MoveOnly)==4&&__builtin_offsetof(::MoveOnly,x)==0,"layout of MoveOnly");\n'
'static_assert(sizeof(::Lock)==8&&alignof(::Lock)==8&&__builtin_offsetof(::Lock,x)==0,"layout of Lock");\n'
'static_assert(sizeof(::NoEnd)==4&&alignof(::NoEnd)==4&&__builtin_offsetof(::NoEnd,x)==0,"layout of NoEnd");\n'
'static_assert(sizeof(::Both)==32&&alignof(::Both)==8&&__builtin_offsetof(::Both,own)==24,"layout of Both");\n'
'extern "C" __device__ void nb_050f9afea4e1dc7c_0(::Empty*nbr){::new((void*)nbr)::Empty();}\n'
'extern "C" __device__ void nb_050f9afea4e1dc7c_1(::Over*nbr){::new((void*)nbr)::Over();}\n'
'extern "C" __device__ int nb_050f9afea4e1dc7c_2(const ::Poly*nbo){return nbo->f();}\n'
'extern "C" __device__ void nb_050f9afea4e1dc7c_3(::Poly*nbr){::new((void*)nbr)::Poly();}\n'
'extern "C" __device__ void nb_050f9afea4e1dc7c_4(::Poly*nbr,const ::Poly*nb0){::new((void*)nbr)::Poly(*nb0);}\n'
'extern "C" __device__ ::Poly*nb_050f9afea4e1dc7c_5(::Poly*nbo,const ::Poly*nb0){return (::Poly*)__builtin_addressof(*nbo=*nb0);}\n'
'extern "C" __device__ void nb_050f9afea4e1dc7c_6(::Root*nbr){::new((void*)nbr)::Root();}\n'
'extern "C" __device__ void nb_050f9afea4e1dc7c_7(::Root*nbr,int nb0){::new((void*)nbr)::Root{nb0};}\n'
'extern "C" __device__ void nb_050f9afea4e1dc7c_8(::Left*nbr){::new((void*)nbr)::Left();}\n'
'extern "C" __device__ void nb_050f9afea4e1dc7c_9(::Left*nbr,const ::Left*nb0){::new((void*)nbr)::Left(*nb0);}\n'
'extern "C" __device__ ::Left*nb_050f9afea4e1dc7c_10(::Left*nbo,const ::Left*nb0){return (::Left*)__builtin_addressof(*nbo=*nb0);}\n'
'extern "C" __device__ void nb_050f9afea4e1dc7c_11(::Secret*nbr){::new((void*)nbr)::Secret();}\n'
'extern "C" __device__ void nb_050f9afea4e1dc7c_12(::Pair*nbr){::new((void*)nbr)::Pair();}\n'
'extern "C" __device__ void nb_050f9afea4e1dc7c_13(::Pair*nbr,const ::Root*nb0,::Over*nb1){::new((void*)nbr)::Pair{*nb0,nb1};}\n'
'extern "C" __device__ void nb_050f9afea4e1dc7c_14(::Tight*nbr){::new((void*)nbr)::Tight();}\n'
'extern "C" __device__ void nb_050f9afea4e1dc7c_15(::Tight*nbr,char nb0,const ::Root*nb1,double nb2){::new((void*)nbr)::Tight{nb0,*nb1,nb2};}\n'
'extern "C" __device__ void nb_050f9afea4e1dc7c_16(::MoveOnly*nbr,::MoveOnly*nb0){::new((void*)nbr)::MoveOnly(static_cast<::MoveOnly&&>(*nb0));}\n'
'extern "C" __device__ void nb_050f9afea4e1dc7c_17(::Lock*nbr,int*nb0){::new((void*)nbr)::Lock(nb0);}\n'
'extern "C" __device__ void nb_050f9afea4e1dc7c_18(::Lock*nbo){nbo->~Lock();}\n'
'extern "C" __device__ void nb_050f9afea4e1dc7c_19(::Lock*nbr,const ::Lock*nb0){::new((void*)nbr)::Lock(*nb0);}\n'
'extern "C" __device__ void nb_050f9afea4e1dc7c_20(::NoEnd*nbr,int nb0){::new((void*)nbr)::NoEnd{nb0};}\n'
'extern "C" __device__ void nb_050f9afea4e1dc7c_21(::Both*nbr){::new((void*)nbr)::Both();}\n'
),
),
'link': (),
}
