// flags: --rename=long_winded_name=brief "--exclude=unwanted=excluded by an option"
// Options on names.
__device__ inline int long_winded_name(int x) { return x; }
__device__ inline int unwanted(int x) { return x; }
