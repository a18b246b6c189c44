#pragma once
extern "C++" { // C headers are included inside extern "C" blocks too
#include <nvrtc_std/core.h>
#include <cuda/std/atomic>
}
