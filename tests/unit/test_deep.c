// A stack that takes what no usual one does.
#include "base/deep.h"
#include "check.h"

// 200 bytes a level at least.
static int descend(const volatile char *above, int levels)
{
  volatile char here[200];
  here[0] = above ? above[0] : 1;
  return levels ? descend(here, levels - 1) + here[0] : 0;
}

static void work(void *payload)
{
  int *levels = payload;
  *levels = descend(NULL, *levels);
}

static void nested(void *payload)
{
  deep_run(work, payload);
}

int main(void)
{
  int levels = 100000;  // 20 MB and more
  deep_run(work, &levels);
  CHECK(levels == 100000);
  deep_run(nested, &levels);
  CHECK(levels == 100000);
  return 0;
}
