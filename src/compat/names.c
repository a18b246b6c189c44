// Names as clang's own declarations have them, qualified and not.
//
// libclang has no query for a qualified name. What clang prints is made again
// here: inline namespaces are left out, the nameless stand in parentheses with
// their place, an instance of a class template is named with the arguments
// that are no defaults, and what a function declares is not qualified.
#include <string.h>

#include "lists.h"

// ---- texts ------------------------------------------------------------------

// clang 22 tells the nameless among the scopes of a name, "S::(unnamed union)::"; 21 does not.
static Str without_nameless_scopes(Lists *l, Str text)
{
  if (!text || !strstr(text->text, ")::"))
    return text;
  Buf b = {0};
  for (const char *p = text->text; *p;) {
    const char *end = *p == '(' ? strchr(p, ')') : NULL;
    bool is_nameless = end && !strncmp(end, ")::", 3) &&
                       (!strncmp(p, "(unnamed ", 9) || !strncmp(p, "(anonymous ", 11)) &&
                       strncmp(p, "(anonymous namespace)", 21) != 0;
    if (is_nameless)
      p = end + 3;
    else
      buf_putc(&b, *p++);
  }
  Str cut = intern(l->s, b.text ? b.text : "", b.len);
  buf_free(&b);
  return cut;
}

Str raw_type(Lists *l, CXType t)
{
  Str text = cx_str(l->s, l->fn->getTypeSpelling(t));
  return scoped_text(l, t, without_nameless_scopes(l, text));
}

Str raw_spelling(Lists *l, CXCursor c)
{
  Str name = cx_str(l->s, l->fn->getCursorSpelling(c));
  if (c.kind != CXCursor_ConversionFunction || !name || !strstr(name->text, "-parameter-"))
    return name;
  CXType to = l->fn->getCanonicalType(l->fn->getResultType(l->fn->getCursorType(c)));
  return str_format(l->s->strings, "operator %s", str_c(raw_type(l, to)));
}

void write_str(Buf *b, Str text)
{
  buf_jsonstr(b, str_c(text), str_len(text));
}

// Whether p is a quote that opens a character; an apostrophe within a number is none.
static bool is_quote(const char *text, const char *p)
{
  return *p == '\'' && (p == text || !is_identifier_char(p[-1]));
}

// Where the last name of a qualified one begins; brackets are passed over.
size_t last_component(const char *text)
{
  size_t start = 0;
  int depth = 0;
  for (const char *p = text; *p; p++) {
    if (is_quote(text, p)) {
      for (p++; *p && *p != '\''; p++)
        p += *p == '\\' && p[1];
      if (!*p)
        break;
    }
    depth += *p == '<' || *p == '(';
    depth -= *p == '>' || *p == ')';
    if (!depth && p[0] == ':' && p[1] == ':')
      start = (size_t)(p - text) + 2;
  }
  return start;
}

// The next place of a whole word; NULL when there is none.
static const char *find_word(const char *p, const char *word)
{
  size_t n = strlen(word);
  const char *from = p;
  for (; n && (p = strstr(p, word)); p += n) {
    bool is_start = p == from || !is_identifier_char(p[-1]) || !is_identifier_char(*word);
    if (is_start && (!is_identifier_char(p[n]) || !is_identifier_char(word[n - 1])))
      return p;
  }
  return NULL;
}

// Whether a specifier stands in front of the name in clang's print.
bool has_specifier(Str print, Str name, const char *word)
{
  const char *stop = print && name ? find_word(print->text, name->text) : NULL;
  const char *found = print ? find_word(print->text, word) : NULL;
  return found && (!stop || found < stop);
}

// ---- places -----------------------------------------------------------------

// [index of the file, line, column], or null.
void write_place(Lists *l, Buf *b, CXCursor c)
{
  CxPlace p = cx_place(l->s, c);
  if (!p.file) {
    buf_puts(b, "null");
    return;
  }
  uintptr_t index = (uintptr_t)map_get_ptr(&l->files, p.file);
  if (!index) {
    index = ++l->nfiles;
    map_set_ptr(&l->files, p.file, (void *)index);
    if (l->file_rows.len)
      buf_putc(&l->file_rows, ',');
    write_str(&l->file_rows, cx_file_name(l->s, p.file));
  }
  buf_printf(b, "[%zu,%u,%u]", (size_t)index - 1, p.line, p.column);
}

void write_comment(Lists *l, Buf *b, CXCursor c)
{
  Str text = cx_str(l->s, l->fn->Cursor_getRawCommentText(c));
  if (text)
    write_str(b, text);
  else
    buf_puts(b, "null");
}

// ---- names ------------------------------------------------------------------

bool is_record_kind(enum CXCursorKind kind)
{
  switch ((int)kind) {
  case CXCursor_StructDecl:
  case CXCursor_UnionDecl:
  case CXCursor_ClassDecl:
  case CXCursor_ClassTemplate:
  case CXCursor_ClassTemplatePartialSpecialization:
    return true;
  default:
    return false;
  }
}

// The same digits wherever the header lies: a hash of what can tell such a record from others.
static Str record_number(Lists *l, CXCursor c, Str text)
{
  CxPlace p = cx_place(l->s, c);
  Str file = cx_file_name(l->s, p.file);
  const char *slash = file ? strrchr(file->text, '/') : NULL;
  const char *base = slash ? slash + 1 : str_c(file);
  uint64_t hash = hash_bytes(0, base, strlen(base));
  if (text && text->text[0] != '(')
    hash = hash_bytes(hash, text->text, text->len);
  else
    hash = hash_bytes(hash, (unsigned[]){p.line, p.column}, 2 * sizeof(unsigned));
  return str_format(l->s->strings, "unnamed%u", 100000000u + (unsigned)(hash % 900000000u));
}

// A name that the declaration itself gives: a typedef's for linkage does not count. Only clang's
// USR tells the two apart, "c:@SA@Pt" from "c:@S@Pt".
bool has_own_name(Lists *l, CXCursor c, Str spelling)
{
  if (!spelling || strchr(spelling->text, '(') || l->fn->Cursor_isAnonymous(c))
    return false;
  Str usr = cx_str(l->s, l->fn->getCursorUSR(c));
  size_t n = spelling->len;
  return !usr || usr->len < n + 3 || strncmp(usr->text + usr->len - n - 2, "A@", 2) != 0 ||
         usr->text[usr->len - n - 4] != '@';
}

Str record_name(Lists *l, CXCursor c)
{
  Str name = raw_spelling(l, c);
  CXCursor parent = l->fn->getCursorSemanticParent(c);
  if (has_own_name(l, c, name))
    return name;
  if (is_record_kind(parent.kind))
    return NULL;
  return record_number(l, c, raw_type(l, l->fn->getCursorType(c)));
}

// As a scope prints it: "V<int>", "(anonymous union at f.cu:7:18)".
static Str record_component(Lists *l, CXCursor c)
{
  bool is_template =
      c.kind == CXCursor_ClassTemplate || c.kind == CXCursor_ClassTemplatePartialSpecialization;
  Str name = raw_spelling(l, c);
  if (is_template)
    return name;
  Str type = raw_type(l, l->fn->getCursorType(c));
  bool is_instance = !l->fn->Cursor_isNull(l->fn->getSpecializedCursorTemplate(c));
  if (!type || (has_own_name(l, c, name) && !is_instance))
    return name;
  return intern_c(l->s, type->text + last_component(type->text));
}

static Str namespace_component(Lists *l, CXCursor c)
{
  Str name = raw_spelling(l, c);
  bool is_nameless = !name || name->text[0] == '(' || l->fn->Cursor_isAnonymous(c);
  return is_nameless ? intern_c(l->s, "(anonymous namespace)") : name;
}

// What a scope adds in front of what is in it; NULL for nothing.
static Str scope_component(Lists *l, CXCursor c)
{
  switch ((int)c.kind) {
  case CXCursor_Namespace:
    return l->fn->Cursor_isInlineNamespace(c) ? NULL : namespace_component(l, c);
  case CXCursor_EnumDecl:
    return l->fn->EnumDecl_isScoped(c) ? raw_spelling(l, c) : NULL;
  default:
    return is_record_kind(c.kind) ? record_component(l, c) : NULL;
  }
}

static bool is_function_kind(enum CXCursorKind kind)
{
  switch ((int)kind) {
  case CXCursor_FunctionDecl:
  case CXCursor_FunctionTemplate:
  case CXCursor_CXXMethod:
  case CXCursor_Constructor:
  case CXCursor_Destructor:
  case CXCursor_ConversionFunction:
    return true;
  default:
    return false;
  }
}

// The scopes around a declaration, "ns::S::", "" at the root.
static Str scope_prefix(Lists *l, CXCursor scope)
{
  Str known = map_get_ptr(&l->qualified, scope.data[0]);
  if (known)
    return known;
  int kind = (int)scope.kind;
  if (kind == CXCursor_TranslationUnit || l->fn->Cursor_isNull(scope) || kind >= 70)
    return intern_c(l->s, "");
  CXCursor parent = l->fn->getCursorSemanticParent(scope);
  Str outer = is_function_kind(parent.kind) ? intern_c(l->s, "") : scope_prefix(l, parent);
  Str own = scope_component(l, scope);
  Str all = own ? str_format(l->s->strings, "%s%s::", outer->text, own->text) : outer;
  map_set_ptr(&l->qualified, scope.data[0], (void *)all);
  return all;
}

Str qualified_name(Lists *l, CXCursor c)
{
  CXCursor parent = l->fn->getCursorSemanticParent(c);
  bool is_local = is_function_kind(parent.kind);
  Str name = c.kind == CXCursor_Namespace ? namespace_component(l, c) : raw_spelling(l, c);
  bool is_tag = c.kind == CXCursor_EnumDecl || c.kind == CXCursor_StructDecl ||
                c.kind == CXCursor_UnionDecl || c.kind == CXCursor_ClassDecl;
  if (is_tag && !has_own_name(l, c, name)) {
    Str type = raw_type(l, l->fn->getCursorType(c));
    name = type ? intern_c(l->s, type->text + last_component(type->text)) : name;
  }
  Str prefix = is_local ? NULL : scope_prefix(l, parent);
  return str_format(l->s->strings, "%s%s", str_c(prefix), str_c(name));
}
