// Tokens of a file's text (tokens.c), and where declarations end in it (extents.c).
#ifndef CANOPY_TOKENS_H
#define CANOPY_TOKENS_H

#include "walk.h"

typedef struct Token {
  uint32_t at, len;
  uint32_t directive;  // 0: outside; else which
} Token;

typedef struct Tokens {
  FileEntry *file;
  const char *text;
  size_t size;
  VEC(Token) all;
  Walk *w;
} Tokens;

enum { NONE = UINT32_MAX };

void tokens_read(Tokens *t);                       // all of the text
uint32_t token_next(const Tokens *t, uint32_t i);  // of the same directive, or of none; or NONE
uint32_t token_before(const Tokens *t, uint32_t i);
uint32_t token_close(const Tokens *t, uint32_t i);  // what closes the bracket at i, or NONE
int token_depth(const Tokens *t, uint32_t i);       // 1: opens a bracket, -1: closes one
bool token_is(const Tokens *t, uint32_t i, const char *text);
bool token_in(const Tokens *t, uint32_t i, const char *const *texts);
bool token_is_word(const Tokens *t, uint32_t i);

void tokens_open(Tokens *t, Walk *w, FileEntry *f);     // frees those it held; text NULL: no file
uint32_t token_from(const Tokens *t, uint32_t offset);  // the first from there on
uint32_t macro_use_end(const Tokens *t, uint32_t i);    // the last token of the use at i
// Of a body that begins behind the token before `begin`; *open: where. NONE: it can't be told.
uint32_t body_end(Walk *w, const Tokens *t, uint32_t begin, uint32_t *open);

#endif
