#pragma once
#include <nvrtc_std/core.h>
#include <cuda/std/cstdint>
#define PRId32 "d"
#define PRIu32 "u"
#define PRIx32 "x"
#define PRId64 "lld" // int64_t is long long here
#define PRIu64 "llu"
#define PRIx64 "llx"
