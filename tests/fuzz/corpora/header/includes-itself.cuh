#include __FILE__
__attribute__((device)) int f(int);
