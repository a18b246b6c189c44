// Included after clang's CUDA wrapper, before any header of the user's: what
// nvcc does that clang does not.
#ifndef NUMBAST_CLANG_H
#define NUMBAST_CLANG_H

// nvcc gives it a value, and headers compare it.
#undef __CUDACC__
#define __CUDACC__ 1

// nvcc's own header includes it, and placement new works without asking.
#include <new>

#endif
