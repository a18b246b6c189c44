"""Arguments for libcu++'s templates (tools.reach_data says what the keys mean)."""

from __future__ import annotations

from typing import Any

# Its types are found as its own headers find them; then what a user brings: function objects of each shape.
_SOURCE = """#include <cuda/std/array>
#include <cuda/std/functional>
#include <cuda/std/initializer_list>
#include <cuda/std/optional>
#include <cuda/std/expected>
#include <cuda/std/span>
#include <cuda/std/tuple>
#include <cuda/std/utility>
#include <cuda/std/variant>
#include <cuda/std/inplace_vector>
#include <cuda/std/mdspan>
#include <cuda/std/chrono>
#include <cuda/std/ratio>
using namespace cuda::std;
namespace reach {
struct Call { template <class... T> __device__ int operator()(T &&...) const { return 1; } };
struct Test { template <class... T> __device__ bool operator()(T &&...) const { return true; } };
struct Make { __device__ int operator()() const { return 1; } };
struct Void { template <class... T> __device__ void operator()(T &&...) const {} };
struct Some { template <class... T> __device__ cuda::std::optional<int> operator()(T &&...) const
{ return 1; } };
struct Expect { template <class... T> __device__ cuda::std::expected<int, float> operator()(T &&...) const
{ return 1; } };
struct ExpectVoid { template <class... T> __device__ cuda::std::expected<void, float>
operator()(T &&...) const { return {}; } };
struct Random { using result_type = unsigned; static constexpr __device__ unsigned min() { return 0; }
static constexpr __device__ unsigned max() { return ~0u; } __device__ unsigned operator()() { return 1; } };
struct Typed { using argument_type = int; using first_argument_type = int; using second_argument_type = int;
using result_type = bool; template <class... T> __device__ bool operator()(T &&...) const { return true; } };
struct Base { int a; };
struct Derived : Base { int b; __device__ int get(int x) const { return x + b; } };
enum Plain : int { one, two };
enum class Scoped : unsigned char { one, two };
struct Explicit { int x; __device__ explicit Explicit() : x(0) {}
__device__ explicit Explicit(int a) : x(a) {}
__device__ explicit Explicit(const Base &b) : x(b.a) {} };
struct Listed { int x; __device__ Listed(cuda::std::initializer_list<int>, int a = 0, float = 0) : x(a) {} };
struct Same { int x; __device__ Same(int a = 0) : x(a) {} };  // from int by itself
struct ToBase { Base *b; explicit __device__ operator Base &() const { return *b; } };
struct AsBase { Base *b; __device__ operator Base &() const { return *b; } };
struct Input { using iterator_category = cuda::std::input_iterator_tag; using value_type = int;
using difference_type = cuda::std::ptrdiff_t; using pointer = int *; using reference = int &; int *p;
__device__ int &operator*() const { return *p; } __device__ Input &operator++() { ++p; return *this; }
__device__ Input operator++(int) { return {p++}; }
__device__ bool operator==(const Input &o) const { return p == o.p; }
__device__ bool operator!=(const Input &o) const { return p != o.p; } };
struct Stream { int *p; __device__ Input begin() const { return {p}; }
__device__ Input end() const { return {p}; } };
struct Clock { using rep = long long; using period = cuda::std::nano;
using duration = cuda::std::chrono::duration<rep, period>;
using time_point = cuda::std::chrono::time_point<Clock>; static constexpr bool is_steady = true;
__device__ static time_point now() { return time_point(); } };
}
"""

_GROUP = """namespace reach { struct Group { __device__ void sync() const {}
__device__ unsigned size() const { return 1; }
__device__ unsigned thread_rank() const { return 0; } }; }
"""

_NAMES: dict[str, list[str]] = {
    **{n: ["cuda::std::less<>"] for n in ("Compare", "Comp", "C")},
    **{n: ["cuda::std::equal_to<>"] for n in ("BinaryPredicate", "BinaryPred")},
    **{n: ["reach::Test"] for n in ("*Predicate", "*Pred")},
    **{n: ["cuda::std::plus<>"] for n in ("BinaryOp*", "BinaryOperation*")},
    **{n: ["cuda::std::negate<>"] for n in ("UnaryOp*", "UnaryOperation*")},
    "Generator": ["reach::Make"],
    **{n: ["reach::Random"] for n in ("URNG", "UniformRandomNumberGenerator", "*RandomNumberGenerator*")},
    **{n: ["reach::Call", "reach::Test"] for n in ("Fun*", "Fn", "F", "Invocable", "Proj*")},
    "Iterator*": ["int *"],
    "*Iterator*": ["int *", "const int *"],
    **{n: ["int *", "cuda::std::reverse_iterator<int *>"] for n in ("Iter*", "It*", "In", "Out", "InIter")},
    **{n: ["int *"] for n in ("*Iter", "Sent*", "S2", "I1", "I2", "End", "Ip", "Sp", "InputIter*")},
    **{n: ["int", "unsigned int"] for n in ("*Integer*", "*Size", "*Distance*", "IntegerType", "*Diff*")},
    **{n: ["cuda::std::array<int, 4>", "cuda::std::span<int>", "cuda::std::inplace_vector<int, 8>"]
       for n in ("Range*", "Container*", "Cont*", "Rp", "Cp")},
    **{n: ["cuda::std::tuple<int, float>", "cuda::std::pair<int, float>", "cuda::std::array<int, 2>"]
       for n in ("*Tuple*", "UPair", "Pair", "TupleLike*")},
    "Rep*": ["long long", "int"],
    "Period*": ["cuda::std::milli", "cuda::std::ratio<1>"],
    **{n: ["cuda::std::chrono::milliseconds", "cuda::std::chrono::duration<int>"] for n in ("*Duration*",)},
    "Clock*": ["reach::Clock"],
    **{n: ["cuda::std::ratio<1, 2>", "cuda::std::ratio<2, 3>"] for n in ("R1", "R2")},
    "CharT": ["char"],
    "Base": ["reach::Base"],
    "Derived": ["reach::Derived"],
    **{n: ["reach::Derived"] for n in ("Dp",)},
    **{n: ["reach::Base"] for n in ("Bp",)},
    "If": ["true"],
    "Visitor": ["reach::Call"],
    "Variant*": ["cuda::std::variant<int, float>"],
    "*Vs": ["cuda::std::variant<int, float>"],
}  # fmt: skip

_COUNTED, _OF_CONST = "cuda::std::counted_iterator<int *>", "cuda::std::counted_iterator<const int *>"
_TYPES = ["int", "float", "unsigned int", "cuda::std::tuple<int, float>", "cuda::std::array<int, 4>", "int *"]

_OF_REFERENCES = "cuda::std::pair<int &, float &>"
_BARRIER = "cuda::barrier<cuda::thread_scope_block>"
_OF_THREAD = "cuda::pipeline<cuda::thread_scope_thread>"

_COMMON: dict[str, Any] = {"types": _TYPES, "names": _NAMES, "source": _SOURCE}


def _with(**own: Any) -> dict[str, Any]:
    """What is common, with a header's own before it."""
    made = {**_COMMON, **own}
    given = own.get("names", {})
    made["names"] = {**given, **{name: texts for name, texts in _NAMES.items() if name not in given}}
    return made


LIBCUXX: dict[str, dict[str, Any]] = {
    "cuda/std/complex": _with(
        types=["float", "double", "int"],
        names={"cuda::std::complex*/Up": ["float", "double", "int", "__half", "__nv_bfloat16"]},
    ),
    "cuda/std/optional": _with(
        types=["int", "float", "double", "cuda::std::array<int, 4>"],
        names={
            "cuda::std::optional::and_then/Func": ["reach::Some"],
            "cuda::std::optional::or_else/Func": ["reach::Some"],
            "cuda::std::optional::optional/In_place_t": ["cuda::std::in_place_t"],
            "cuda::std::make_optional/Tp": ["int", "reach::Listed"],
            "cuda::std::optional::optional/Up": ["int", "float", "reach::Derived", "reach::ToBase", "int &",
                                                 "const reach::ToBase", "reach::AsBase"],
        },
        instances={"cuda::std::optional": ["<int>", "<reach::Listed>", "<reach::Explicit>", "<bool>"]},
        source=_SOURCE + "namespace reach { struct SomeRef { int *p; __device__ cuda::std::optional<int &> "
        "operator()() const { return *p; } }; }\n",
        calls={
            "cuda::std::optional::optional": [
                "new;cuda::std::optional<int &>;cuda::std::in_place_t &;int &",
                *(f"new;cuda::std::optional<reach::Base &>;{of}"
                  for kind in ("reach::Derived", "reach::AsBase", "reach::ToBase")
                  for whole in (kind, f"cuda::std::optional<{kind}>")
                  for of in (f"{whole} &", f"const {whole} &", whole, f"const {whole}")),
                *(f"new;cuda::std::optional<const int &>;{of}cuda::std::optional<int>{ref}"
                  for of in ("", "const ") for ref in ("", " &")),
                *(f"new;cuda::std::optional<{of}>;const cuda::std::optional<int &> &"
                  for of in ("reach::Explicit", "float")),
            ],
            "cuda::std::optional::operator=": [
                *(f"op;=;cuda::std::optional<float> &;{of}"
                  for of in ("int &", "const cuda::std::optional<int> &", "cuda::std::optional<int>",
                             "const cuda::std::optional<int &> &")),
                "op;=;cuda::std::optional<int &> &;int &",
            ],
            "cuda::std::optional::or_else": [
                "method;const cuda::std::optional<int &> &;or_else;reach::SomeRef &",
            ],
            "cuda::std::make_optional": [
                "call;cuda::std::make_optional<reach::Listed>;cuda::std::initializer_list<int> &",
            ],
        },
    ),
    "cuda/std/span": _with(
        types=["int", "const int", "float"],
        names={"Extent": ["4", "cuda::std::dynamic_extent"], "Sz": ["4"], "OtherExtent": ["4"],
               "Count": ["2", "4"], "Offset": ["0", "1"]},
        instances={"cuda::std::span": ["<int, 4>", "<const int, 4>", "<int>", "<const int>", "<int, 0>"]},
    ),
    "cuda/std/expected": _with(
        types=["int", "float", "double"],
        names={
            "*::and_then/Fun": ["reach::Expect"],
            "*::or_else/Fun": ["reach::Expect", "reach::ExpectVoid"],
            "*::transform/Fun": ["reach::Call", "reach::Void"],
            "cuda::std::expected::expected/Up": ["int", "float", "void"],
            "Err": ["float", "reach::Explicit", "reach::Listed"], "Err2": ["float"], "UErr": ["float"],
            "OtherErr": ["float", "int", "reach::Explicit"], "E2": ["float"],
        },
        instances={
            "cuda::std::expected": ["<int, float>", "<float, float>", "<reach::Explicit, reach::Explicit>",
                                    "<reach::Listed, reach::Listed>", "<int, reach::Explicit>"],
            "cuda::std::unexpected": ["<float>", "<reach::Listed>", "<reach::Explicit>"],
        },
    ),
    "cuda/std/tuple": _with(
        types=["int", "float", "cuda::std::tuple<int, float>", "cuda::std::pair<int, float>"],
        names={
            "Alloc": ["int"],
            "cuda::std::tuple::*/*Tuple*": ["cuda::std::tuple<int, float>", "cuda::std::pair<int, float>",
                                            "cuda::std::array<int, 2>", "cuda::std::array<int, 0>"],
        },
        instances={"cuda::std::tuple": ["<int, float>", "<int>", "<reach::Explicit>",
                                        "<reach::Explicit, int>",
                                        "<reach::Explicit, reach::Explicit>"]},
    ),
    "cuda/std/inplace_vector": _with(
        types=["int", "float"],
        names={"*Iter": ["int *", "reach::Input"],
               "Range": ["cuda::std::array<int, 4> &", "reach::Stream &", "reach::Terminated &",
                         "cuda::std::span<int>"]},
        source=_SOURCE + "namespace reach { struct Zero {}; struct Terminated { int *p; "
        "__device__ int *begin() const { return p; } __device__ Zero end() const { return {}; } };\n"
        "__device__ inline bool operator==(int *p, Zero) { return *p == 0; }\n"
        "__device__ inline bool operator==(Zero, int *p) { return *p == 0; }\n"
        "__device__ inline bool operator!=(int *p, Zero) { return *p != 0; }\n"
        "__device__ inline bool operator!=(Zero, int *p) { return *p != 0; } }\n",
    ),
    "cuda/std/array": _with(types=["int", "float"], names={"Size": ["4", "2"]}),
    "cuda/std/mdspan": _with(
        names={
            "*Extents": ["cuda::std::extents<int, 4>", "cuda::std::dextents<int, 1>"],
            "*LayoutPolicy*": ["cuda::std::layout_right"], "Layout": ["cuda::std::layout_right"],
            "*Accessor*": ["cuda::std::default_accessor<int>"],
            "*LayoutMapping*": ["cuda::std::layout_right::mapping<cuda::std::extents<int, 4>>"],
            "*ElementType": ["int"], "OtherIndexType*": ["int"], "Slices": ["int"], "Size": ["1"],
        },
        instances={"cuda::std::mdspan": ["<int, cuda::std::extents<int, 4>>",
                                         "<int, cuda::std::dextents<int, 1>>"],
                   "cuda::std::extents": ["<int, 4>", "<int, cuda::std::dynamic_extent>"]},
    ),
    "cuda/std/utility": _with(
        types=["int", "float", "reach::Explicit"],
        instances={"cuda::std::pair": ["<int, float>", "<int, int>", "<reach::Explicit, reach::Explicit>"]},
        names={"cuda::std::to_underlying/Tp": ["reach::Scoped"],
               # clang makes sequences of other types, and those that end before they begin, without end
               "cuda::std::__make_indices*/*": ["4"],
               **{f"cuda::std::*integer_sequence*/{n}": ["int"] for n in ("Tp", "IdxType")},
               "cuda::std::rel_ops::*/Tp": ["reach::Ordered"]},
        source=_SOURCE + "namespace reach { struct Ordered { int x; __device__ bool operator==(const Ordered "
        "&o) const { return x == o.x; } __device__ bool operator<(const Ordered &o) const { return x < o.x; "
        "} }; struct Copied { int x; __device__ explicit Copied() : x(0) {} __device__ explicit Copied(const "
        "Copied &o) : x(o.x) {} };\n"
        + "".join(f"using cuda::std::rel_ops::operator{of};\n" for of in ("!=", ">", "<=", ">=")) + "}\n",
        calls={
            "cuda::std::pair::pair": [
                f"new;cuda::std::pair<reach::Copied, reach::Copied>{2 * ';const reach::Copied &'}",
                "new;cuda::std::pair<int, float>;const int &;const float &",
                *(f"new;cuda::std::pair<reach::Explicit, reach::Explicit>;{of}"
                  for of in ("int &;int &", "cuda::std::pair<int, int> &",
                             "const cuda::std::pair<int, int> &",
                             "cuda::std::pair<int, int>", "const cuda::std::pair<int, int>")),
            ],
            "cuda::std::pair::operator=": [
                f"op;=;{left};{right}"
                for left in ("cuda::std::pair<float, float> &", f"const {_OF_REFERENCES} &")
                for kind in ("cuda::std::pair<int, int>", "cuda::std::tuple<int, int>", _OF_REFERENCES)
                for right in (f"const {kind} &", kind)
            ],
        },
    ),
    "cuda/std/variant": _with(
        names={"Ip": ["0", "1"]},
        instances={"cuda::std::variant": ["<int, float>", "<int, reach::Listed>", "<reach::Listed, int>"],
                   "cuda::std::variant_size": ["<cuda::std::variant<int, float>>"],
                   "cuda::std::variant_alternative": ["<0, cuda::std::variant<int, float>>"]},
        calls={
            "cuda::std::variant::variant": [
                f"new;cuda::std::variant<int, reach::Listed>;{of} &;cuda::std::initializer_list<int> &"
                for of in ("cuda::std::in_place_type_t<reach::Listed>", "cuda::std::in_place_index_t<1>")
            ],
            "cuda::std::variant::emplace": [
                f"method;cuda::std::variant<int, reach::Listed> &;emplace<{which}>;"
                "cuda::std::initializer_list<int> &"
                for which in ("1", "reach::Listed")
            ],
            "cuda::std::visit": ["call;cuda::std::visit<int>;reach::Call &;cuda::std::variant<int, float> &"],
        },
    ),
    "cuda/std/type_traits": _with(
        names={"cuda::std::conditional*/*B*": ["true"], "Bp": ["true"]},
        instances={"cuda::std::negation": ["<cuda::std::true_type>"],
                   "cuda::std::result_of": ["<reach::Call (int)>"]},
    ),
    "cuda/std/chrono": _with(names={"Tp": ["int", "cuda::std::chrono::milliseconds"]}),
    "cuda/std/iterator": _with(
        names={"Traits": ["cuda::std::char_traits<char>"], "Iter2": ["const int *", "int *"],
               "cuda::std::common_iterator::*/I2": [_COUNTED, "int *"],
               "cuda::std::common_iterator::*/S2": ["cuda::std::default_sentinel_t"],
               "I2": ["const int *", "int *", _COUNTED], "Up": ["const int *", "int *"],
               "S2": ["cuda::std::default_sentinel_t", "int *"]},
        instances={
            "cuda::std::common_iterator": [f"<{_COUNTED}, cuda::std::default_sentinel_t>",
                                           f"<{_OF_CONST}, cuda::std::default_sentinel_t>",
                                           "<int *, cuda::std::unreachable_sentinel_t>"],
            "cuda::std::counted_iterator": ["<int *>", "<const int *>", "<reach::Input>"],
            **{f"cuda::std::{kind}": ["<int *>", "<const int *>"]
               for kind in ("reverse_iterator", "move_iterator", "move_sentinel")},
        },
    ),
    "cuda/pipeline": _with(
        names={"Group": ["reach::Group"], "Tp": ["int"], "Type": ["int"], "Size": ["unsigned long"]},
        source=_SOURCE + _GROUP + "using cuda::aligned_size_t;\n",
        calls={
            "cuda::memcpy_async": [
                f"call;cuda::memcpy_async;{group}{to};{of};{size};{_BARRIER} &"
                for group in ("", "reach::Group &;")
                for to, of in (("int * &", "const int * &"), ("void * &", "const void * &"))
                for size in ("unsigned long &", "cuda::aligned_size_t<16> &")
            ],
            "cuda::pipeline_producer_commit": [
                f"call;cuda::pipeline_producer_commit;{_OF_THREAD} &;{_BARRIER} &",
            ],
        },
    ),
    "cuda/std/functional": _with(
        names={f"cuda::std::{name}/Predicate": ["reach::Typed"]
               for name in ("binary_negate", "unary_negate", "not1", "not2")},
        instances={"cuda::std::reference_wrapper": ["<int>", "<reach::Call>"]},
    ),
    "cuda/iterator": _with(
        source="#include <cuda/__random/random_bijection.h>\n" + _SOURCE,
        names={"*Fn": ["reach::Call"], "Bijection": ["cuda::random_bijection<unsigned int>"],
               "IndexType": ["unsigned int"], "Stride": ["int"], "*UIterator*": ["int *"]},
        instances={
            "cuda::transform_input_output_iterator": ["<reach::Call, reach::Call, int *>"],
            "cuda::shuffle_iterator": ["<unsigned int, cuda::random_bijection<unsigned int>>"],
            "cuda::zip_iterator": ["<const int *, const int *>", "<int *, int *>"],
            "cuda::zip_transform_iterator": ["<cuda::std::plus<>, int *, int *>"],
            "cuda::counting_iterator": ["<int>", "<unsigned int>"],
            "cuda::strided_iterator": ["<int *>", "<int *, cuda::std::integral_constant<int, 2>>"],
        },
    ),
    "cuda/cmath": _with(types=["int", "unsigned int", "reach::Plain", "float"]),
    "cuda/numeric": _with(
        source="#include <cuda/std/complex>\n" + _SOURCE,
        names={"ComplexType": ["cuda::std::complex<float>"],
               "cuda::isclose/Tp": ["float", "cuda::std::complex<float>"]},
    ),
    "cuda/utility": _with(names={"Operator": ["reach::Call"], "cuda::static_for/Tp": ["int"]}),
    "cuda/bit": _with(types=["unsigned int", "int"]),
    "cuda/annotated_ptr": _with(
        source="#include <cuda/barrier>\n" + _SOURCE + _GROUP,
        instances={"cuda::annotated_ptr": ["<int, cuda::access_property>",
                                           "<int, cuda::access_property::global>"]},
        names={
            "*RuntimeProperty": ["cuda::access_property::global", "cuda::access_property::normal"],
            **{n: ["cuda::access_property::shared", "cuda::access_property::global"]
               for n in ("Property", "*Property", "*Prop")},
            "Group": ["reach::Group"], "Shape": ["unsigned long"], "Dst": ["int"], "Src": ["int"],
            "Sync": ["cuda::barrier<cuda::thread_scope_block>"],
        },
    ),
    "cuda/std/*": _COMMON,
    "cuda/*": _COMMON,
}  # fmt: skip
