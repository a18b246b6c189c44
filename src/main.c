// canopy: the core as a command, without Python.
//
// It takes every option of canopy.h, and three of its own. Outputs go to
// stdout, diagnostics to stderr as clang writes them; the exit code is the
// CnpStatus. Searching for headers and libclang is not its work: all paths come
// as options or through NUMBAST_LIBCLANG.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../include/canopy.h"

static const char main_usage[] =
    "usage: canopy --libclang=PATH --header=NAME [OPTION...] [--text=WHAT...]\n"
    "\n"
    "Parses CUDA C++ headers, plans their Numba bindings and writes an output.\n"
    "\n"
    "  --libclang=PATH   the libclang to load (default: $NUMBAST_LIBCLANG)\n"
    "  --text=WHAT       what to write, repeatable (default: report): diagnostics, log, files,\n"
    "                    names, model, units, report, table, module, stub, options, dump; or\n"
    "                    lists, ast_canopy's, of --source=PATH alone\n"
    "  --help            this text\n"
    "\n"
    "All other options are those of canopy.h; those of clang follow one by one as "
    "--clang-arg=ARG.\n"
    "Exit codes: 0 done, 1 the header is at fault, 2 usage, 3 the environment is.\n";

typedef struct Command {
  const char *libclang;
  const char **texts;  // as many as argc at most
  int ntexts;
  bool needs_plan;  // one of the texts exists only after it
  bool is_lists;    // of a source: no header is parsed
} Command;

static const char *option_value(const char *arg, const char *name)
{
  size_t n = strlen(name);
  return !strncmp(arg, name, n) && arg[n] == '=' ? arg + n + 1 : NULL;
}

static bool text_is_early(const char *what)
{
  static const char *const early[] = {"diagnostics", "files", "names", "model",
                                      "options",     "log",   "dump",  "lists"};
  for (size_t i = 0; i < sizeof early / sizeof *early; i++)
    if (!strcmp(what, early[i]))
      return true;
  return false;
}

static CnpStatus main_fail(CnpSession *s, CnpStatus status)
{
  const char *log = cnp_text(s, "log");
  fputs(log ? log : "", stderr);
  if (*cnp_session_error(s))
    fprintf(stderr, "canopy: error: %s\n", cnp_session_error(s));
  return status;
}

static CnpStatus main_options(CnpSession *s, Command *cmd, int argc, char **argv)
{
  for (int i = 1; i < argc; i++) {
    const char *path = option_value(argv[i], "--libclang");
    const char *what = option_value(argv[i], "--text");
    if (path) {
      cmd->libclang = path;
    } else if (what) {
      cmd->texts[cmd->ntexts++] = what;
      cmd->is_lists |= !strcmp(what, "lists");
      cmd->needs_plan |= !text_is_early(what);
    } else {
      CnpStatus status = cnp_session_option(s, argv[i]);
      if (status != CNP_OK)
        return status;
    }
  }
  if (cmd->ntexts == 0) {
    cmd->texts[cmd->ntexts++] = "report";
    cmd->needs_plan = true;
  }
  return CNP_OK;
}

static CnpStatus main_write(CnpSession *s, const Command *cmd)
{
  for (int i = 0; i < cmd->ntexts; i++) {
    const char *text = cnp_text(s, cmd->texts[i]);
    if (!text) {
      fprintf(stderr, "canopy: error: there is no text '%s'\n", cmd->texts[i]);
      return CNP_ERROR_USAGE;
    }
    fputs(text, stdout);
  }
  if (fflush(stdout) == 0 && !ferror(stdout))
    return CNP_OK;
  fprintf(stderr, "canopy: error: the output cannot be written\n");
  return CNP_ERROR_ENVIRONMENT;
}

static CnpStatus main_work(CnpSession *s, Command *cmd, int argc, char **argv)
{
  CnpStatus status = main_options(s, cmd, argc, argv);
  if (status != CNP_OK)
    return main_fail(s, status);
  if (!cmd->libclang || !*cmd->libclang) {
    fprintf(stderr, "canopy: error: no libclang: give --libclang=PATH or set NUMBAST_LIBCLANG\n");
    return CNP_ERROR_ENVIRONMENT;
  }
  status = cnp_session_load(s, cmd->libclang);
  if (status == CNP_OK)
    status = cmd->is_lists ? cnp_lists(s) : cnp_parse(s);
  if (status == CNP_OK && cmd->needs_plan)
    status = cnp_plan(s);
  if (status != CNP_OK)
    return main_fail(s, status);
  fputs(cnp_text(s, "log"), stderr);
  return main_write(s, cmd);
}

int main(int argc, char **argv)
{
  for (int i = 1; i < argc; i++) {
    if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h")) {
      fputs(main_usage, stdout);
      return CNP_OK;
    }
  }
  Command cmd = {.libclang = getenv("NUMBAST_LIBCLANG")};
  cmd.texts = calloc((size_t)argc + 1, sizeof *cmd.texts);
  if (!cmd.texts)
    return CNP_ERROR_ENVIRONMENT;
  CnpSession *s = cnp_session_new();
  CnpStatus status = main_work(s, &cmd, argc, argv);
  cnp_session_free(s);
  free(cmd.texts);
  return (int)status;
}
