// Every shape of record: what is out of reach is told, what is within has its place.
struct Empty {};
struct Over : Empty { alignas(32) float x[2][3]; mutable int hits; };
struct Poly { int a; __device__ virtual int f() const; };
struct Root { int r; };
struct Left : virtual Root { int l; };
class Secret : protected Root {
  int key;
  static constexpr int limit = 4;
 public:
  int open;
  volatile int busy;
  int : 3;
  unsigned bits : 5;
  union { float f; struct { int i; mutable char c; }; };
  Secret *next;
  Empty empties[2];
  enum Mode { Off, On } mode;
  static constexpr int size = 3;
};
struct Pair { Root a; Over *b; };
#pragma pack(push, 2)
struct Tight { char c; Root r; double d; };
#pragma pack(pop)
struct NoCopy { int x; NoCopy(const NoCopy &) = delete; NoCopy &operator=(const NoCopy &) = delete; };
struct MoveOnly { int x; __device__ MoveOnly(MoveOnly &&); };
struct Lock { int *x; __device__ Lock(int *); __device__ ~Lock(); };
struct NoEnd { int x; ~NoEnd() = delete; };
struct Both : Root, Pair { int own; };
