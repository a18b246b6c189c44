// Dump: the model as JSON while it is written (dump.c, dump_part.c).
//
// Members that are false, empty or absent are left out; files stand as indices
// into "files".
#ifndef CANOPY_DUMP_H
#define CANOPY_DUMP_H

#include "model.h"

typedef struct Dump {
  const Model *m;
  Buf out;
  bool has_item;  // something stands before in this object or list
} Dump;

void dump_comma(Dump *d);
void dump_key(Dump *d, const char *key);
void dump_open(Dump *d, char bracket);
void dump_close(Dump *d, char bracket);
void dump_elements(Dump *d, const Variable *v);  // of a constant array
void dump_str(Dump *d, const char *key, Str text);
void dump_word(Dump *d, const char *key, const char *word);
void dump_int(Dump *d, const char *key, int64_t value);
void dump_flag(Dump *d, const char *key, bool value);
void dump_strs(Dump *d, const char *key, const Str *items, uint32_t n);
void dump_loc(Dump *d, const char *key, Loc loc);
void dump_access(Dump *d, Access access);
void dump_type(Dump *d, const char *key, const Type *t);
void dump_value(Dump *d, const Value *v);
void dump_archs(Dump *d, ArchSet archs);

#endif
