// What nvcc includes before a user's first line (cuda_runtime.h), for headers that count on it.
#pragma once
#include <climits>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <new>
#include <utility>
