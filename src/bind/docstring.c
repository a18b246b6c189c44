// Docstrings of the stub: C++ signatures and the header's comments, as text
// that nothing in it can end.
#include "docstring.h"

#include <string.h>

static const char *comment_skip_marks(const char *p, const char *end)
{
  static const char *const marks[] = {"/**<", "/**",  "/*!<", "/*!", "/*", "///<",
                                      "///",  "//!<", "//!",  "//",  "*"};
  while (p < end && (*p == ' ' || *p == '\t'))
    p++;
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
    size_t n = strlen(marks[i]);
    bool closes = *marks[i] == '*' && p + 1 < end && p[1] == '/';
    if (!closes && (size_t)(end - p) >= n && !memcmp(p, marks[i], n)) {
      p += n;
      break;
    }
  }
  return p < end && *p == ' ' ? p + 1 : p;
}

// One line of a docstring: escaped as a literal, without the literal's quotes.
static void docstring_line(Buf *out, const char *margin, const char *text, size_t len)
{
  Buf b = {0};
  buf_pystr(&b, text, len);
  if (len)
    buf_puts(out, margin);
  for (size_t i = 1; i + 1 < b.len; i++) {
    bool run =
        b.text[i] == '"' && b.text[i - 1] != '\\' && (b.text[i + 1] == '"' || i + 2 == b.len);
    if (run)
      buf_putc(out, '\\');
    buf_putc(out, b.text[i]);
  }
  buf_putc(out, '\n');
  buf_free(&b);
}

static void docstring_comment(Buf *out, const char *margin, Str comment)
{
  const char *p = str_c(comment);
  bool any = false;
  uint32_t blank = 0;
  while (*p) {
    const char *end = p + strcspn(p, "\n"), *next = *end ? end + 1 : end;
    const char *from = comment_skip_marks(p, end);
    while (end > from && strchr(" \t\r", end[-1]))
      end--;
    if (end - from >= 2 && end[-2] == '*' && end[-1] == '/')
      end -= 2;
    while (end > from && strchr(" \t\r*", end[-1]))
      end--;
    p = next;
    if (end <= from) {
      blank += any;
      continue;
    }
    if (blank || !any)
      buf_putc(out, '\n');
    docstring_line(out, margin, from, (size_t)(end - from));
    any = true;
    blank = 0;
  }
}

static bool comment_has_text(Str comment)
{
  return comment && strcspn(comment->text, "/*!< \t\r\n") < comment->len &&
         comment->text[strspn(comment->text, "/*!< \t\r\n")];
}

// Signatures first, then what the header says about the first that says something.
void docstring_rows(Session *s, Buf *out, const char *margin, const RowVec *rows)
{
  Str comment = NULL;
  for (size_t i = 0; i < rows->n; i++) {
    const Row *row = rows->items[i];
    Str text = plan_signature(s, row, row->fn);
    buf_printf(out, "%s%s", margin, i ? "" : "\"\"\"");
    docstring_line(out, "", str_c(text), str_len(text));
    if (!comment && row->fn && comment_has_text(row->fn->d.comment))
      comment = row->fn->d.comment;
  }
  if (comment)
    docstring_comment(out, margin, comment);
  buf_printf(out, "%s\"\"\"\n", margin);
}

void docstring_text(Buf *out, const char *margin, Str comment)
{
  if (!comment_has_text(comment))
    return;
  buf_printf(out, "%s\"\"\"\n", margin);
  docstring_comment(out, margin, comment);
  buf_printf(out, "%s\"\"\"\n", margin);
}
