// Text is whole: NUL characters too. What Python's str cannot hold has a reason.
#define CUT "ab\0cd"
#define JOINED "a\"b" "'c\\d\n\x01?"
#define ACCENT "\xc3\xa9"
#define BYTES "a\xff\xfe" "b"
#define WIDE L"hello"
#define WIDER U"hello"
#define NOTHING nullptr
constexpr const char *path = "x\0y";
const char *const mode = "rw";
constexpr char text[] = "ab\0cd";
constexpr char padded[10] = "abc";
constexpr const wchar_t *wide = L"abc";
constexpr decltype(nullptr) nothing = nullptr;
struct Version {
  static const char *const name;
  static const int major;
};
const char *const Version::name = "one";
const int Version::major = 5;
