// A record and a function of one name; C++ lets the function hide the record.
struct stat { int x; };
__device__ inline int stat(struct stat s) { return s.x; }
__device__ inline int other(struct stat s) { return -s.x; }
