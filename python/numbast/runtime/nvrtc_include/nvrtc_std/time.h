#pragma once
#include <nvrtc_std/core.h>
#include <cuda/std/ctime>
struct tm;
