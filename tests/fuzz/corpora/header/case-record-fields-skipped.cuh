// Fields that Python can't read are named, with their place.
struct A {
  struct {
    int r;
  } named;
  int after;
  volatile int busy;
  int A::*member;
  union {
    int i;
    volatile float f;
  };
};
struct B {
  int &ref;
  int (*table[2])(int);
 private:
  volatile int hidden;
};
