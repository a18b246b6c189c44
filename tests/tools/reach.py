"""Which templates of a header have an instance that compiles.

Every class, function and member template of a header's own files is given arguments (tools.reach_guesses).
Clang is asked as a kernel's call asks it, and NVRTC compiles the shim (of a class: a check of its layout);
then a kernel uses it (tools.reach_kernels). What has no such instance has the reason that its first guess
was refused for.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numbast
from numbast.known import with_known
from numbast.options import Options, options_from
from numbast.parsing import parse
from numbast.patterns import plain_name
from numbast.runtime.headers import UnitError
from numbast.runtime.template_text import split_last, without_arguments
from numbast.runtime.units import Units
from tools import reach_data
from tools.reach_guesses import MOST_CALLS, Default, Guesses, Names, bound_arguments

ARCH = "sm_90"
BATCH = 1500  # questions of one parse
KEPT = 8  # instances of a class whose members are asked for
TRIES = 6  # calls that NVRTC is shown, of one template
MOST_RESERVED = 400  # templates with reserved names that are asked about in a header
FEW = 24  # questions for a template with a reserved name
DETAIL = frozenset(("detail", "details", "internal", "__detail"))
COUNTED = ("class", "function", "member")


@dataclass
class Subject:
    """A template: what it is, and what became of it."""

    name: str  # qualified
    kind: str  # class, function, member, alias, variable
    data: Mapping[str, Any]
    owner: str = ""  # a member's class
    around: Mapping[str, Any] = field(default_factory=dict)  # the class template that it is in
    excluded: str = ""  # why nobody can use it
    instance: str = ""  # as C++, of one that compiles
    question: str = ""  # that the instance answers
    reason: str = ""  # of the first that doesn't
    instances: list[str] = field(default_factory=list)  # of a class
    is_internal: bool = False  # takes a class that the library keeps for itself

    @property
    def is_reserved(self) -> bool:
        """Does the library keep it for itself, by its name or that of its class or namespace?"""
        return self.is_internal or is_reserved_name(without_arguments(self.name))

    @property
    def line(self) -> int:
        return int(self.data["loc"][1])

    @property
    def function(self) -> Mapping[str, Any]:
        found = self.data.get("function")
        return found if isinstance(found, dict) else {}


# ---- what there is ----------------------------------------------------------------


def subjects(model: Mapping[str, Any]) -> list[Subject]:
    """The templates of the header's own files, without those of implementation namespaces."""
    return [s for s in _found(model["decls"], "", "", {}) if not any(map(_is_detail, s.name.split("::")))]


def is_reserved_name(name: str) -> bool:
    """[lex.name]: two underscores anywhere, or one and a capital."""
    return any(re.match(r"_[A-Z]|.*__", part) for part in name.split("::"))


def _classes_taken(subject: Subject, names: Names) -> Iterator[str]:
    """The classes of the library that a function's parameters name; no templates, which may be bases."""
    scope = subject.name.rpartition("::")[0]
    for place in subject.function.get("params", ()):
        for word in re.findall(r"(?<![\w:])[A-Za-z_]\w*\b(?!\s*<)", place["type"]["spelling"]):
            whole = names.whole(word, scope)
            if "::" in whole:
                yield whole


def _is_detail(part: str) -> bool:
    return part in DETAIL or part.startswith("__internal")


def _found(
    items: Iterable[Mapping[str, Any]], owner: str, closed: str, around: Mapping[str, Any]
) -> Iterator[Subject]:
    shut: dict[str, str] = {}  # of specializations clang doesn't say it
    for item in items:
        access = item.get("access", "public")
        hidden = closed or ("" if access == "public" else access) or shut.get(str(item.get("pattern")), "")
        shut.setdefault(str(item.get("qualified")), hidden)
        if item["kind"] == "record":
            yield from _found(item.get("members", ()), item["qualified"], hidden, around)
        if item["kind"] != "template":
            continue
        kind = item["template"]
        record = item.get("record") if isinstance(item.get("record"), dict) else {}
        if kind in ("class", "function", "alias", "variable"):
            shown = "member" if owner and kind in ("class", "function") else kind
            hidden = hidden or ("of the host's library" if item["qualified"].startswith("std::") else "")
            yield Subject(_name_of(item, owner), shown, item, owner, around, hidden or _unusable(item))
        yield from _found(record.get("members", ()), item["qualified"], hidden, item) if record else ()


def _name_of(item: Mapping[str, Any], owner: str) -> str:
    return f"{owner}::{plain_name(item['name'])}" if owner else str(item["qualified"])


def _unusable(item: Mapping[str, Any]) -> str:
    function = item.get("function") if isinstance(item.get("function"), dict) else {}
    if item["name"].startswith("<deduction guide"):
        return "deduction guide"
    if function.get("deleted"):
        return "deleted"
    if any(
        "::std::" in p["type"].get("spelling", "").replace("cuda::std::", "")
        for p in function.get("params", ())
    ):
        return "takes a class of the host's library"
    if function and function.get("space", "none") in ("host", "none") and not function.get("constexpr"):
        return "host function"
    return ""


# ---- asking -----------------------------------------------------------------------


class Reach:
    """One header's templates and their fates."""

    def __init__(self, header: str, options: Mapping[str, Any] | None = None) -> None:
        data = reach_data.of(header)
        given = {"arch": ARCH, "extra_source": data["source"], **data["options"], **(options or {})}
        self.header = header
        parsed = parse([header], with_known([header], options_from(given)), True)
        self.cuda = parsed.cuda.version
        model = json.loads(parsed.session.text("model"))
        self.files = [f["name"] for f in model["files"]]
        self.subjects = [s for s in subjects(model) if not s.name.startswith("reach::")]
        names = Names(model)
        for s in self.subjects:
            s.is_internal = any(is_reserved_name(n) for n in _classes_taken(s, names))
        self.guesses = Guesses(data, names)
        self.library = numbast.load(header, **given).__numbast_library__
        self.plain = {s.name: s for s in self.subjects if "record" in s.data}

    def run(self) -> list[Subject]:
        """Everything."""
        for depth in range(6):  # a member's class first
            self._classes([s for s in self._asked(("class", "member", "alias", "variable"))
                           if not s.function and s.name.count("::") - s.owner.count("::") >= 0
                           and self._depth(s) == depth])  # fmt: skip
        self._calls([s for s in self._asked(("function", "member")) if s.function])
        return self.subjects

    def _asked(self, kinds: Sequence[str]) -> list[Subject]:
        asked = [s for s in self.subjects if s.kind in kinds and not s.excluded]
        reserved = [s for s in asked if s.is_reserved]
        if len(reserved) <= MOST_RESERVED:
            return asked
        for s in reserved:
            s.reason = "not asked: the header has hundreds of its own"
        return [s for s in asked if not s.is_reserved]

    def _depth(self, subject: Subject) -> int:
        """How many class templates a template is in."""
        depth, owner = 0, subject.owner
        while owner in self.plain:
            depth, owner = depth + 1, self.plain[owner].owner
        return depth

    def ask(self, questions: Sequence[str]) -> dict[str, tuple[Any, dict[str, Any]]]:
        """{question: (library of the answers, answer)}."""
        found: dict[str, tuple[Any, dict[str, Any]]] = {}
        wanted = list(dict.fromkeys(questions))
        for i in range(0, len(wanted), BATCH):
            library, answers = self.library.oracle.ask(*wanted[i : i + BATCH])
            found.update((a["ask"], (library, a)) for a in answers)
        return found

    # ---- classes ---------------------------------------------------------------
    def owners(self, owner: str) -> list[str]:
        """A class as its members' owner: a template's instances, with what they are nested in."""
        if owner in self.plain:
            return self.plain[owner].instances
        outer, _, last = owner.rpartition("::")
        inside = next((s for s in self.plain if outer == s or outer.startswith(s + "::")), "")
        return [f"{text}::{last}" for text in self.owners(outer)] if inside else [owner]

    def _classes(self, wanted: Sequence[Subject]) -> None:
        tried: list[tuple[Subject, str]] = []
        for s in wanted:
            last = s.name.rpartition("::")[2]
            for whole in [f"{o}::{last}" for o, _ in self.places(s)] if s.owner else [s.name]:
                tried += [(s, whole + text) for text in self.guesses.of_class(s.name, s.data)]
        kinds = {id(s): "const" if s.kind == "variable" else "class" for s in wanted}
        answers = self.ask([f"{kinds[id(s)]};{text}" for s, text in tried])
        good: list[tuple[Subject, str, dict[str, Any]]] = []
        for s, text in tried:
            _, answer = answers[f"{kinds[id(s)]};{text}"]
            if answer["ok"] and len(s.instances) < KEPT:
                s.instances.append(text)
                good.append((s, text, answer))
            elif not answer["ok"]:
                s.reason = s.reason or f"`{text}`: {answer['message']}"
        for number in range(TRIES):  # an instance of each, then another of those that failed
            several: dict[int, list[tuple[Subject, str, dict[str, Any]]]] = {}
            for one in good:
                several.setdefault(id(one[0]), []).append(one)
            shown = [of[number] for of in several.values() if len(of) > number and not of[0][0].instance]
            for s, text in self._compiled_classes(shown):
                s.instance, s.question = text, f"{kinds[id(s)]};{text}"

    def _compiled_classes(
        self, good: Sequence[tuple[Subject, str, dict[str, Any]]]
    ) -> list[tuple[Subject, str]]:
        """Those that NVRTC lays out as clang does."""
        if not good:
            return []
        lines = [_layout_check(text, answer, i) for i, (_, text, answer) in enumerate(good)]
        try:
            self._compile("\n".join(lines))
            return [(s, text) for s, text, _ in good]
        except UnitError as e:
            if len(good) == 1:
                good[0][0].reason = good[0][0].reason or f"`{good[0][1]}`: NVRTC: {str(e).splitlines()[-1]}"
                return []
        half = len(good) // 2
        return self._compiled_classes(good[:half]) + self._compiled_classes(good[half:])

    def _compile(self, text: str) -> None:
        table = {**self.library.table, "rows": (), "alone": False, "units": ((0, 1, text + "\n"),)}
        Units(table, None, self.library.include_dirs).compiled(0, ARCH)

    # ---- functions -------------------------------------------------------------
    def _calls(self, wanted: Sequence[Subject]) -> None:
        asked = {id(s): self._questions(s) for s in wanted}
        answers = self.ask([q for questions in asked.values() for q in questions])
        left = {id(s): [q for q in asked[id(s)] if self._is_of(s, *answers[q])] for s in wanted}
        for s in wanted:
            if not left[id(s)]:
                s.reason = s.reason or _first_reason(asked[id(s)], answers)
        for number in range(TRIES):
            shown = [
                (s, left[id(s)].pop(0))
                for s in wanted
                if left[id(s)] and not s.instance and not (number > 1 and s.is_reserved)
            ]
            self._compiled_calls(shown, answers)

    def _compiled_calls(self, shown: Sequence[tuple[Subject, str]], answers: Mapping[str, Any]) -> None:
        """Shows NVRTC one call of each template."""
        by_library: dict[int, list[tuple[Subject, str, Any, int]]] = {}
        for s, question in shown:
            library, answer = answers[question]
            by_library.setdefault(id(library), []).append((s, question, library, answer["row"]))
        for several in by_library.values():
            library = several[0][2]
            refused = _refused(library, [row for *_, row in several])
            for s, question, _, row in several:
                if row in refused:
                    s.reason = s.reason or f"`{written(question)}`: NVRTC: {refused[row].splitlines()[0]}"
                else:
                    s.instance, s.question = written(question), question

    def place(self, subject: Subject) -> tuple[str, int]:
        """The file and line of a template."""
        return self.files[subject.data["loc"][0]], subject.line

    def _is_of(self, subject: Subject, library: Any, answer: dict[str, Any]) -> bool:
        """Is the function that an answer chose made of this template? It may be declared and defined."""
        if not answer["ok"] or "row" not in answer:
            return False
        row = library.row(answer["row"])
        return self.place(subject) in ((row.file, row.line), (answer["declared"], answer["line"]))

    def _questions(self, subject: Subject) -> list[str]:
        known = self.guesses.data["calls"].get(subject.name, [])
        if known:
            self.guesses.used.add(f"calls {subject.name}")
        most = FEW if subject.is_reserved else MOST_CALLS
        of_owners: list[list[str]] = []
        for whole, around in self.places(subject):
            made: list[str] = []
            places: list[tuple[int, int]] = []  # the likeliest form of each before all forms of the first
            for number, environment in enumerate(
                self.guesses.environments(subject.name, subject.data, around)
            ):
                of_one: list[str] = []
                for arguments in self.guesses.argument_lists(subject.name, subject.function, environment):
                    of_one += self._asked_forms(subject, whole, environment, arguments)
                made += of_one
                places += [(number + i, number) for i in range(len(of_one))]
                if len(made) > 12 * most:
                    break
            made = [made[i] for i in sorted(range(len(made)), key=places.__getitem__)]
            of_owners.append(list(dict.fromkeys(made))[:most])
        mixed = [q for several in itertools.zip_longest(*of_owners) for q in several if q]
        return list(dict.fromkeys([*known, *mixed[: 3 * most]]))

    def _asked_forms(
        self, subject: Subject, whole: str, environment: Mapping[str, Any], arguments: list[str]
    ) -> list[str]:
        """How a call is asked for: deduced, and with arguments in brackets."""
        arguments = [
            a.replace("& &", "&").replace(", >", ">") for a in arguments
        ]  # T && of T &, an empty pack
        name = plain_name(subject.data["name"])
        symbol = name.removeprefix("operator").strip() if name.startswith("operator") else ""
        if subject.function.get("function") == "free":
            whole = ""  # a friend
        objects = _objects(subject.function, whole)
        if symbol and not symbol[0].isidentifier():
            of = [[o] for o in objects] if whole and not subject.function.get("static") else [[]]
            given = [[*o, *arguments] for o in of]
            if symbol == "->" or (symbol in ("++", "--") and whole and arguments):  # the postfix one
                return [";".join([f"method;{o};{name}", *arguments]) for o in objects]
            return [";".join([f"op;{symbol}", *g]) for g in given if len(g) in (1, 2) or symbol == "()"]
        if subject.function.get("function") == "constructor":
            return [";".join([f"new;{whole}", *arguments])]
        if symbol:  # a conversion: what the object is made into
            result = subject.function["result"]["spelling"]
            text = self.guesses.substituted(result, environment, subject.name.rpartition("::")[0])
            return [";".join([f"method;{o}", f"operator {text}"]) for o in objects]
        texts: list[str] = []
        for p in subject.data.get("params", []):
            value = environment.get(p.get("name", ""), [])
            if isinstance(value, Default):
                break
            texts += value if isinstance(value, list) else [value]
        heads = [f"{name}<{', '.join(texts[:n])}>" if n else name for n in range(len(texts) + 1)]
        if not whole:
            scope = "" if subject.owner else subject.name.rpartition("::")[0]
            heads = [f"call;{scope}::{h}" if scope else f"call;{h}" for h in heads]
        elif subject.function.get("static") or subject.function.get("function") == "static":
            heads = [f"call;{whole}::{h}" for h in heads]
        else:
            heads = [f"method;{o};{h}" for h in heads for o in objects]
        return [";".join([head, *arguments]) for head in heads]

    def places(self, subject: Subject) -> list[tuple[str, dict[str, Any]]]:
        """The classes that a member is asked of, with what the names in them mean."""
        item = subject.around
        if not item:
            return [(whole, {}) for whole in (self.owners(subject.owner) if subject.owner else [""])]
        plain = str(item.get("pattern", item["qualified"]))
        if item["template"] == "partial":
            scope = plain.rpartition("::")[0]
            nested = subject.owner.removeprefix(plain)
            texts = [
                (plain + self.guesses.substituted(item["arguments"], env, scope), env)
                for env in self.guesses.partial(plain, item)
            ]
            answers = self.ask([f"class;{text}{nested}" for text, _ in texts])
            found = [(text, env) for text, env in texts if answers[f"class;{text}{nested}"][1]["ok"]][:KEPT]
        else:
            found, nested = [], subject.owner
            for whole in self.owners(subject.owner):
                instance, rest = whole, ""
                while without_arguments(instance) != plain and "::" in instance:
                    instance, _, last = split_last(instance)
                    rest = f"::{last}{rest}"
                found.append((instance, self._arguments(item, instance)))
                nested = rest
        return [(whole + nested, self._around(item, plain, whole, env)) for whole, env in found]

    def _arguments(self, item: Mapping[str, Any], whole: str) -> dict[str, Any]:
        """The arguments of an instance of a template, those with defaults too."""
        found = bound_arguments(item.get("params", []), whole)
        for p in item.get("params", []):
            if "default" in p and p.get("name", "") not in found:
                scope = item["qualified"].rpartition("::")[0]
                found[p.get("name", "")] = self.guesses.substituted(p["default"], found, scope)
        return found

    @staticmethod
    def _around(
        item: Mapping[str, Any], plain: str, whole: str, arguments: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The names that a class's members see: its parameters, itself, what is nested in it."""
        found = dict(arguments)
        for member in item.get("record", {}).get("members", ()):
            if member["kind"] != "template" and member.get("name"):
                found.setdefault(member["name"], f"{whole}::{member['name']}")
        found.setdefault(plain.rpartition("::")[2], whole)
        return found


def _layout_check(text: str, answer: Mapping[str, Any], index: int) -> str:
    if "value" in answer:
        return f"static_assert(static_cast<long long>({text}) == {answer['value']});"
    size = answer.get("size", -1)
    if size is None or size <= 0:
        return f"using nbk{index} = {text};"
    return f"static_assert(sizeof({text}) == {size} && alignof({text}) == {answer['align']});"


def _refused(library: Any, rows: Sequence[int]) -> dict[int, str]:
    """What NVRTC doesn't take of a table's rows. An error that is no row's is that of all but one by one."""
    try:
        return {row: text or "" for row, text in library.units.compiled_rows(rows, ARCH).refused.items()}
    except UnitError as e:
        if len(rows) == 1:
            return {rows[0]: str(e).splitlines()[-1]}
    half = len(rows) // 2
    return {**_refused(library, rows[:half]), **_refused(library, rows[half:])}


def _objects(function: Mapping[str, Any], whole: str) -> list[str]:
    """The object that a method is called on, by the method's qualifiers."""
    if function.get("ref") == "&&":
        return [f"const {whole}" if function.get("const") else whole]
    if not function.get("const"):
        return [f"{whole} &"]
    return [f"const {whole} &"] if function.get("ref") else [f"{whole} &", f"const {whole} &"]


def _first_reason(questions: Sequence[str], answers: Mapping[str, Any]) -> str:
    if not questions:
        return "no arguments are known for it"
    for question in questions:
        answer = answers[question][1]
        if answer["ok"] and "row" not in answer:
            return f"`{written(question)}`: {answer.get('why', 'it is built in')}"
    refused = [q for q in questions if not answers[q][1]["ok"]]
    if not refused:
        return f"`{written(questions[0])}`: another overload is chosen"
    answer = answers[refused[0]][1]
    notes = [n["text"] for n in answer.get("notes", ()) if n["text"].startswith("candidate")]
    return f"`{written(refused[0])}`: {notes[0] if notes else answer['message']}"


def written(question: str) -> str:
    """A question as one would write the call."""
    kind, *parts = question.split(";")
    if kind == "method":
        return f"({parts[0]}).{parts[1]}({', '.join(parts[2:])})"
    if kind == "op":
        return f"operator{parts[0]}({', '.join(parts[1:])})"
    return f"{parts[0]}({', '.join(parts[1:])})" if kind in ("call", "new") else parts[0]


def shares(found: Sequence[Subject]) -> dict[str, tuple[int, int]]:
    """{kind: (those with an instance, all)}, of "public" names, "reserved" ones, and each kind."""
    made: dict[str, tuple[int, int]] = {}
    for s in found:
        if s.excluded or s.kind not in COUNTED:
            continue
        for key in ("reserved" if s.is_reserved else "public", s.kind, "all"):
            good, every = made.get(key, (0, 0))
            made[key] = good + bool(s.instance), every + 1
    return made


__all__ = ["Options", "Reach", "Subject", "shares", "subjects", "written"]
