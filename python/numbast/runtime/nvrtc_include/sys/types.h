#pragma once
#include <nvrtc_std/core.h>
