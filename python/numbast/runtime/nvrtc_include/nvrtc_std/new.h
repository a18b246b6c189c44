// Placement new is built into NVRTC.
#pragma once
#include <nvrtc_std/exception.h>
