// A constructor from && is C++'s own: it counts as any other; literal operators are functions by their name.
struct Token {
  int id;
  __device__ Token(int i) : id(i) {}
  __device__ Token(const Token &o) : id(o.id) {}
  __device__ Token(Token &&o) : id(o.id) {}
};
__device__ inline Token made(int i) { return Token(i); }
__device__ inline Token operator""_token(unsigned long long i) { return Token((int)i); }
