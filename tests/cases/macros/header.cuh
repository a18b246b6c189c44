// Constant macros: numbers, text, expressions; function-like and empty ones are no constants.
#define COUNT 12
#define NEGATIVE (-3)
#define RATE 2.5f
#define WIDE 0x1ffffffffULL
#define NAME "numbast"
#define LETTER 'x'
#define THOUSAND 1'000
#define MIXED (0x1'F + 'c')
#define SUM (COUNT + 1)
#define EMPTY
#define TWICE(x) (2 * (x))
#define UNBALANCED (
#define ATTRIBUTE __attribute__((device))
#define NEVER (1 / 0)
#define TOO_FAR (1 << 99)
#define SUM_OF(a, b, ...) ((a) + (b))
