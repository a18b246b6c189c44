// An underscore only behind a keyword, and a second one only where the first clashes.
enum class_ { red, import_, from, from_ };
struct pass_ { int yield_, def_; };
struct S { int in, in_, class_; };
__device__ inline int is_(int lambda_, int None_) { return lambda_ + None_; }
__device__ inline int with(S from_) { return from_.in; }
__device__ inline int with_(int in_) { return in_; }
