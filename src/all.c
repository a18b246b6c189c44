// The whole core in one translation unit: `cc -O2 src/all.c src/main.c -ldl`.
//
// For programs that embed the core without its build, and a check that no two
// files fight over a static name.
@INCLUDES @
