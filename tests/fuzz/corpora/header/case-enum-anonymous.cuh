// The enumerators of an anonymous enum are constants; typedef gives one a name.
enum { LIMIT = 12, OTHER };
typedef enum { A_FIRST, A_SECOND } Named;
struct Holder { enum { INSIDE = 3 }; };
__device__ inline int which(Named n) { return n; }
