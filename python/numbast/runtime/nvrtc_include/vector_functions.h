#pragma once
extern "C++" {
#include_next <vector_functions.h>
#if __CUDACC_VER_MAJOR__ >= 13 // NVRTC stands in for this header, but has not the functions of its newest types
#include <vector_functions.hpp>
#endif
}
