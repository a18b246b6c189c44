"""A question about templates as NVRTC is asked: its line of C++, and the shim of a call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .asked_parts import CONST_OBJECT, FIRST_ASKED, IMPLICIT, part_line
from .codes import CxxType, cxx_spelling, cxx_type
from .template_text import is_one_argument, split_last

TRAIT_QUESTIONS = {
    "t": "__is_trivially_copyable({})", "d": "__has_trivial_destructor({})",
    "c": "__is_constructible({0}, const {0} &)", "C": "__is_trivially_constructible({0}, const {0} &)",
    "m": "__is_constructible({0}, {0} &&)", "s": "__is_assignable({0} &, const {0} &)",
    "S": "__is_trivially_assignable({0} &, const {0} &)", "i": "__is_constructible({0})",
    "I": "__is_trivially_constructible({0})", "D": "__has_trivial_destructor({})",
    "e": "__is_empty({})", "u": "__is_union({})", "a": "__is_abstract({})", "A": "__is_aggregate({})",
    "E": "(__is_enum({0}) && !__is_convertible_to({0}, int))",
}  # fmt: skip
QUESTION_PROLOGUE = r"""
namespace nbq {
struct at {}; struct no {};
template <class T> __device__ T &&v();
template <class T> struct carry { using type = T; };
template <class A, class B> struct same { static constexpr bool value = false; };
template <class A> struct same<A, A> { static constexpr bool value = true; };
template <class T> struct bare { using type = T; static constexpr int flags = 0; };
template <class T> struct bare<const T> { using type = T; static constexpr int flags = 1; };
template <class T> struct bare<T &> {
using type = typename bare<T>::type; static constexpr int flags = bare<T>::flags | 2; };
template <class T> struct bare<T &&> {
using type = typename bare<T>::type; static constexpr int flags = bare<T>::flags | 4; };
template <class... K> struct list { template <class T> __device__ static constexpr int find() {
int at = -1, i = 0; ((at < 0 && same<T, K>::value ? (void)(at = i++) : (void)i++), ...); return at; } };
template <class T> struct layout { static constexpr int size = sizeof(T), align = alignof(T); };
template <> struct layout<void> { static constexpr int size = 0, align = 1; };
template <class T, int N> struct layout<T[N]> {
static constexpr int size = sizeof(T) * N, align = alignof(T); };
template <class T> struct told_as { template <class V>
__device__ static constexpr long long of(const V &v) { return static_cast<long long>(v); } };
template <> struct told_as<double> {
__device__ static constexpr long long of(double v) { return __builtin_bit_cast(long long, v); } };
template <> struct told_as<float> : told_as<double> {};
template <long long V, class T> struct number {
using type = T; static constexpr long long is = 1, value = V; };
struct none { using type = no; static constexpr long long is = 0, value = 0; };
template <class T, decltype(sizeof 0) = sizeof(T)> __device__ carry<T> whole(int);
template <class T> __device__ carry<no> whole(...);
#pragma nv_diag_warning 1215
template <long long...> [[deprecated]] constexpr int told = 0;
template <long long, class> [[deprecated]] constexpr int shown = 0;
}
__device__ void *operator new(decltype(sizeof 0), nbq::at);
"""


SHIM_PROLOGUE = (
    "namespace nbq{struct at{};template<class T>__device__ T&&v();"
    "template<class T>struct bare{using type=T;};"
    "template<class T>struct bare<const T>{using type=T;};"
    "template<class T>struct bare<T&>{using type=typename bare<T>::type;};"
    "template<class T>struct bare<T&&>{using type=typename bare<T>::type;};}"
    "template<class T>using nbq_bare=typename nbq::bare<T>::type;"
    "__device__ void*operator new(decltype(sizeof 0),nbq::at);"
)


class Question:
    """One of the core's `--ask`, as NVRTC is asked."""

    def __init__(self, index: int, text: str) -> None:
        self.index, self.text = index, text
        self.kind, _, rest = text.partition(";")
        self.parts = [part.strip() for part in rest.split(";")]
        self.is_part = self.kind in ("field", "convert", "enumerator")  # of a class, whose parts they are
        self.fixed = 2 if self.is_part or self.kind == "method" else 1
        self.is_class = self.kind in ("class", "deduce")
        self.result, self.writes = "", 0
        self.is_aggregate = self.is_known = False  # of the class that is made, or asked for
        self.codes: list[Any] = []

    @property
    def arguments(self) -> list[str]:
        return self.parts[self.fixed :]

    @property
    def changes_first(self) -> bool:
        """Is it an operator that changes its left operand?"""
        symbol = self.parts[0] if self.kind == "op" else ""
        return symbol in ("++", "--") or (symbol[-1:] == "=" and symbol not in ("==", "!=", "<=", ">="))

    def is_sound(self) -> bool:
        """May it reach a compiler? The operators are ours."""
        parts = self.parts[1:] if self.kind == "op" else self.parts
        return len(self.parts) >= self.fixed and all(map(is_one_argument, parts))

    def declaration(self) -> str:
        """The line of C++ that declares the class, the first to instantiate it: it has the blame where there
        is none; "" of what is no class.
        """
        n = self.index
        if self.kind != "class":
            return ""
        _, named = self._named()
        typename = "typename " if named.startswith("S::") else ""
        return (
            f"template <class S> __device__ auto nbp_{n}(int) -> nbq::carry<{typename}{named}>; "
            f"template <class...> __device__ nbq::carry<nbq::no> nbp_{n}(...); {self._names([])}"
        )

    def line(self) -> str:
        """Its line of C++, which makes NVRTC tell `index` and the answer."""
        n = self.index
        if self.kind == "class":
            return self._result_line([])
        if self.kind == "const" or self.kind == "enumerator":
            scope, named = self._named()
            kind = f"typename nbq::bare<decltype({named})>::type"
            carried = f"nbq::number<nbq::told_as<{kind}>::of({named}), {kind}>"
            told = "template <class> __device__ nbq::none"
            head = f"template <class S> __device__ auto nbp_{n}(int) -> {carried}; {told} nbp_{n}(...);"
            made = f"decltype(nbp_{n}<{scope}>(0))"
            return f"{head} {self._telling(f'{made}::is, {made}::value, nbf::find<{made}::type>()')}"
        if self.is_part:
            return part_line(n, self.kind, *self.parts)
        names = [f"A{i}" for i in range(len(self.arguments))]
        heads = "".join(f", class {name}" for name in names)
        call = self._expression([f"nbq::v<{name}>()" for name in names], "S")
        head = f"template <class S{heads}> __device__ auto nbp_{n}(int) -> nbq::carry<decltype({call})>;"
        none = f"template <class...> __device__ nbq::carry<nbq::no> nbp_{n}(...);"
        made = self._made(self.arguments)
        writes = []
        for i, argument in enumerate(self.arguments):
            if argument.startswith("const ") and argument.endswith("&"):
                continue
            bare = f"nbq::bare<{argument}>::type"
            others = [bare]
            if self.kind == "op" and i == 0 and argument.endswith("&"):  # a member's takes temporaries too
                others.append(f"const {bare} &")
            moved = [self._made([*self.arguments[:i], o, *self.arguments[i + 1 :]]) for o in others]
            same = " && ".join(f"nbq::same<{m}, {made}>::value" for m in moved)
            writes.append(f"({same} ? 0 : {1 << i})")
        return f"{head} {none} {self._names(self.arguments)} {self._result_line(writes)}"

    def _named(self) -> tuple[str, str]:
        """What a name is looked up in, dependently so that "no" is an answer, and the name as it is there."""
        if self.kind == "enumerator":
            return self.parts[0], f"S::{self.parts[1]}"
        scope, _, name = split_last(self.parts[0])
        is_member = scope.endswith(">") and name.isidentifier()
        return (scope, f"S::{name}") if is_member else ("int", self.parts[0])

    def _telling(self, numbers: str) -> str:
        return f"__device__ int nbq_{self.index} = nbq::told<{self.index}, {numbers}>;"

    def _made(self, arguments: Sequence[str]) -> str:
        subject = self._named()[0] if self.kind == "class" else self._subject()
        return f"decltype(nbp_{self.index}<{', '.join([subject, *arguments])}>(0))"

    def _names(self, arguments: Sequence[str]) -> str:
        """Of the result's type: as it is, bare, and the same where traits may be asked of it: those of an
        incomplete class end NVRTC, and the process.
        """
        n = self.index
        return (
            f"using nbr_{n} = {self._made(arguments)}::type; using nbb_{n} = nbq::bare<nbr_{n}>::type; "
            f"using nbc_{n} = decltype(nbq::whole<nbb_{n}>(0))::type;"
        )

    def _result_line(self, writes: Sequence[str]) -> str:
        """Told of the type `nbr`: is there one, its place, its flags, size and alignment; `writes`, or of a
        class its traits, and an enum's own type.
        """
        n = self.index
        bits = [*writes]
        if self.is_class:
            traits = enumerate(TRAIT_QUESTIONS.values())
            bits += [f"({trait.format(f'nbc_{n}')} ? {1 << i} : 0)" for i, trait in traits]
        told = (
            f"!nbq::same<nbr_{n}, nbq::no>::value, nbf::find<nbb_{n}>(), nbq::bare<nbr_{n}>::flags, "
            f"nbq::layout<nbb_{n}>::size, nbq::layout<nbb_{n}>::align, {' | '.join(bits or '0')}"
        )
        if self.is_class:
            told += f", nbf::find<nbq::under<nbc_{n}>::type>()"
        is_known = self.kind == "class" and self.is_known
        result = f"{self._made(self.arguments)}::type"  # of an alias NVRTC would say its name
        shown = "" if is_known else f"__device__ int nbt_{n} = nbq::shown<{n}, {result}>;"
        return f"{self._telling(told)} {shown}"

    def _subject(self) -> str:
        return self.parts[0] if self.kind in ("method", "new") else "void"

    def _expression(self, terms: Sequence[str], subject: str) -> str:
        """The call with `terms` for its arguments."""
        listed = ", ".join(terms)
        if self.kind == "method":
            is_member_template = "<" in self.parts[1] and subject == "S"
            return f"nbq::v<{subject}>().{'template ' if is_member_template else ''}{self.parts[1]}({listed})"
        if self.kind == "new":
            return f"*::new (nbq::at{{}}) {subject}{self._initial(listed)}"
        if self.kind == "op":
            symbol = self.parts[0]
            if symbol in ("()", "[]"):
                return f"{terms[0]}{symbol[0]}{', '.join(terms[1:])}{symbol[1]}"
            return f"{symbol}{terms[0]}" if len(terms) == 1 else f"{terms[0]} {symbol} {terms[1]}"
        return f"{self.parts[0]}({listed})"

    def _initial(self, listed: str) -> str:
        return f"{{{listed}}}" if self.is_aggregate else f"({listed})"

    def plain(self) -> str:
        """The same, so that NVRTC says why not."""
        if self.is_class and self.kind == "class":
            return f"using nbw = {self.parts[0]}; static_assert(sizeof(nbw) > 0);"
        call = self._expression([f"nbq::v<{a}>()" for a in self.arguments], self.parts[0])
        return f"__device__ inline void nbw() {{ using r = decltype({call}); }}"

    # ---- its row and shim ----------------------------------------------------
    def row(self, owner: str, place: tuple[int, int]) -> tuple[Any, ...]:
        """As in docs/table.md, section 3. `owner`: the object's class."""
        parameters = tuple(f"{code} " for code in self.codes)
        if self.kind == "new":
            return "c", f"{owner}::{owner}", "v", parameters, 0, *place, {"owner": owner}
        if self.kind == "convert":
            extra = {"owner": owner} if self.writes & CONST_OBJECT else {"owner": owner, "changes": True}
            name = f"{owner}::operator {self.parts[1]}"
            return "v" if self.writes & IMPLICIT else "w", name, self.result, (), 0, *place, extra
        if self.kind == "method":
            kind = "m" if self.parts[0].startswith("const ") else "M"
            return kind, f"{owner}::{self.parts[1]}", self.result, parameters, 0, *place, {"owner": owner}
        if self.kind == "op":
            return "o", f"operator{self.parts[0]}", self.result, parameters, 0, *place, None
        return "f", self.parts[0], self.result, parameters, 0, *place, None

    def shim(self, symbol: str, is_class: Callable[[CxxType], bool]) -> str:
        """Its function, which makes the very call that was asked for (docs/table.md, section 5)."""
        formals, terms = [], []
        for i, (argument, code) in enumerate(zip(self.arguments, self.codes, strict=True)):
            base = argument if argument.endswith("]") else argument.rstrip("& ")
            by_address = cxx_type(code).kind == "reference" or is_class(cxx_type(code))
            if argument.endswith("]"):
                base = f"nbq_bare<{argument}>"
            formals.append(f"nbq_bare<{argument}>{'*' if by_address else ''} nb{i}")
            place = f"(*nb{i})" if by_address else f"nb{i}"
            term = place if "&" in argument else f"static_cast<{base} &&>({place})"
            is_object = is_class(cxx_type(code)) and cxx_type(code).kind == "named"
            terms.append(f"/*<{i}*/{term}/*>*/" if is_object else term)  # src/bind/shim.c, shim_object
        if self.kind == "convert":
            formals.insert(0, f"{'const ' if self.writes & CONST_OBJECT else ''}{self.parts[0]} *nbo")
            call = f"nbo->operator {self.parts[1]}()"
            result = self.parts[1]
        elif self.kind == "method":
            owner = self.parts[0].rstrip("& ")
            formals.insert(0, f"{owner} *nbo")
            call = f"nbo->{self.parts[1]}({', '.join(terms)})"
        elif self.kind == "new":
            formals.insert(0, f"{self.parts[0]} *nbr")
            made = f"::new((void*)nbr) {self.parts[0]}{self._initial(', '.join(terms))};"
            return f"void {symbol}({', '.join(formals)}){{{made}}}"
        else:
            call = self._expression(terms, "")
        t = cxx_type(self.result)
        if self.kind != "convert":
            result = f"nbq_bare<decltype({self._asked_call()})>"
        if is_class(t):
            formals.insert(0, f"{result} *nbr")
            return f"void {symbol}({', '.join(formals)}){{::new((void*)nbr) {result}({call});}}"
        if t.kind == "reference" and t.target is not None and (is_class(t.target) or not t.target.const):
            target = f"{cxx_spelling(t.target)} *"
            return f"{target}{symbol}({', '.join(formals)}){{return __builtin_addressof({call});}}"
        if t.kind == "rvalue" and t.target is not None and is_class(t.target):
            target = f"{cxx_spelling(t.target)} *"
            return (
                f"{target}{symbol}({', '.join(formals)}){{auto&&nbv={call};return __builtin_addressof(nbv);}}"
            )
        returned = "void" if t.code == "v" else result
        return f"{returned} {symbol}({', '.join(formals)}){{return {call};}}"

    def _asked_call(self) -> str:
        return self._expression([f"nbq::v<{a}>()" for a in self.arguments], self.parts[0])


def types_line(known: Sequence[str], asked: Sequence[Question]) -> str:
    """The line of C++ that gives types their numbers: of a `known` one its place, of the first of the `asked`
    classes FIRST_ASKED less its index, of any other -1.
    """
    classes = [q for q in asked if q.kind == "class" and not q.is_known]
    indices = ", ".join(["0", *(str(FIRST_ASKED - q.index) for q in classes)])
    return (
        f"using nbk = nbq::list<{', '.join(known)}>; "
        f"using nbl = nbq::list<{', '.join(f'nbb_{q.index}' for q in classes)}>; "
        "struct nbf { template <class T> __device__ static constexpr int find() { "
        f"constexpr int asked[] = {{{indices}}}; int at = nbk::find<T>(), one = nbl::find<T>(); "
        "return at >= 0 || one < 0 || nbq::same<T, nbq::no>::value ? at : asked[one + 1]; } };"
    )
