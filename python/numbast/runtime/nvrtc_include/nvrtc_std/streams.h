// Streams: `os << anything` compiles and is never defined.
#pragma once
#include <nvrtc_std/strings.h>
namespace std {
using streamsize = long;
class ios_base {
public:
  using fmtflags = unsigned;
  static constexpr unsigned fixed = 1, scientific = 2, hex = 4, dec = 8, left = 16, right = 32;
  __device__ unsigned flags() const;
  __device__ unsigned flags(unsigned);
  __device__ unsigned setf(unsigned);
  __device__ streamsize precision() const;
  __device__ streamsize precision(streamsize);
  __device__ streamsize width() const;
  __device__ streamsize width(streamsize);
};
template <class C, class T = char_traits<C>> class basic_ios : public ios_base {
public:
  __device__ C fill() const;
  __device__ C fill(C);
  __device__ bool good() const;
  __device__ explicit operator bool() const;
  __device__ void copyfmt(const basic_ios &);
};
template <class C, class T = char_traits<C>> class basic_ostream : virtual public basic_ios<C, T> {
public:
  __device__ basic_ostream &operator<<(basic_ostream &(*)(basic_ostream &));
  __device__ basic_ostream &write(const C *, streamsize);
  __device__ basic_ostream &put(C);
  __device__ basic_ostream &flush();
};
template <class C, class T = char_traits<C>> class basic_istream : virtual public basic_ios<C, T> {
public:
  __device__ basic_istream &read(C *, streamsize);
};
template <class C, class T = char_traits<C>>
class basic_stringstream : public basic_ostream<C, T>, public basic_istream<C, T> {
public:
  __device__ basic_stringstream();
  __device__ explicit basic_stringstream(const basic_string<C> &);
  __device__ basic_string<C> str() const;
  __device__ void str(const basic_string<C> &);
};
using ios = basic_ios<char>;
using ostream = basic_ostream<char>;
using istream = basic_istream<char>;
using stringstream = basic_stringstream<char>;
using ostringstream = basic_stringstream<char>;
using istringstream = basic_stringstream<char>;
template <class C, class T = char_traits<C>> class basic_streambuf;
using streambuf = basic_streambuf<char>;
class ofstream;
class ifstream;
class fstream;
struct nvrtc_std_manip {};
__device__ nvrtc_std_manip setw(int);
__device__ nvrtc_std_manip setprecision(int);
template <class C> __device__ nvrtc_std_manip setfill(C);
template <class C, class T> __device__ basic_ostream<C, T> &endl(basic_ostream<C, T> &);
template <class C, class T> __device__ basic_ostream<C, T> &flush(basic_ostream<C, T> &);
__device__ ios_base &fixed(ios_base &);
__device__ ios_base &scientific(ios_base &);
__device__ ios_base &hex(ios_base &);
__device__ ios_base &dec(ios_base &);
__device__ ios_base &boolalpha(ios_base &);
extern __device__ ostream &cout, &cerr, &clog;
extern __device__ istream &cin;
#define NVRTC_STD_OUT(P) \
  template <class C, class T> __device__ basic_ostream<C, T> &operator<<(basic_ostream<C, T> &, P);
NVRTC_STD_OUT(const char *)
NVRTC_STD_OUT(const void *)
NVRTC_STD_OUT(char)
NVRTC_STD_OUT(bool)
NVRTC_STD_OUT(int)
NVRTC_STD_OUT(unsigned)
NVRTC_STD_OUT(long)
NVRTC_STD_OUT(unsigned long)
NVRTC_STD_OUT(long long)
NVRTC_STD_OUT(unsigned long long)
NVRTC_STD_OUT(float)
NVRTC_STD_OUT(double)
NVRTC_STD_OUT(const string &)
NVRTC_STD_OUT(nvrtc_std_manip)
template <class C, class T> __device__ basic_ostream<C, T> &operator<<(basic_ostream<C, T> &, ios_base &(*)(ios_base &));
#undef NVRTC_STD_OUT
template <class C, class T, class V> __device__ basic_istream<C, T> &operator>>(basic_istream<C, T> &, V &);
}
