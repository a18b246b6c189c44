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
import re
import struct
from collections.abc import Sequence
from typing import Any

from .asked_lines import QUESTION_PROLOGUE, SHIM_PROLOGUE, TRAIT_QUESTIONS, Question, types_line
from .asked_log import notes_of, told_names, told_numbers
from .asked_parts import FIRST_ASKED, OTHER_FIELD, PARTS_PROLOGUE, field_of, part_questions
from .cache import cache, cache_key
from .codes import CxxType, cxx_spelling, cxx_type, squeezed
from .compile import nvrtc_version
from .engines import numba_engine
from .failures import process_space
from .functors import FUNCTOR_TEXT, named_text
from .headers import UnitError, scan_key
from .joint import without_members
from .nvrtc_calls import nvrtc_compile, supported_arch
from .nvrtc_log import log_errors
from .nvrtc_text import nvrtc_folder, nvrtc_headers
from .parts import install_parts, part_objects
from .pch_files import pch_options_for
from .table import Library, LibraryFacts
from .template_text import without_arguments

_LAST_WORD = "nbq::end"  # what is said at the end of the questions
_SECONDS = 60  # of CPU time for a set of questions
_TOO_LONG = "NVRTC was stopped when it took too much time or memory for this"
_BUILTIN_CODES = "v b c a h s t i j l m x y f d w".split()
_NUMBER_CODES = [t for t in _BUILTIN_CODES if t != "v"]


class NobodyToAskError(Exception):
    """NVRTC or the headers are not there."""


class NvrtcOracle:
    """Answers of NVRTC for one library. Called with questions; gives a table with rows, and the answers."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.instances: dict[str, str] = {}  # C++ text of classes that it was asked for -> type code
        self._codes: list[str] = []  # of the known types, in order
        self._classes: dict[int, Question] = {}  # those that are asked about now, by index
        self._entries: dict[str, tuple[Any, ...]] = {}  # spelling -> the table's entry
        self._plain: tuple[int, dict[str, str]] = -1, {}  # number of instances -> {spelling: code} of all
        self._aggregates: set[str] = set()  # C++ texts of classes that {} initializes member by member
        #: Arch -> the origin of the headers that it was asked about; "" when they changed meanwhile.
        self.origins: dict[str, str] = {}
        self.homes: dict[str, Library] = {}  # spelling -> the table that has the class's conversions
        self._conversions: dict[str, list[Question]] = {}  # spelling -> those that no table has yet

    def __call__(self, questions: tuple[str, ...]) -> tuple[Library, list[dict[str, Any]]]:
        """Raises NobodyToAskError."""
        asked = [Question(i, text) for i, text in enumerate(questions)]
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
            is_type = asked[0].is_class or (asked[0].kind == "const" and asked[0].parts[0].endswith(">"))
            is_unsaid = asked[0] in good and (is_type or not answers[0].get("message"))
            is_unsaid &= _TOO_LONG not in reasons.values()
            if is_unsaid and not any(a["ok"] for a in answers):
                message, notes = self._why(asked[0])
                answers[0]["message"] = message or answers[0]["message"] or _unsaid(asked[0])
                answers[0]["notes"] = notes
        except (UnitError, ImportError) as e:
            raise NobodyToAskError(str(e)) from None
        return self._child(asked, answers), answers

    def _hosts(self, q: Question) -> list[dict[str, Any]]:
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

    def _declared(self, q: Question) -> tuple[str, Sequence[Any]]:
        """The name that is called, and its templates."""
        whole = "::".join(q.parts[: q.fixed]).removeprefix("const ").replace(" &::", "::")
        plain = without_arguments(self.library.outlined(squeezed(whole)))
        return plain, self.library.templates.get(plain, ())

    def _place(self, q: Question, files: list[str]) -> tuple[int, int]:
        """(file, line) of the function; line 0 where NVRTC may have taken one of several. A file that `files`
        lacks is entered.
        """
        known = self._declared(q)[1] if q.kind in ("call", "method") else ()
        file, _, line = known[0][2].rpartition(":") if len(known) == 1 else ("", "", "0")
        if file and file not in files:
            files.append(file)
        return (files.index(file) if file else 0), int(line)

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

    def _settled(self, asked: Sequence[Question]) -> tuple[dict[int, list[int]], dict[int, str]]:
        """({index: numbers}, {index: reason}) when the types that answers name are known, each once."""
        every = [*asked]
        self._classes = {}
        rows: dict[int, list[int]] = {}
        reasons: dict[int, str] = {}
        left = [*asked, *self._parts(every, [q for q in asked if q.kind == "class"])]
        for _ in range(6):
            found, why, names = self._asked(left)
            rows |= found
            reasons |= why
            left = self._unsettled(every, left, rows, names)
            if not left:
                break
        self._fill(every, rows)
        return rows, reasons

    def _parts(self, every: list[Question], classes: Sequence[Question], like: str = "") -> list[Question]:
        """What is asked about classes that are new, entered among `every` question."""
        first = len(every)
        for q in classes:
            for text in (
                part_questions(self.library, q.parts[0], like) if q.parts[0] not in self.instances else ()
            ):
                made = Question(1 + max((o.index for o in every), default=-1), text)
                if made.is_sound():
                    every.append(made)
        return every[first:]

    def _unsettled(
        self,
        every: list[Question],
        left: Sequence[Question],
        rows: dict[int, list[int]],
        names: dict[int, str],
    ) -> list[Question]:
        """Enters types that are new. What is to be asked now: about these, and again where they count."""
        again: list[Question] = []
        learned: dict[str, Question] = {}
        for q in left:
            row = rows.get(q.index)
            if row is None or not row[0]:
                continue
            if q.kind == "class":
                again += self._entered(every, q, row, names)
            elif q.kind not in ("const", "enumerator", "new") and row[1] == -1:
                is_told = q.kind == "field" and row[0] == OTHER_FIELD
                made = self._named(names.get(q.index, ""), 1 + max(o.index for o in every) + len(learned))
                if made is not None and not is_told and all(o.text != made.text for o in every):
                    learned.setdefault(made.text, made)
                    again.append(q)
        every += learned.values()
        return [*again, *learned.values(), *self._parts(every, [*learned.values()])]

    def _entered(
        self, every: list[Question], q: Question, row: list[int], names: dict[int, str]
    ) -> list[Question]:
        """Enters a class, and what is to be asked because of it."""
        if q.parts[0] in self.instances or row[1] >= 0:
            return []
        first = self._classes.get(FIRST_ASKED - row[1], q)
        if first is not q:  # one type has two names, as an alias is
            self.instances[q.parts[0]] = self.instances[first.parts[0]]
            return []
        has_parts = any(o.is_part and o.parts[0] == q.parts[0] for o in every)
        more = [] if has_parts else self._parts(every, [q], names.get(q.index, ""))
        self._class(q, row)
        made = [o for o in every if o.kind == "new" and o.parts[0] in self._aggregates and not o.is_aggregate]
        return [*more, *made]

    def _named(self, name: str, index: int) -> Question | None:
        """The question about the class or enum that NVRTC calls so; None for what is no such name."""
        name = name.rstrip("& ").removeprefix("const ")
        question = Question(index, f"class;{self.library.outlined(squeezed(name))}")
        is_name = (
            name[:1].isidentifier()
            and not name.endswith(("*", ")"))
            and "class;" + question.parts[0] == question.text
        )
        return question if is_name and question.is_sound() else None

    def _asked(
        self, asked: Sequence[Question]
    ) -> tuple[dict[int, list[int]], dict[int, str], dict[int, str]]:
        """({index: numbers}, {index: reason}, {index: a result's type}), from the cache or NVRTC."""
        for q in asked:
            q.is_aggregate = q.parts[0] in self._aggregates
            q.is_known = q.parts[0] in self.instances
        self._classes |= {q.index: q for q in asked if q.kind == "class"}
        known = list(self._known())
        self._read_ahead()
        arch, origin = self._headers()
        text = "\n".join(text for text, _ in self._lines(known, asked))  # it includes nothing
        key = cache_key("asked", text, origin, nvrtc_version())
        kept = cache().get(key)
        if kept is None:
            found = self._compiled(known, asked)
            self.library.units._forget_headers()
            if self._headers() != (arch, origin):  # nobody knows which headers NVRTC read
                part_objects["forget_pch"]()
            elif _TOO_LONG not in found[1].values():  # another time there may be more memory
                cache().put(key, json.dumps(found).encode())
        else:
            found = json.loads(kept)
        rows, reasons, names = ({int(k): v for k, v in one.items()} for one in found)
        return rows, reasons, names

    def _read_ahead(self) -> None:
        """Has NVRTC read headers that nobody looked through yet: no answer about them can be kept."""
        units = self.library.units
        roots = f"#include <nvrtc_std/host.h>\n{units.head}"
        if units.head and cache().get(scan_key(roots, units.folders())[1]) is None:
            install_parts(("compiling", "fronts"), process_space().parts)
            part_objects["read_ahead"](self.library)

    def _headers(self) -> tuple[str, str]:
        """(arch, origin) of the headers as they are now; kernels with answers are kept with it."""
        arch = self._arch()
        origin = self.library.units._origin("", arch)
        if self.origins.setdefault(arch, origin) != origin:
            self.origins[arch] = ""
        return arch, origin

    def _lines(self, known: Sequence[str], asked: Sequence[Question]) -> list[tuple[str, Question | None]]:
        """The text that asks, and whose each line is."""
        lines = [
            *((q.declaration(), q) for q in asked if q.kind == "class"),
            (types_line(known, asked), None),
            *((q.line(), q) for q in asked),
        ]
        named = self._named_text("\n".join(line for line, _ in lines))
        head = f"{FUNCTOR_TEXT}{named}{QUESTION_PROLOGUE}{PARTS_PROLOGUE}"
        return [*((line, None) for line in head.splitlines()), *lines]

    def _named_text(self, text: str) -> str:
        return named_text(text, self.library.table["preamble"])

    def _compiled(self, known: Sequence[str], asked: Sequence[Question]) -> Any:
        preamble = self.library.table["preamble"]
        first = preamble.count("\n") + 1
        left = list(asked)
        rows: dict[int, list[int]] = {}
        reasons: dict[int, str] = {}
        names: dict[int, str] = {}
        while left:
            lines = self._lines(known, left)
            text = preamble + "\n".join(text for text, _ in lines) + "\n"
            log = self._log(text, any(map(_is_heavy, left)))
            if not log:
                reasons |= {q.index: _TOO_LONG for q in left}
                break
            blamed: dict[int, str] = {}
            for e in log_errors(log):
                for at in e.lines[-1:] or (e.line,):
                    owner = lines[at - first][1] if first <= at < first + len(lines) else None
                    if owner is not None:
                        blamed.setdefault(owner.index, e.text)
            told = {index: row for index, row in told_numbers(log).items() if index not in blamed}
            if not told and not blamed:
                raise UnitError(log[:2000])
            rows |= told
            names |= told_names(log)
            reasons |= {index: f"NVRTC says: {text}" for index, text in blamed.items()}
            left = [q for q in left if q.index not in rows and q.index not in reasons]  # behind 100 errors
        return rows, reasons, names

    def _log(self, text: str, is_heavy: bool) -> str:
        """What NVRTC says of a text. With the options of a shim, so that both begin behind one precompiled
        header. What is heavy is stopped before it takes all time and memory.
        """
        install_parts(("compiling", "fronts"), process_space().parts)
        units, arch = self.library.units, supported_arch(self._arch())
        library = nvrtc_folder(cache())
        memory = {} if library else dict(nvrtc_headers())
        options = units.options(arch, text, [library, *units.folders()[1:]])
        ended = f'{text}static_assert(false, "{_LAST_WORD}");\n'
        if units.head and library:
            behind = part_objects["behind"](units, ended, options, _SECONDS, is_heavy)
            if behind is not None:
                return str(behind.log)
        return nvrtc_compile(ended, [*options, *pch_options_for(units, text, memory)], memory).log

    def _why(self, question: Question) -> tuple[str, list[dict[str, Any]]]:
        """NVRTC's words for a call that it refuses, and its notes."""
        preamble = self.library.table["preamble"]
        named = self._named_text(question.text)
        text = f"{preamble}{FUNCTOR_TEXT}{named}{QUESTION_PROLOGUE}{question.plain()}\n"
        log = self._log(text, _is_heavy(question))
        folders = self.library.units.folders()
        said = [e.message(folders) for e in log_errors(log) if _LAST_WORD not in e.text]
        if not said:
            return "", []
        meant, more = self._declared_as(question, said[0])
        said[0] += meant
        is_missing = question.kind == "method" and f'has no member "{question.parts[1]}"' in said[0]
        missing = f"no member named '{question.parts[1]}'; " if is_missing else ""  # as clang has it
        text = f"{missing}NVRTC says: " + "\n".join(said)
        for place in sorted(filter(None, folders), key=len, reverse=True):
            text = text.replace(f"{place}/", "")
        return text, [*notes_of(log, folders), *more]

    def _declared_as(self, question: Question, said: str) -> tuple[str, list[dict[str, Any]]]:
        """Of a template's instance that NVRTC refuses with these words, what they mean where they don't say
        it, and where the template is declared, as clang notes it.
        """
        declared = self._declared(question)[1] if question.kind in ("class", "const") else ()
        if len(declared) != 1 or re.match(r"[^ ]+:\d+: ", said):  # it is in the template
            return "", []
        _, parameters, place, *_ = declared[0]
        known = [
            ("template <...> class" if head == "template" else head, name) for head, name, _ in parameters
        ]
        heads = [" ".join(parameter).rstrip() for parameter in known]
        file, _, line = place.rpartition(":")
        note = {"text": f"template <{', '.join(heads)}> is declared here", "file": file, "line": int(line)}
        wanted = next((head for head in heads if head.startswith("template")), "")
        is_poor = wanted and said == "expected an identifier"
        return f": '{wanted}' must be a class template or alias template" if is_poor else "", [note]

    # ---- answers -------------------------------------------------------------
    def _code_at(self, number: int) -> str | None:
        """The type of a number that NVRTC told."""
        if number >= 0:
            if number >= len(self._codes):
                self._codes = list(self._known().values())
            return self._codes[number]
        first = self._classes.get(FIRST_ASKED - number)
        return None if first is None else self.instances.get(first.parts[0])

    def _answer(self, q: Question, row: list[int] | None, reason: str) -> dict[str, Any]:
        refused = {"ok": False, "ask": q.text, "message": reason, "notes": []}
        if row is None or not row[0]:
            return refused
        if q.kind == "const":
            return {"ok": True, "ask": q.text, **self._constant(*row[1:])}
        if q.is_class:
            return {"ok": True, "ask": q.text, **self._class(q, row)}
        code = self._code_at(row[1])
        if code is None and q.kind != "new":
            text = "its result has a type that the module doesn't know: list it in the option 'instantiate'"
            return {**refused, "message": text}
        q.result = "v" if code is None or q.kind == "new" else _with_flags(code, row[2])
        q.writes = row[5] | q.changes_first  # a member operator takes a temporary too
        q.codes = [self._code_of(a, bool(q.writes >> i & 1)) for i, a in enumerate(q.arguments)]
        if q.changes_first:
            q.codes[0] = self._code_of(f"{q.arguments[0].rstrip('& ')} &", True)
        if None in q.codes:
            return {**refused, "message": "an argument has a type that the module doesn't know"}
        return {"ok": True, "ask": q.text, "type": q.result, "print": q.text, "row": -1}

    def _constant(self, value: int, index: int) -> dict[str, Any]:
        """A constant of a number's or a bound enum's type. `value`: of a floating one the bits."""
        code = self._code_at(index) or ""
        if code in ("f", "d"):
            (real,) = struct.unpack("d", struct.pack("q", value))
            return {"type": code, "value": real}
        if code in ("b", "m", "y"):
            value = value != 0 if code == "b" else value % (1 << 64)
        return {"type": code, "value": value}

    def _class(self, q: Question, row: list[int]) -> dict[str, Any]:
        """The type of a class question, entered among the known ones."""
        code = self.instances.get(q.parts[0]) or self._code_at(row[1])
        if code is None:
            code = "{" + squeezed(q.parts[0]) + "}"
            self.instances[q.parts[0]] = code
            self._entries[cxx_type(code).name] = self._entry(q, code, row)
        elif q.parts[0] not in self.instances and (mentioned := self._mentioned(q, code)):
            self.instances[q.parts[0]] = code
            constructors = self._entry(q, code, row)[7]
            self._entries[cxx_type(code).name] = (*mentioned[:7], constructors, *mentioned[8:])
        return {"type": code, "spelling": cxx_type(code).name if code[:1] == "{" else q.parts[0]}

    def _mentioned(self, q: Question, code: str) -> tuple[Any, ...]:
        """The table's entry of an instance that it knows without members, since functions of it take it."""
        entry = self.library.types.get(cxx_type(code).name, ("",))
        is_one = entry[0] == "record" and not entry[7] and ">" in q.parts[0] and code[:1] == "{"
        return entry if is_one else ()

    def _entry(self, q: Question, code: str, row: list[int]) -> tuple[Any, ...]:
        """The table's entry of a new class or enum; fields come when all types are known."""
        size, align, bits, underlying = row[3:7]
        flags = "".join(letter for i, letter in enumerate(TRAIT_QUESTIONS) if bits >> i & 1)
        if underlying != -1:
            return "enum", self._code_at(underlying), "E" in flags, ()
        if "A" in flags:
            self._aggregates |= {q.parts[0], cxx_type(code).name}
        flags = flags.replace("A", "").replace("E", "")
        flags += "" if "e" in flags else "w"  # NVRTC can't be asked whether a member is mutable
        digest = cache_key("", self.library.table["prefix"], code, str(size))[-16:]
        return "record", size, align, flags, digest, (), [], {"()": (0,)}

    def _fill(self, asked: Sequence[Question], rows: dict[int, list[int]]) -> None:
        """Enters the fields and conversions of new classes, and the members of new enums."""
        for q in asked:
            row = rows.get(q.index)
            if not q.is_part or row is None or not row[0]:
                continue
            spelling = cxx_type(self.instances.get(q.parts[0], "v")).name
            entry = self._entries.get(spelling, ("",))
            if entry[0] == "enum" and q.kind == "enumerator":
                value = row[1] % (1 << 64) if entry[1] in ("m", "y") else row[1]
                self._entries[spelling] = (*entry[:3], (*entry[3], (q.parts[1], value)))
            if entry[0] != "record":
                continue
            if q.kind == "field":
                found = field_of(q.parts[1], row, self._code_at)
                if found[1] is not None and found[0] not in (field[0] for field in entry[6]):
                    entry[6].append(found)
                    entry[6].sort(key=lambda field: field[2])
            elif q.kind == "convert" and (code := self._code_at(row[1])):
                q.result, q.writes = code, row[0]
                self._conversions.setdefault(spelling, []).append(q)

    def _code_of(self, text: str, is_written: bool) -> str | None:
        """The parameter that stands for an argument's expression."""
        is_lvalue, base = text.endswith("&"), text.rstrip("& ")
        if text.endswith("]"):
            base, _, extents = text.rpartition(" (&)[")
            code = self._plain_code(base)
            return code and f"R{''.join(f'A{n}_' for n in extents[:-1].split(']['))}{code}"
        if base.endswith("*"):
            code = self._plain_code(base[:-1])
            return code and f"{'R' if is_lvalue and is_written else ''}P{code}"
        code = self._plain_code(base)
        if code is None or code in _NUMBER_CODES:
            return code and (f"R{code}" if is_lvalue and is_written else code)
        return f"R{code}" if is_lvalue and is_written else code.removeprefix("K")

    def _owner(self, q: Question) -> str:
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
        entry = self.library.types.get(t.name) or self._entries.get(t.name, ("record",))
        return t.kind == "named" and entry[0] != "enum"

    # ---- the table -----------------------------------------------------------
    def _child(self, asked: Sequence[Question], answers: Sequence[dict[str, Any]]) -> Library:
        """A table of the calls that are taken, and of the classes."""
        parent = self.library.table
        prefix = "nb_" + cache_key("", parent["prefix"], *(q.text for q in asked))[-16:]
        rows: list[Any] = [("c", "none::none", "v", (), 0, 0, 0, {"owner": "none"})]
        files = [*(parent["files"] or ("",))]
        source = [SHIM_PROLOGUE, 'extern "C" __device__ void ' + f"{prefix}_0(){{}}"]
        for q, answer in zip(asked, answers, strict=True):
            if answer.get("row") == -1:
                answer["row"] = len(rows)
                source.append(f'extern "C" __device__ {q.shim(f"{prefix}_{len(rows)}", self._is_class)}')
                rows.append(q.row(self._owner(q), self._place(q, files)))
        types = {**without_members(parent["types"]), **self._entries}
        converting, self._conversions = self._conversions, {}
        for spelling, questions in converting.items():
            first = len(rows)
            for q in questions:
                source.append(f'extern "C" __device__ {q.shim(f"{prefix}_{len(rows)}", self._is_class)}')
                rows.append(q.row(spelling, (0, 0)))
            entry = types[spelling]
            types[spelling] = (
                *entry[:7],
                {**entry[7], "operator": tuple(range(first, len(rows)))},
                *entry[8:],
            )
        text = "\n".join(source) + "\n"
        table = {
            **parent, "preamble": parent["preamble"] + FUNCTOR_TEXT, "prefix": prefix,
            "rows": tuple(rows), "names": {}, "skipped": {}, "refused": (),
            "types": types, "files": tuple(files), "alone": False, "plain": (),
            "units": ((0, len(rows), self._named_text(text) + text),), "listed": None,
        }  # fmt: skip
        folders = [place for place in self.library.units.folders()[1:] if place]
        child = Library(table, self.library.module, None, folders)
        child.facts = _AnswerFacts(child, self.library)
        self.homes |= dict.fromkeys(converting, child)
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


def _unsaid(question: Question) -> str:
    """Why NVRTC refuses what it only warns of where it isn't asked."""
    narrows = (
        "it is refused: a member may be of a narrower type than its value; convert that, numpy.float32(x)"
    )
    return narrows if question.is_aggregate else "it is refused"


def _is_heavy(question: Question) -> bool:
    """Does it have a large number? What a template makes of that may be a pack of so many elements."""
    return any(len(number) > 3 for number in re.findall(r"\d+", question.text))


def _with_flags(code: str, flags: int) -> str:
    """`flags`: 1 const, 2 lvalue reference, 4 rvalue reference."""
    const = "K" if flags & 1 and flags & 6 else ""
    return ("R" if flags & 2 else "O" if flags & 4 else "") + const + code
