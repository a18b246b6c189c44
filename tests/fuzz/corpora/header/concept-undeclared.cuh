template <class T> concept Small = nothing_known;
template <Small T> __attribute__((device)) T f(T x);
