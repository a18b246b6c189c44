{
'format': 1,
'name': 'case',
'prefix': 'nb_849b5e6c93c2ac42',
'versions': {'numbast': '0', 'libclang': '22.1.4', 'cuda': 'stub'},
'parts': ('records', 'indices', 'temporaries', 'hosts', 'variables', 'enums', 'pointers', 'numbers', 'moved'),
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
'bodies': {
'header.cuh': (('header.cuh',), (
(7, '\nconst char *const third = second;', '\nconst char *const third = "\\146\\151\\162\\163\\164";'),
(8, '\nconst char *const of_array = array;', '\nconst char *const of_array = "\\141\\142\\143";'),
)),
},
'types': {
'S': ('record', 1, 1, 'tdpcCmsSiIDe', 'ea8e8c160ef9f9bb', (), (), {'()': (3,)}),
},
'rows': (
('f', 'pick', 'PKc', ('i i',), 0, 0, 10, None),
('k', 'letters', 'PKc', (), 0, 0, 14, {'variable': ('', 'd', 3)}),
('k', 'open', 'PKc', (), 0, 0, 16, {'variable': ('', 'd', 2)}),
('c', 'S::S', 'v', (), 0, 0, 19, {'owner': 'S'}),
),
'names': {
'': {
 'array': ('value', 'abc', ''),
 'sized': ('value', 'ab\x00c', ''),
 'parens': ('value', 'parens', ''),
 'first': ('value', 'first', ''),
 'second': ('value', 'first', ''),
 'third': ('value', 'first', ''),
 'of_array': ('value', 'abc', ''),
 'inner': ('value', 'ner', ''),
 'pick': (0,),
 'picked': ('value', 'a text of more than eight bytes', ''),
 'empty': ('value', '', ''),
 'letters': ('object', 1),
 'of_letters': ('value', 'ab', ''),
 'open': ('object', 2),
 'S': ('type', 'S'),
 'of_template': ('value', 'a text of more than eight bytes', ''),
 'PARENS': ('value', 'abc', ''),
 'INNER': ('value', 'bc', ''),
 'NAME': ('value', 'first', ''),
 'CALL': ('value', 'a text of more than eight bytes', ''),
 'CAST': ('value', 'abc', ''),
 'ARRAY': ('value', 'abc', ''),
 'Of': ('template', 'template: needs arguments (int I)'),
},
'S': {
 'name': ('value', 'a text of more than eight bytes', ''),
},
},
'skipped': {
'null': 'header.cuh:13: a null pointer',
'of_open': 'header.cuh:17: no constant value',
'bytes': 'header.cuh:18: text that is not UTF-8',
'S::own': 'header.cuh:22: private',
'changes': 'header.cuh:28: a variable, not a constant',
'NULL_TEXT': 'header.cuh:35: a null pointer',
},
'units': (
(0, 4,
'#pragma nv_diag_suppress 1427, 1444\n'
'static_assert(sizeof(::S)==1&&alignof(::S)==1,"layout of S");\n'
'extern "C" __device__ const char*nb_849b5e6c93c2ac42_0(int nb0){return ::pick(nb0);}\n'
'extern "C" __device__ const char*nb_849b5e6c93c2ac42_1(){return (const char*)&::letters;}\n'
'extern "C" __device__ const char*nb_849b5e6c93c2ac42_2(){return (const char*)&::open;}\n'
'extern "C" __device__ void nb_849b5e6c93c2ac42_3(::S*nbr){::new((void*)nbr)::S();}\n'
),
),
'link': (),
'templates': {
'Of': (('c', (('int', 'I', ''),), 'header.cuh:24', ('name',)),),
},
}
