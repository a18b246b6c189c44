// Clang's CUDA wrapper includes this header; CUDA 13 no longer has it.
#pragma once
#if __has_include_next(<texture_fetch_functions.h>)
#include_next <texture_fetch_functions.h>
#endif
