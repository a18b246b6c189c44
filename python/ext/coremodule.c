// numbast._core: the core for Python. Options and texts cross, nothing else.
//
// One type, Session, over one CnpSession. The work runs without the GIL, so a
// second thread may come in meanwhile: a session serves one call at a time and
// answers any other with an error, at once. All state hangs off the module, the
// types are heap types, and only the limited API of 3.10 is used: one binary
// for every later Python, sub-interpreters included.
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdatomic.h>
#include <string.h>

#include "canopy.h"

typedef struct ModuleState {
  PyObject *error;  // CoreError
  PyObject *session_type;
} ModuleState;

typedef struct SessionObject {
  PyObject_HEAD
  CnpSession *session;
  PyObject *error;   // CoreError
  atomic_flag busy;  // a call is under way
} SessionObject;

// ---- one call at a time -----------------------------------------------------

// A message may quote bytes that are no UTF-8, as of a path.
static PyObject *session_raise(SessionObject *self, CnpStatus status, const char *id,
                               const char *message)
{
  PyObject *text = PyUnicode_DecodeUTF8(message, (Py_ssize_t)strlen(message), "replace");
  PyObject *error = text ? PyObject_CallFunction(self->error, "iN", (int)status, text) : NULL;
  PyObject *name = error ? PyUnicode_FromString(id) : NULL;
  if (name && !PyObject_SetAttrString(error, "id", name))
    PyErr_SetObject(self->error, error);
  Py_XDECREF(name);
  Py_XDECREF(error);
  return NULL;
}

// What the last call of the core said.
static PyObject *session_raise_own(SessionObject *self, CnpStatus status)
{
  return session_raise(self, status, cnp_session_error_id(self->session),
                       cnp_session_error(self->session));
}

// False, with an exception set, when another thread is inside.
static int session_enter(SessionObject *self)
{
  if (!self->session) {
    session_raise(self, CNP_ERROR_USAGE, "not-initialized", "the session was not initialized");
    return 0;
  }
  if (atomic_flag_test_and_set(&self->busy)) {
    session_raise(self, CNP_ERROR_USAGE, "in-use", "the session is in use by another thread");
    return 0;
  }
  return 1;
}

static void session_leave(SessionObject *self)
{
  atomic_flag_clear(&self->busy);
}

// Leaves, and turns a status into None or an exception.
static PyObject *session_result(SessionObject *self, CnpStatus status)
{
  PyObject *result = NULL;
  if (status == CNP_OK)
    result = Py_NewRef(Py_None);
  else
    session_raise_own(self, status);
  session_leave(self);
  return result;
}

// The bytes of a str; surrogate escapes (paths that are no UTF-8) become the
// bytes they stand for. NULL with an exception when it holds a NUL.
static PyObject *text_encode(PyObject *text)
{
  if (!PyUnicode_Check(text)) {
    PyErr_SetString(PyExc_TypeError, "expected a str");
    return NULL;
  }
  PyObject *bytes = PyUnicode_AsEncodedString(text, "utf-8", "surrogateescape");
  char *p;
  if (bytes && PyBytes_AsStringAndSize(bytes, &p, NULL) < 0)
    Py_CLEAR(bytes);  // ValueError: embedded null byte
  return bytes;
}

// ---- Session ----------------------------------------------------------------

static PyObject *session_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
  static char *names[] = {"libclang", NULL};
  PyObject *path;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "U:Session", names, &path))
    return NULL;
  ModuleState *state = PyType_GetModuleState(type);
  if (!state)
    return NULL;
  PyObject *bytes = text_encode(path);
  if (!bytes)
    return NULL;
  allocfunc alloc = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
  SessionObject *self = (SessionObject *)alloc(type, 0);
  if (!self) {
    Py_DECREF(bytes);
    return NULL;
  }
  atomic_flag_clear(&self->busy);
  self->error = Py_NewRef(state->error);
  self->session = cnp_session_new();
  const char *text = PyBytes_AsString(bytes);
  CnpStatus status;
  Py_BEGIN_ALLOW_THREADS status = cnp_session_load(self->session, text);
  Py_END_ALLOW_THREADS Py_DECREF(bytes);
  if (status == CNP_OK)
    return (PyObject *)self;
  session_raise_own(self, status);
  Py_DECREF(self);
  return NULL;
}

static void session_dealloc(SessionObject *self)
{
  PyTypeObject *type = Py_TYPE(self);
  freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
  cnp_session_free(self->session);
  Py_CLEAR(self->error);
  release(self);
  Py_DECREF(type);
}

static PyObject *session_options(SessionObject *self, PyObject *options)
{
  PyObject *iterator = PyObject_GetIter(options);
  if (!iterator)
    return NULL;
  PyObject *item;
  CnpStatus status = CNP_OK;
  while (status == CNP_OK && (item = PyIter_Next(iterator))) {
    PyObject *bytes = text_encode(item);
    Py_DECREF(item);
    if (!bytes)
      break;
    if (!session_enter(self)) {  // for each option: the iterator runs code of the caller
      Py_DECREF(bytes);
      break;
    }
    status = cnp_session_option(self->session, PyBytes_AsString(bytes));
    Py_DECREF(bytes);
    Py_XDECREF(session_result(self, status));
  }
  Py_DECREF(iterator);
  return PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
}

static PyObject *session_run(SessionObject *self, CnpStatus (*work)(CnpSession *))
{
  if (!session_enter(self))
    return NULL;
  CnpStatus status;
  Py_BEGIN_ALLOW_THREADS status = work(self->session);
  Py_END_ALLOW_THREADS return session_result(self, status);
}

static PyObject *session_parse(SessionObject *self, PyObject *Py_UNUSED(ignored))
{
  return session_run(self, cnp_parse);
}

static PyObject *session_lists(SessionObject *self, PyObject *Py_UNUSED(ignored))
{
  return session_run(self, cnp_lists);
}

static PyObject *session_plan(SessionObject *self, PyObject *Py_UNUSED(ignored))
{
  return session_run(self, cnp_plan);
}

static PyObject *session_text(SessionObject *self, PyObject *what)
{
  PyObject *bytes = text_encode(what);
  if (!bytes)
    return NULL;
  if (!session_enter(self)) {
    Py_DECREF(bytes);
    return NULL;
  }
  const char *name = PyBytes_AsString(bytes), *text;
  size_t len;
  Py_BEGIN_ALLOW_THREADS text = cnp_text(self->session, name);
  len = text ? strlen(text) : 0;
  Py_END_ALLOW_THREADS PyObject *result = NULL;
  if (text)
    result = PyUnicode_DecodeUTF8(text, (Py_ssize_t)len, "replace");
  else
    PyErr_SetObject(PyExc_KeyError, what);
  session_leave(self);
  Py_DECREF(bytes);
  return result;
}

static PyObject *session_libclang(SessionObject *self, void *Py_UNUSED(closure))
{
  return PyUnicode_FromString(cnp_session_libclang(self->session));
}

PyDoc_STRVAR(session_doc, "Session(libclang)\n--\n\n"
                          "One header's work: options, parse, plan, texts (include/canopy.h).");
PyDoc_STRVAR(options_doc, "options($self, options, /)\n--\n\n"
                          "Adds options, each a str '--name=value'.");
PyDoc_STRVAR(parse_doc, "parse($self, /)\n--\n\nParses the headers; releases the GIL.");
PyDoc_STRVAR(lists_doc, "lists($self, /)\n--\n\nLists a file's declarations; releases the GIL.");
PyDoc_STRVAR(plan_doc, "plan($self, /)\n--\n\nDecides what is bound; releases the GIL.");
PyDoc_STRVAR(text_doc, "text($self, what, /)\n--\n\n"
                       "One of the outputs; KeyError when it does not exist (yet).");
PyDoc_STRVAR(libclang_doc, "The loaded libclang's own version text.");
PyDoc_STRVAR(error_doc, "A call of the core failed. `args` is (status, message): "
                        "1 header, 2 usage, 3 environment.");
PyDoc_STRVAR(module_doc, "The C core: options and texts cross, nothing else.");

static PyMethodDef session_methods[] = {
    {"options", (PyCFunction)(void (*)(void))session_options, METH_O, options_doc},
    {"parse", (PyCFunction)(void (*)(void))session_parse, METH_NOARGS, parse_doc},
    {"lists", (PyCFunction)(void (*)(void))session_lists, METH_NOARGS, lists_doc},
    {"plan", (PyCFunction)(void (*)(void))session_plan, METH_NOARGS, plan_doc},
    {"text", (PyCFunction)(void (*)(void))session_text, METH_O, text_doc},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef session_getset[] = {
    {"libclang", (getter)(void (*)(void))session_libclang, NULL, libclang_doc, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot session_slots[] = {
    {Py_tp_doc, (void *)session_doc},         {Py_tp_new, (void *)session_new},
    {Py_tp_dealloc, (void *)session_dealloc}, {Py_tp_methods, session_methods},
    {Py_tp_getset, session_getset},           {0, NULL},
};

static PyType_Spec session_spec = {
    .name = "numbast._core.Session",
    .basicsize = sizeof(SessionObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = session_slots,
};

// ---- module -----------------------------------------------------------------

static int module_exec(PyObject *module)
{
  ModuleState *state = PyModule_GetState(module);
  state->error = PyErr_NewExceptionWithDoc("numbast._core.CoreError", error_doc, NULL, NULL);
  if (!state->error || PyModule_AddObjectRef(module, "CoreError", state->error) < 0)
    return -1;
  state->session_type = PyType_FromModuleAndSpec(module, &session_spec, NULL);
  if (!state->session_type)
    return -1;
  return PyModule_AddObjectRef(module, "Session", state->session_type);
}

static int module_traverse(PyObject *module, visitproc visit, void *arg)
{
  ModuleState *state = PyModule_GetState(module);
  if (state) {
    Py_VISIT(state->error);
    Py_VISIT(state->session_type);
  }
  return 0;
}

static int module_clear(PyObject *module)
{
  ModuleState *state = PyModule_GetState(module);
  if (state) {
    Py_CLEAR(state->error);
    Py_CLEAR(state->session_type);
  }
  return 0;
}

static void module_free(void *module)
{
  module_clear(module);
}

// The last two slots exist from 3.12 and 3.13 on; a binary for 3.10 has neither.
static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, (void *)module_exec},
#if (!defined(Py_LIMITED_API) && PY_VERSION_HEX >= 0x030c0000) || Py_LIMITED_API + 0 >= 0x030c0000
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
#if (!defined(Py_LIMITED_API) && PY_VERSION_HEX >= 0x030d0000) || Py_LIMITED_API + 0 >= 0x030d0000
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, NULL},
};

static PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT,         .m_name = "_core",       .m_doc = module_doc,
    .m_size = sizeof(ModuleState), .m_slots = module_slots, .m_traverse = module_traverse,
    .m_clear = module_clear,       .m_free = module_free,
};

PyMODINIT_FUNC PyInit__core(void);

PyMODINIT_FUNC PyInit__core(void)
{
  return PyModuleDef_Init(&module_def);
}
