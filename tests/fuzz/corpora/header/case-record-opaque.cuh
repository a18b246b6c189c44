// Private fields: a block of the right size and alignment.
class Secret {
  long long hidden;
  char tail;
public:
  int shown;
  __device__ Secret(int x) : hidden(x), tail(0), shown(x) {}
  __device__ long long reveal() const { return hidden * 2; }
};
__device__ inline long long add(const Secret &a, const Secret &b) { return a.reveal() + b.reveal(); }
