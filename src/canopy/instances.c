// Instances of class templates that signatures name and nothing makes.
//
// `float f(const Box<float> &);` leaves Box<float> a name: clang instantiates a
// class where its members matter, and in a header that may be nowhere. A caller
// makes one, so the unit is parsed once more with a line for each, the same as
// for a question about a template (ask.c): what cannot be instantiated stays a
// name, and its errors are that line's alone. Only where a user's own files have
// it so: CUDA's headers name such classes in nothing that a kernel can call.
#include "ask.h"

static bool instance_is_wanted(Walk *w, const Type *t)
{
  const CxApi *fn = cx(w->s);
  const Record *r = t->kind == TYPE_RECORD ? (const Record *)t->decl : NULL;
  if (!r || r->is_complete || r->d.is_template_part || r->d.has_error)
    return false;
  CXCursor pattern = fn->getSpecializedCursorTemplate(((const RecordEntry *)r)->cursor);
  return !fn->Cursor_isNull(pattern) && !fn->Cursor_isNull(fn->getCursorDefinition(pattern));
}

static void instance_want(Walk *w, Map *seen, const Type *t)
{
  if (t->kind == TYPE_LREF || t->kind == TYPE_RREF)
    t = t->to;
  if (!instance_is_wanted(w, t) || map_get_ptr(seen, t->decl))
    return;
  map_set_ptr(seen, t->decl, t->decl);
  Str text = str_format(w->s->strings, "class;::%s", str_c(t->decl->spelled));
  vec_push(&w->wanted, text);
}

static bool file_is_system(const Walk *w, Str name)
{
  for (size_t i = 0; i < w->files.n; i++)
    if (w->files.items[i]->file.clang_name == name)
      return w->files.items[i]->file.is_system;
  return false;
}

// Whether a caller could be given one: what no caller needs is not worth another parse.
static bool function_is_for_callers(const Walk *w, const Function *f)
{
  bool is_host =
      f->space == SPACE_HOST || (f->space == SPACE_NONE && !w->s->options.default_device);
  bool is_of_instance = f->owner && ((const RecordEntry *)f->owner)->args;
  return f->d.is_retained && !f->d.is_template_part && !f->is_deleted && !is_of_instance &&
         (!is_host || f->is_constexpr) && f->d.access == ACCESS_PUBLIC && !decl_in_detail(&f->d) &&
         !file_is_system(w, f->d.loc.file);
}

static void function_want(Walk *w, Map *seen, const Function *f)
{
  if (!function_is_for_callers(w, f))
    return;
  instance_want(w, seen, f->result);
  for (uint32_t i = 0; i < f->nparams; i++)
    instance_want(w, seen, f->params[i].type);
}

void instances_want(Walk *w)
{
  Map seen = {0};
  bool is_asked = w->instances.n || w->s->options.behind_headers;
  for (size_t i = 0; !is_asked && i < w->made.n; i++)
    if (w->made.items[i]->kind == DECL_FUNCTION)
      function_want(w, &seen, (const Function *)w->made.items[i]);
  map_free(&seen);
}
