// flags: --arch=sm_75 --arch=sm_90
// A value that depends on the arch is the device's to say; no single one is written down.
#if __CUDA_ARCH__ >= 900
#define LIMIT 32
#define SPELLED 2 * 4
#define TYPED 1u
#define ONLY_90 7
enum Mode { FAST = 1, SHIFT = 20, NEWER };
using Word = long;
#else
#define LIMIT 16
#define SPELLED 8
#define TYPED 1
#define NAME "75"
enum Mode { FAST = 1, SHIFT = 10 };
using Word = int;
#endif
constexpr int WIDTH = LIMIT * 2;
const int PLAIN = LIMIT;
#define SAME 3
