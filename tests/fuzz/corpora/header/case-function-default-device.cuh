// flags: --default-device
// The same functions where the option says that they count.
inline int on_host(int x) { return x; }
__host__ inline int said_host(int x) { return x; }
