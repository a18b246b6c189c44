// Comments: Doxygen's as clang attaches them, plain ones as a reader would.
//
// Clang keeps documentation comments alone. A plain comment belongs to what
// stands directly below it, without an empty line between, or to the left of it
// on its line; so a licence or a heading belongs to nothing.
#include <string.h>

#include "walk.h"

// The text of a file up to an offset, read backwards.
typedef struct Above {
  const char *text;
  size_t at;  // what is above ends here
} Above;

static bool is_space(char c)
{
  return c == ' ' || c == '\t' || c == '\r';
}

// Skips blanks and one end of line upwards; false when a blank line, or something else, is met.
static bool above_step(Above *a)
{
  size_t at = a->at;
  while (at && is_space(a->text[at - 1]))
    at--;
  if (!at || a->text[at - 1] != '\n')
    return false;
  for (at--; at && is_space(a->text[at - 1]);)
    at--;
  a->at = at;
  return at && a->text[at - 1] != '\n';
}

static size_t line_start(const char *text, size_t at)
{
  while (at && text[at - 1] != '\n')
    at--;
  while (is_space(text[at]))
    at++;
  return at;
}

// Where a block comment that ends here begins, when nothing stands before it on its line.
static bool above_block(const Above *a, size_t *start)
{
  if (a->at < 4 || a->text[a->at - 1] != '/' || a->text[a->at - 2] != '*')
    return false;
  for (size_t i = a->at - 3; i-- > 0;)
    if (a->text[i] == '/' && a->text[i + 1] == '*') {
      *start = i;
      return line_start(a->text, i) == i;
    }
  return false;
}

static Str comment_above(Session *s, const char *text, size_t offset)
{
  Above a = {text, offset};
  size_t start = 0, stop;
  if (!above_step(&a))
    return NULL;
  stop = a.at;
  if (above_block(&a, &start))
    return intern(s, text + start, stop - start);
  bool found = false;
  do {
    size_t line = line_start(text, a.at);
    if (a.at < line + 2 || memcmp(text + line, "//", 2))
      break;
    found = true;
    start = a.at = line;
  } while (above_step(&a));
  return found ? intern(s, text + start, stop - start) : NULL;
}

// On the same line, behind what ends at `offset` and its `,` or `;`.
static Str comment_behind(Session *s, const char *text, size_t size, size_t offset)
{
  size_t at = offset;
  while (at < size && (is_space(text[at]) || text[at] == ',' || text[at] == ';'))
    at++;
  if (at + 1 >= size || text[at] != '/' || (text[at + 1] != '/' && text[at + 1] != '*'))
    return NULL;
  const char *stop = memchr(text + at, '\n', size - at);
  size_t end = stop ? (size_t)(stop - text) : size;
  if (text[at + 1] == '*') {
    size_t close = at + 2;
    while (close + 1 < end && (text[close] != '*' || text[close + 1] != '/'))
      close++;
    if (close + 1 >= end)
      return NULL;
    end = close + 2;
  }
  while (end > at && is_space(text[end - 1]))
    end--;
  return intern(s, text + at, end - at);
}

Str comment_plain(Walk *w, CXCursor c)
{
  CxPlace start, stop;
  cx_extent(w->s, c, &start, &stop);
  size_t size = 0;
  const char *text = cx_file_text(w->s, start.file, &size);
  if (!text || start.offset > size || stop.offset > size)
    return NULL;
  Str found = comment_above(w->s, text, start.offset);
  return found || start.file != stop.file ? found : comment_behind(w->s, text, size, stop.offset);
}

// Documentation of macros is plain to clang.
Str comment_of_macro(Walk *w, CXCursor c)
{
  CxPlace start, stop;
  cx_extent(w->s, c, &start, &stop);
  size_t size = 0;
  const char *text = cx_file_text(w->s, start.file, &size);
  if (!text || start.offset > size || stop.offset > size)
    return NULL;
  size_t line = start.offset;
  while (line && text[line - 1] != '\n')
    line--;
  Str found = comment_above(w->s, text, line);
  return found ? found : comment_behind(w->s, text, size, stop.offset);
}
