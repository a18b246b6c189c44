// Text that is no literal by itself: in parentheses, by other names, computed.
static const char array[4] = "abc";
const char sized[] = {"ab\0c"};
constexpr char parens[] = ("parens");
constexpr const char *first = "first";
constexpr const char *second = first;
const char *const third = second;
const char *const of_array = array;
constexpr const char *inner = "inner" + 2;
constexpr const char *pick(int i) { return i ? "a text of more than eight bytes" : ""; }
constexpr const char *picked = pick(1);
constexpr const char *empty = pick(0);
constexpr const char *null = nullptr;
constexpr char letters[] = {'a', 'b', 0};
constexpr const char *of_letters = letters;
constexpr char open[] = {'a', 'b'};
constexpr const char *of_open = open;
constexpr const char *bytes = "x\xff" + 0;
struct S {
  static constexpr const char *name = pick(1);
private:
  static constexpr const char *own = pick(1);
};
template <int I> struct Of {
  static constexpr const char *name = pick(I);
};
constexpr auto of_template = Of<1>::name;
const char *changes = "abc";
#define PARENS ("abc")
#define INNER ("abc" + 1)
#define NAME second
#define CALL pick(1)
#define CAST (char *)"abc"
#define ARRAY array
#define NULL_TEXT ((const char *)0)
