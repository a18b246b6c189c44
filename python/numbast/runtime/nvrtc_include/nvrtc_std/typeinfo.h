// std::type_info is built into NVRTC (incomplete): typeid stays unavailable.
#pragma once
#include <nvrtc_std/exception.h>
namespace std { class type_index; }
