#pragma once
extern "C++" { // C headers are included inside extern "C" blocks too
#include <nvrtc_std/posix.h>
}
