// A target without libFuzzer: runs it on each file, or each .cuh and .txt of a folder.
// With --mutate=N each input is changed N times over, for machines without clang.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz.h"

enum { MAX_SIZE = 1 << 16 };

static unsigned long mutations;
static unsigned seed = 1;

// libFuzzer's own mutation, in its absence: one byte.
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max)
{
  (void)max;
  if (size)
    data[(seed * 2654435761u) % size] ^= (uint8_t)(1u << (seed % 8));
  return size;
}

static void input_run(const char *path, const uint8_t *data, size_t size)
{
  fprintf(stderr, "%s\n", path);
  LLVMFuzzerTestOneInput(data, size);
  static uint8_t copy[MAX_SIZE];
  for (unsigned long i = 0; i < mutations && size <= MAX_SIZE; i++) {
    memcpy(copy, data, size);
    size_t n = LLVMFuzzerCustomMutator(copy, size, MAX_SIZE, seed++ * 2654435761u);
    LLVMFuzzerTestOneInput(copy, n);
  }
}

static int file_run(const char *path)
{
  FILE *f = fopen(path, "rb");
  uint8_t *data = malloc(MAX_SIZE);
  if (!f || !data) {
    perror(path);
    return 2;
  }
  size_t size = fread(data, 1, MAX_SIZE, f);
  fclose(f);
  data = realloc(data, size ? size : 1);  // exact: a read behind it is an error
  input_run(path, data, size);
  free(data);
  return 0;
}

static bool is_input(const char *path)
{
  const char *dot = strrchr(path, '.');
  struct stat st;
  bool is_folder = !stat(path, &st) && S_ISDIR(st.st_mode);
  return is_folder || (dot && (!strcmp(dot, ".cuh") || !strcmp(dot, ".txt")));
}

static int path_run(const char *path)
{
  struct stat st;
  if (stat(path, &st) || !S_ISDIR(st.st_mode))
    return file_run(path);
  struct dirent **names;
  int n = scandir(path, &names, NULL, alphasort), failed = n < 0;
  for (int i = 0; i < n; i++) {
    char inner[4096];
    snprintf(inner, sizeof inner, "%s/%s", path, names[i]->d_name);
    if (names[i]->d_name[0] != '.' && is_input(inner))
      failed |= path_run(inner);
    free(names[i]);
  }
  if (n >= 0)
    free(names);
  return failed;
}

int main(int argc, char **argv)
{
  int failed = 0;
  for (int i = 1; i < argc; i++) {
    if (!strncmp(argv[i], "--mutate=", 9))
      mutations = strtoul(argv[i] + 9, NULL, 10);
    else
      failed |= path_run(argv[i]);
  }
  return failed;
}
