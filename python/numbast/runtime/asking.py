"""Questions about templates put to NVRTC, where a static module's list has no answer and there is no clang.

A question becomes one line behind the headers, which names a deprecated variable template: NVRTC's warning
has the template's arguments, and they are the answer. An error at the end stops it before code is made, which
is four fifths of the time. Calls are asked for dependently, so that "no" is an answer and no error; what is
an error all the same is its own line's. NVRTC doesn't say which overload it takes: the shim makes the same
call, so a row needs the result's type (its place among those the module knows, by identity) and which
arguments may be changed (a temporary there is refused).
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Sequence
from typing import Any

from .asked_log import notes_of, told_names, told_numbers
from .cache import cache, cache_key
from .codes import CxxType, cxx_spelling, cxx_type, squeezed
from .compile import nvrtc_compile, nvrtc_version, supported_arch
from .engines import numba_engine
from .failures import process_space
from .functors import FUNCTOR_TEXT
from .headers import UnitError
from .nvrtc_log import log_errors
from .nvrtc_text import nvrtc_folder
from .parts import install_parts, part_objects
from .table import Library, LibraryFacts
from .template_text import is_one_argument, split_last, without_arguments, without_members

_LAST_WORD = "nbq::end"  # what is said at the end of the questions
_BUILTIN_CODES = "v b c a h s t i j l m x y f d w".split()
_NUMBER_CODES = [t for t in _BUILTIN_CODES if t != "v"]
_TRAIT_QUESTIONS = {
    "t": "__is_trivially_copyable({})", "d": "__has_trivial_destructor({})",
    "c": "__is_constructible({0}, const {0} &)", "C": "__is_trivially_constructible({0}, const {0} &)",
    "m": "__is_constructible({0}, {0} &&)", "s": "__is_assignable({0} &, const {0} &)",
    "S": "__is_trivially_assignable({0} &, const {0} &)", "i": "__is_constructible({0})",
    "I": "__is_trivially_constructible({0})", "D": "__has_trivial_destructor({})",
    "e": "__is_empty({})", "u": "__is_union({})", "a": "__is_abstract({})", "A": "__is_aggregate({})",
}  # fmt: skip
_QUESTION_PROLOGUE = r"""
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


_SHIM_PROLOGUE = (
    "namespace nbq{struct at{};template<class T>__device__ T&&v();"
    "template<class T>struct bare{using type=T;};"
    "template<class T>struct bare<const T>{using type=T;};"
    "template<class T>struct bare<T&>{using type=typename bare<T>::type;};"
    "template<class T>struct bare<T&&>{using type=typename bare<T>::type;};}"
    "template<class T>using nbq_bare=typename nbq::bare<T>::type;"
    "__device__ void*operator new(decltype(sizeof 0),nbq::at);"
)


class NobodyToAskError(Exception):
    """NVRTC or the headers are not there."""


class NvrtcOracle:
    """Answers of NVRTC for one library. Called with questions; gives a table with rows, and the answers."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.instances: dict[str, str] = {}  # C++ text of classes that it was asked for -> type code
        self._entries: dict[str, tuple[Any, ...]] = {}  # spelling -> the table's entry
        self._plain: tuple[int, dict[str, str]] = -1, {}  # number of instances -> {spelling: code} of all
        self._aggregates: set[str] = set()  # C++ texts of classes that {} initializes member by member
        #: Arch -> the origin of the headers that it was asked about; "" when they changed meanwhile.
        self.origins: dict[str, str] = {}

    def __call__(self, questions: tuple[str, ...]) -> tuple[Library, list[dict[str, Any]]]:
        """Raises NobodyToAskError."""
        asked = [_Question(i, text) for i, text in enumerate(questions)]
        good = [q for q in asked if q.is_sound()]
        hosts = self._hosts(asked[0])
        if hosts:
            told = {"ok": False, "message": "call to __host__ function from __device__ function"}
            return self.library, [{**told, "ask": q.text, "notes": hosts} for q in asked]
        unsound = {q.index: "not one C++ name, type or template argument" for q in asked if q not in good}
        try:
            rows, reasons = self._settled(good) if good else ({}, {})
            reasons |= unsound
            answers = [self._answer(q, rows.get(q.index), reasons.get(q.index, "")) for q in asked]
            is_unsaid = asked[0] in good and (asked[0].is_class or not answers[0].get("message"))
            if is_unsaid and not any(a["ok"] for a in answers):
                message, notes = self._why(asked[0])
                answers[0]["message"] = message or answers[0]["message"] or "it is refused"
                answers[0]["notes"] = notes
        except (UnitError, ImportError) as e:
            raise NobodyToAskError(str(e)) from None
        return self._child(asked, answers), answers

    def _hosts(self, q: _Question) -> list[dict[str, Any]]:
        """The candidates of a call that only host code can make, as notes: NVRTC takes all for the device."""
        if q.kind not in ("call", "method"):
            return []
        plain, known = self._declared(q)
        scope, _, name = plain.rpartition("::")
        if isinstance((self.library.names.get(scope, {}).get(name) or ("",))[0], int):
            return []  # a plain function is there too
        places = [t[2].rpartition(":") for t in known if t[4:]]
        notes = [{"text": "candidate function", "file": f, "line": int(n)} for f, _, n in places]
        return notes if len(notes) == len(known) else []

    def _declared(self, q: _Question) -> tuple[str, Sequence[Any]]:
        """The name that is called, and its templates."""
        whole = "::".join(q.parts[: q.fixed]).removeprefix("const ").replace(" &::", "::")
        plain = without_arguments(self.library.outlined(squeezed(whole)))
        return plain, self.library.templates.get(plain, ())

    def _place(self, q: _Question) -> tuple[int, int]:
        """(file, line) of the function; line 0 where NVRTC may have taken one of several."""
        known = self._declared(q)[1] if q.kind in ("call", "method") else ()
        file, _, line = known[0][2].rpartition(":") if len(known) == 1 else ("", "", "")
        files = self.library.table["files"]
        return (files.index(file), int(line)) if file in files else (0, 0)

    def _arch(self) -> str:
        """The arch of the kernel that is compiled; of a host without a device the first that was parsed."""
        try:
            return str(numba_engine().arch())
        except (ImportError, RuntimeError):
            return str(self.library.table["archs"][0])

    # ---- asking --------------------------------------------------------------
    def _known(self) -> dict[str, str]:
        """{C++ text: type code} of all types that a result may have, in order."""
        named = {f"::{name}": f"{{{name}}}" for name, e in self.library.types.items() if e[0] != "incomplete"}
        found = {cxx_spelling(cxx_type(code)): code for code in _BUILTIN_CODES}
        found |= {f"{cxx_spelling(cxx_type(code))} *": f"P{code}" for code in _BUILTIN_CODES}
        found |= {f"const {cxx_spelling(cxx_type(code))} *": f"PK{code}" for code in _BUILTIN_CODES}
        return found | named | self.instances

    def _settled(self, asked: Sequence[_Question]) -> tuple[dict[int, list[int]], dict[int, str]]:
        """({index: numbers}, {index: reason}) when the types that answers name are known, each once."""
        rows, reasons, names = self._asked(asked)
        for _ in range(4):
            if not self._learns(asked, rows, names):
                break
            rows, reasons, names = self._asked(asked)
        return rows, reasons

    def _learns(self, asked: Sequence[_Question], rows: dict[int, list[int]], names: dict[int, str]) -> bool:
        """Enters types that are new. Is anything to be asked again: two names of one type, as an alias is, or
        a result of such a type?
        """
        layouts: set[tuple[int, ...]] = set()
        again = False
        for q in asked:
            row = rows.get(q.index)
            if row is None or not row[0] or q.kind in ("const", "new") or row[1] >= 0:
                continue
            if q.kind != "class":
                again |= self._learn(names.get(q.index, ""))
            elif tuple(row[3:6]) in layouts:
                again = True
            else:
                layouts.add(tuple(row[3:6]))
                self._class(q, row)
                again |= any(o.kind == "new" and o.parts[0] in self._aggregates for o in asked)
        return again

    def _learn(self, name: str) -> bool:
        """Enters the class that NVRTC calls so. Is there one?"""
        name = name.rstrip("& ").removeprefix("const ")
        question = _Question(0, f"class;{self.library.outlined(squeezed(name))}")
        if name.endswith("*") or "class;" + question.parts[0] != question.text or not question.is_sound():
            return False
        row = self._asked([question])[0].get(0)
        if row is None or not row[0] or row[1] >= 0:
            return False
        self._class(question, row)
        return True

    def _asked(
        self, asked: Sequence[_Question]
    ) -> tuple[dict[int, list[int]], dict[int, str], dict[int, str]]:
        """({index: numbers}, {index: reason}, {index: a result's type}), from the cache or NVRTC."""
        for q in asked:
            q.is_aggregate = q.parts[0] in self._aggregates
        known = list(self._known())
        text = f"{FUNCTOR_TEXT}{_QUESTION_PROLOGUE}using nbk = nbq::list<{', '.join(known)}>;\n"
        key_text = text + "\n".join(q.line() for q in asked)
        arch, origin = self._headers()
        key = cache_key("asked", key_text, origin, nvrtc_version())  # the text includes nothing
        kept = cache().get(key)
        if kept is None:
            found = self._compiled(text, asked)
            self.library.units._forget_headers()
            if self._headers() == (arch, origin):  # else nobody knows which headers NVRTC read
                cache().put(key, json.dumps(found).encode())
        else:
            found = json.loads(kept)
        rows, reasons, names = ({int(k): v for k, v in one.items()} for one in found)
        return rows, reasons, names

    def _headers(self) -> tuple[str, str]:
        """(arch, origin) of the headers as they are now; kernels with answers are kept with it."""
        arch = self._arch()
        origin = self.library.units._origin("", arch)
        if self.origins.setdefault(arch, origin) != origin:
            self.origins[arch] = ""
        return arch, origin

    def _compiled(self, head: str, asked: Sequence[_Question]) -> Any:
        preamble = self.library.table["preamble"]
        first = (preamble + head).count("\n") + 1
        left = list(asked)
        rows: dict[int, list[int]] = {}
        reasons: dict[int, str] = {}
        names: dict[int, str] = {}
        while left:
            log = self._log(preamble + head + "\n".join(q.line() for q in left) + "\n")
            blamed = {
                left[at - first].index: e.text
                for e in log_errors(log)
                for at in e.lines[-1:] or (e.line,)
                if first <= at < first + len(left)
            }
            told = {index: row for index, row in told_numbers(log).items() if index not in blamed}
            if not told and not blamed:
                raise UnitError(log[:2000])
            rows |= told
            names |= told_names(log)
            reasons |= {index: f"NVRTC says: {text}" for index, text in blamed.items()}
            left = [q for q in left if q.index not in rows and q.index not in reasons]  # behind 100 errors
        return rows, reasons, names

    def _log(self, text: str) -> str:
        """What NVRTC says of a text. With the options of a shim, so that both begin behind one precompiled
        header.
        """
        units, arch = self.library.units, supported_arch(self._arch())
        nvrtc_folder(cache())
        install_parts(("compiling",), process_space().parts)
        options = [*units.options(arch, text, units.folders()), *part_objects["pch_options"]()]
        return nvrtc_compile(f'{text}static_assert(false, "{_LAST_WORD}");\n', options, {}).log

    def _why(self, question: _Question) -> tuple[str, list[dict[str, Any]]]:
        """NVRTC's words for a call that it refuses, and its notes."""
        preamble = self.library.table["preamble"]
        log = self._log(f"{preamble}{FUNCTOR_TEXT}{_QUESTION_PROLOGUE}{question.plain()}\n")
        folders = self.library.units.folders()
        said = [e.message(folders) for e in log_errors(log) if _LAST_WORD not in e.text]
        if not said:
            return "", []
        is_missing = question.kind == "method" and f'has no member "{question.parts[1]}"' in said[0]
        missing = f"no member named '{question.parts[1]}'; " if is_missing else ""  # as clang has it
        text = f"{missing}NVRTC says: " + "\n".join(said)
        for place in sorted(filter(None, folders), key=len, reverse=True):
            text = text.replace(f"{place}/", "")
        return text, notes_of(log, folders)

    # ---- answers -------------------------------------------------------------
    def _answer(self, q: _Question, row: list[int] | None, reason: str) -> dict[str, Any]:
        refused = {"ok": False, "ask": q.text, "message": reason, "notes": []}
        if row is None or not row[0]:
            return refused
        if q.kind == "const":
            return {"ok": True, "ask": q.text, **self._constant(*row[1:])}
        if q.is_class:
            return {"ok": True, "ask": q.text, **self._class(q, row)}
        codes = list(self._known().values())
        if row[1] < 0 and q.kind != "new":
            text = "its result has a type that the module doesn't know: list it in the option 'instantiate'"
            return {**refused, "message": text}
        q.result = "v" if q.kind == "new" else _with_flags(codes[row[1]], row[2])
        q.writes = row[5] | q.changes_first  # a member operator takes a temporary too
        q.codes = [self._code_of(a, bool(q.writes >> i & 1)) for i, a in enumerate(q.arguments)]
        if None in q.codes:
            return {**refused, "message": "an argument has a type that the module doesn't know"}
        return {"ok": True, "ask": q.text, "type": q.result, "print": q.text, "row": -1}

    def _constant(self, value: int, index: int) -> dict[str, Any]:
        """A constant of a number's or a bound enum's type. `value`: of a floating one the bits."""
        code = list(self._known().values())[index] if index >= 0 else ""
        if code in ("f", "d"):
            (real,) = struct.unpack("d", struct.pack("q", value))
            return {"type": code, "value": real}
        if code in ("b", "m", "y"):
            value = value != 0 if code == "b" else value % (1 << 64)
        return {"type": code, "value": value}

    def _class(self, q: _Question, row: list[int]) -> dict[str, Any]:
        """The type of a class question, entered among the known ones."""
        codes = list(self._known().values())
        code = codes[row[1]] if row[1] >= 0 else "{" + squeezed(q.parts[0]) + "}"
        if row[1] < 0:
            size, align, bits = row[3], row[4], row[5]
            flags = "".join(letter for i, letter in enumerate(_TRAIT_QUESTIONS) if bits >> i & 1)
            if "A" in flags:
                self._aggregates.add(q.parts[0])
                self._aggregates.add(cxx_type(code).name)
            flags = flags.replace("A", "")
            digest = cache_key("", self.library.table["prefix"], code, str(size))[-16:]
            self.instances[q.parts[0]] = code
            self._entries[cxx_type(code).name] = ("record", size, align, flags, digest, (), (), {"()": (0,)})
        return {"type": code, "spelling": cxx_type(code).name if code[:1] == "{" else q.parts[0]}

    def _code_of(self, text: str, is_written: bool) -> str | None:
        """The parameter that stands for an argument's expression."""
        is_lvalue, base = text.endswith("&"), text.rstrip("& ")
        if text.endswith("]"):
            base, _, extent = text.rpartition(" (&)[")
            code = self._plain_code(base)
            return code and f"RA{extent[:-1]}_{code}"
        if base.endswith("*"):
            code = self._plain_code(base[:-1])
            return code and f"P{code}"
        code = self._plain_code(base)
        if code is None or code in _NUMBER_CODES:
            return code and (f"R{code}" if is_lvalue and is_written else code)
        return f"R{code}" if is_lvalue and is_written else code.removeprefix("K")

    def _owner(self, q: _Question) -> str:
        """The class of a question's object, as the tables have it."""
        text = q.parts[0].removeprefix("const ").rstrip("& ")
        code = self._plain_code(text) if q.kind in ("method", "new") else None
        return cxx_type(code).name if code else squeezed(text)

    def _plain_code(self, text: str) -> str | None:
        text = text.strip()
        const = "K" if text.startswith("const ") else ""
        wanted = squeezed(text.removeprefix("const ")).removeprefix("::")
        if self._plain[0] != len(self.instances):  # some came since
            known = reversed(self._known().items())  # the first of several spellings counts
            found = {squeezed(t).removeprefix("::"): code for t, code in known}
            self._plain = len(self.instances), found
        code = self._plain[1].get(wanted)
        return None if code is None else const + code

    def _is_class(self, t: CxxType) -> bool:
        """An enum goes by value, as its underlying type."""
        return t.kind == "named" and self.library.types.get(t.name, ("record",))[0] != "enum"

    # ---- the table -----------------------------------------------------------
    def _child(self, asked: Sequence[_Question], answers: Sequence[dict[str, Any]]) -> Library:
        """A table of the calls that are taken, and of the classes."""
        parent = self.library.table
        prefix = "nb_" + cache_key("", parent["prefix"], *(q.text for q in asked))[-16:]
        rows: list[Any] = [("c", "none::none", "v", (), 0, 0, 0, {"owner": "none"})]
        source = [_SHIM_PROLOGUE, 'extern "C" __device__ void ' + f"{prefix}_0(){{}}"]
        for q, answer in zip(asked, answers, strict=True):
            if answer.get("row") == -1:
                answer["row"] = len(rows)
                source.append(f'extern "C" __device__ {q.shim(f"{prefix}_{len(rows)}", self._is_class)}')
                rows.append(q.row(self._owner(q), self._place(q)))
        table = {
            **parent, "preamble": parent["preamble"] + FUNCTOR_TEXT, "prefix": prefix,
            "rows": tuple(rows), "names": {}, "skipped": {}, "refused": (),
            "types": {**without_members(parent["types"]), **self._entries}, "alone": False, "plain": (),
            "units": ((0, len(rows), "\n".join(source) + "\n"),), "listed": None,
        }  # fmt: skip
        folders = [place for place in self.library.units.folders()[1:] if place]
        child = Library(table, self.library.module, None, folders)
        child.facts = _AnswerFacts(child, self.library)
        self.library.units.pace[:] = 1.0, 2  # the precompiled header is there
        return child


class _AnswerFacts(LibraryFacts):
    """Of a table of answers: members of the classes that the library itself has are rows of its table."""

    def __init__(self, answers: Library, asker: Library) -> None:
        super().__init__(answers)
        self._asker = asker

    def home(self, name: str) -> Library | None:
        is_there = self._asker.types.get(name, ("incomplete",))[0] != "incomplete"
        return self._asker if is_there else super().home(name)


class _Question:
    """One of the core's `--ask`, as NVRTC is asked."""

    def __init__(self, index: int, text: str) -> None:
        self.index, self.text = index, text
        self.kind, _, rest = text.partition(";")
        self.parts = [part.strip() for part in rest.split(";")]
        self.fixed = 2 if self.kind == "method" else 1
        self.is_class = self.kind in ("class", "deduce")
        self.result, self.writes = "", 0
        self.is_aggregate = False  # of the class that is made
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

    def line(self) -> str:
        """Its line of C++, which makes NVRTC tell `index` and the answer."""
        n = self.index
        if self.kind == "const" or self.kind == "class":
            scope, _, name = split_last(self.parts[0])
            nested = scope.endswith(">") and name.isidentifier()
            subject, named = (scope, f"S::{name}") if nested else ("int", self.parts[0])
            if self.kind == "const":
                kind = f"typename nbq::bare<decltype({named})>::type"
                carried = f"nbq::number<nbq::told_as<{kind}>::of({named}), {kind}>"
                told = "template <class> __device__ nbq::none"
                head = f"template <class S> __device__ auto nbp_{n}(int) -> {carried}; {told} nbp_{n}(...);"
                made = f"decltype(nbp_{n}<{subject}>(0))"
                return f"{head} {self._telling(f'{made}::is, {made}::value, nbk::find<{made}::type>()')}"
            carried = f"nbq::carry<{'typename ' if nested else ''}{named}>"
            head = f"template <class S> __device__ auto nbp_{n}(int) -> {carried};"
            return f"{head} {self._rest(subject, [])}"
        names = [f"A{i}" for i in range(len(self.arguments))]
        heads = "".join(f", class {name}" for name in names)
        call = self._expression([f"nbq::v<{name}>()" for name in names], "S")
        head = f"template <class S{heads}> __device__ auto nbp_{n}(int) -> nbq::carry<decltype({call})>;"
        return f"{head} {self._rest(self._subject(), self.arguments)}"

    def _telling(self, numbers: str) -> str:
        return f"__device__ int nbq_{self.index} = nbq::told<{self.index}, {numbers}>;"

    def _rest(self, subject: str, arguments: Sequence[str]) -> str:
        def given(values: Sequence[str]) -> str:
            return f"decltype(nbp_{self.index}<{', '.join([subject, *values])}>(0))"

        made = given(arguments)
        writes = ["0"]
        for i, argument in enumerate(arguments):
            moved = given([*arguments[:i], f"nbq::bare<{argument}>::type", *arguments[i + 1 :]])
            writes.append(f"(nbq::same<{moved}, {made}>::value ? 0 : {1 << i})")
        if self.is_class:
            bits = enumerate(_TRAIT_QUESTIONS.values())
            writes += [f"({trait.format(f'nbc_{self.index}')} ? {1 << i} : 0)" for i, trait in bits]
        bare = f"nbb_{self.index}"
        none = f"template <class...> __device__ nbq::carry<nbq::no> nbp_{self.index}(...);"
        layout = f"nbq::layout<{bare}>::size, nbq::layout<{bare}>::align, {' | '.join(writes)}"
        result = f"{made}::type"
        told = f"!nbq::same<{result}, nbq::no>::value, nbk::find<{bare}>(), nbq::bare<{result}>::flags"
        shown = (
            ""
            if self.kind == "class"
            else f"__device__ int nbt_{self.index} = nbq::shown<{self.index}, {result}>;"
        )
        # traits of an incomplete class end NVRTC, and the process
        whole = f"using nbc_{self.index} = decltype(nbq::whole<{bare}>(0))::type;"
        return (
            f"{none} using {bare} = nbq::bare<{result}>::type; {whole} "
            f"{self._telling(f'{told}, {layout}')} {shown}"
        )

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
            terms.append(place if "&" in argument else f"static_cast<{base} &&>({place})")
        if self.kind == "method":
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
        result = f"nbq_bare<decltype({self._asked_call()})>"
        if is_class(t):
            formals.insert(0, f"{result} *nbr")
            return f"void {symbol}({', '.join(formals)}){{::new((void*)nbr) {result}({call});}}"
        if t.kind == "reference" and t.target is not None and (is_class(t.target) or not t.target.const):
            return f"{cxx_spelling(t.target)} *{symbol}({', '.join(formals)}){{return &({call});}}"
        returned = "void" if t.code == "v" else result
        return f"{returned} {symbol}({', '.join(formals)}){{return {call};}}"

    def _asked_call(self) -> str:
        return self._expression([f"nbq::v<{a}>()" for a in self.arguments], self.parts[0])


def _with_flags(code: str, flags: int) -> str:
    """`flags`: 1 const, 2 lvalue reference, 4 rvalue reference."""
    const = "K" if flags & 1 and flags & 6 else ""
    return ("R" if flags & 2 else "O" if flags & 4 else "") + const + code
