// Records, enums and constants inside a record.
struct Machine {
  enum State { IDLE, BUSY };
  struct Part { int id; };
  static constexpr int parts = 2;
  Part part;
  State state;
};
__device__ inline int id_of(const Machine::Part &p) { return p.id; }
__device__ inline bool busy(Machine::State s) { return s == Machine::BUSY; }
