// What is not public says so, a member of a class that is not by that class's word.
class Outer {
public:
  __device__ int open() const { return 1; }
  struct Shown { __device__ int f() const { return 2; } };
protected:
  __device__ int kept() const { return 3; }
  struct Kept {
    __device__ int f() const { return 4; }
    static constexpr int value = 5;
  };
private:
  struct Hidden {
    __device__ int f() const { return 6; }
  protected:
    __device__ int g() const { return 7; }
  };
};
