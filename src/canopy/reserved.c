// Words that a header may have as macros and that our text behind it means as C++ does.
//
// `#define new DEBUG_NEW`, `#define private public`: what stands behind the headers is written
// without them. A question about a macro's value keeps those that the value may be made of.
#include <string.h>

#include "canopy.h"

// What any text of ours is made of; then what shims have besides.
static const char *const reserved_words[] = {
    "auto",     "class",     "const",    "constexpr", "decltype", "enum",          "extern",
    "inline",   "namespace", "operator", "return",    "static",   "static_assert", "struct",
    "template", "typename",  "union",    "using",     "void",     "volatile"};
static const char *const reserved_more[] = {"alignas",
                                            "alignof",
                                            "bool",
                                            "char",
                                            "char16_t",
                                            "char32_t",
                                            "const_cast",
                                            "delete",
                                            "double",
                                            "else",
                                            "false",
                                            "float",
                                            "for",
                                            "friend",
                                            "if",
                                            "int",
                                            "long",
                                            "new",
                                            "noexcept",
                                            "nullptr",
                                            "private",
                                            "protected",
                                            "public",
                                            "short",
                                            "signed",
                                            "reinterpret_cast",
                                            "sizeof",
                                            "static_cast",
                                            "this",
                                            "true",
                                            "typedef",
                                            "unsigned",
                                            "while",
                                            "__typeof__",
                                            "__builtin_offsetof"};

enum {
  RESERVED_WORDS = sizeof reserved_words / sizeof *reserved_words,
  RESERVED_MORE = sizeof reserved_more / sizeof *reserved_more,
};

static void word_undef(Buf *out, const char *word)
{
  buf_printf(out, "#ifdef %s\n#define cnp_was_%s\n#undef %s\n#endif\n", word, word, word);
}

uint32_t reserved_undef(Buf *out, bool in_shims)
{
  for (size_t i = 0; i < RESERVED_WORDS; i++)
    word_undef(out, reserved_words[i]);
  for (size_t i = 0; in_shims && i < RESERVED_MORE; i++)
    word_undef(out, reserved_more[i]);
  return 4 * (RESERVED_WORDS + (in_shims ? RESERVED_MORE : 0));
}

bool name_is_reserved(const char *name)
{
  for (size_t i = 0; i < RESERVED_WORDS; i++)
    if (!strcmp(name, reserved_words[i]))
      return true;
  for (size_t i = 0; i < RESERVED_MORE; i++)
    if (!strcmp(name, reserved_more[i]))
      return true;
  return false;
}
