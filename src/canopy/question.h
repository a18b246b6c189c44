// Questions about templates as C++ text (ask.c puts them to clang).
#ifndef CANOPY_QUESTION_H
#define CANOPY_QUESTION_H

#include "walk.h"

enum { ASK_MAX_PARTS = 64 };

typedef enum {
  ASK_CLASS,
  ASK_DEDUCE,
  ASK_CONST,
  ASK_CALL,
  ASK_METHOD,
  ASK_NEW,
  ASK_OP,
  ASK_COUNT
} AskKind;

typedef struct Ask {
  AskKind kind;
  Str parts[ASK_MAX_PARTS];  // without the word
  uint32_t nparts;
  Answer answer;
  CXCursor cursor, type;  // type: CONST, of the alias of the constant's type
  Record *object;         // METHOD: the class of the object
  bool is_found;
} Ask;

uint32_t ask_nfixed(const Ask *self);  // parts before the arguments, the word apart
void questions_head(Buf *b);           // what the lines of questions use
// Its parts, or why it can't be asked as the answer's message.
void ask_parse(Session *s, Ask *self, Str text);
void ask_write(Buf *b, const Ask *self, uint32_t i);  // its line

#endif
