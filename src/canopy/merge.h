// Merge: what the merging of archs' models shares while it goes on.
#ifndef CANOPY_MERGE_H
#define CANOPY_MERGE_H

#include "walk.h"

typedef enum { FACT_SHAPE, FACT_VALUE } FactKind;

// What one declaration is: a text for each way, and the archs that see it so.
typedef struct Variant {
  Str fact, words;  // words: for messages
  ArchSet archs;
  struct Variant *next;
} Variant;

typedef struct Facts {
  Decl *decl;
  Str enumerator;  // NULL: of the declaration itself
  FactKind kind;
  Variant *first;
} Facts;

struct Merge {
  Session *s;
  Model *model;     // NULL before the first
  ArchSet arch;     // of the model that is being added
  Map by_key;       // Str -> Link
  Map known_types;  // by type_key
  Map facts;        // what they are about -> Facts
  VEC(Facts *) all_facts;
  VEC(Type *) all_types;
  VEC(Record *) records;
  // Of the model that is being added:
  Map decls;    // Decl -> its counterpart, or itself
  Map matched;  // counterparts
  Map types;    // Type -> the merged model's
};

// ---- facts.c ----
void facts_note(Merge *m, Decl *d, const Decl *own);  // what d is on the present arch, as own says
void facts_mark_all(Merge *m);                        // what is not the same everywhere

#endif
