"""Which templates of a header have an instance that compiles.

Every class, function and member template of a header's own files is given arguments: those that
tools.reach_data names, or guesses by the kind and the name of each parameter. Clang is asked as a kernel's
call asks it, and NVRTC compiles the shim (of a class: a check of its layout). What has no such instance has
the reason that its first guess was refused for.
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
from numbast.patterns import plain_name, template_arguments
from numbast.runtime.headers import UnitError
from numbast.runtime.template_text import split_last, without_arguments
from numbast.runtime.units import Units
from tools import reach_data

ARCH = "sm_90"
BATCH = 1500  # questions of one parse
MOST_CLASSES = 12  # guesses for one class template
MOST_CALLS = 240  # questions for one function template
KEPT = 6  # instances of a class whose members are asked for
TRIES = 8  # calls that NVRTC is shown, of one template
DETAIL = frozenset(("detail", "details", "internal", "__detail"))
COUNTED = ("class", "function", "member")
_WORD = re.compile(r"(?<![\w:])(::)?([A-Za-z_]\w*)")


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
    reason: str = ""  # of the first that doesn't
    instances: list[str] = field(default_factory=list)  # of a class

    @property
    def is_reserved(self) -> bool:
        """Does the library keep its name, or that of its class, for itself?"""
        return any(re.match(r"_[_A-Z]", part) for part in without_arguments(self.name).split("::"))

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
            yield Subject(_name_of(item, owner), shown, item, owner, around, hidden or _unusable(item))
        yield from _found(record.get("members", ()), item["qualified"], hidden, item) if record else ()


def _name_of(item: Mapping[str, Any], owner: str) -> str:
    return f"{owner}::{plain_name(item['name'])}" if owner else str(item["qualified"])


def _unusable(item: Mapping[str, Any]) -> str:
    function = item.get("function") if isinstance(item.get("function"), dict) else {}
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


class Names:
    """Qualified names by their last part, for texts as a header writes them."""

    def __init__(self, model: Mapping[str, Any]) -> None:
        self.by_last: dict[str, set[str]] = {}
        self._enter(model["decls"])
        self._enter(model["referenced"])

    def _enter(self, items: Iterable[Mapping[str, Any]]) -> None:
        for item in items:
            if item.get("name") and item["kind"] != "function" and item.get("template") != "function":
                name = str(item["qualified"])
                self.by_last.setdefault(name.rpartition("::")[2], set()).add(name)
            for inner in (item, item.get("record")):
                if isinstance(inner, dict):
                    self._enter(inner.get("members", ()))

    def whole(self, word: str, scope: str) -> str:
        """What a name means in a scope; itself when nothing has it."""
        known = self.by_last.get(word, ())
        while known:
            tried = f"{scope}::{word}" if scope else word
            if tried in known:
                return tried
            if not scope:
                break
            scope = scope.rpartition("::")[0]
        return word


# ---- guesses ----------------------------------------------------------------------


class _Default(str):
    """The text of an argument that is left out."""


class Guesses:
    """Arguments for a header's templates."""

    def __init__(self, data: Mapping[str, Any], names: Names) -> None:
        self.data = data
        self.names = names

    def of_parameter(self, parameter: Mapping[str, Any], scope: str) -> list[str]:
        """Texts for one template parameter."""
        named = self.data["names"].get(parameter.get("name", "").strip("_"))
        if named:
            return list(named)
        if parameter["kind"] == "type":
            return list(self.data["types"])
        if parameter["kind"] == "value":
            kind = parameter.get("type", "").removeprefix("const ")
            cast = f"static_cast<{self.substituted(kind, {}, scope)}>(0)"
            return list(reach_data.VALUES.get(kind, [cast, "4", "32"]))
        return []

    def of_class(self, subject: Subject) -> list[str]:
        """Arguments in brackets of a class, alias or variable template, the likeliest first."""
        known = self.data["instances"].get(subject.name, [])
        needed = [p for p in subject.data.get("params", []) if "default" not in p and not p.get("pack")]
        packs = [p for p in subject.data.get("params", []) if p.get("pack")]
        scope = subject.name.rpartition("::")[0]
        made = [list(c) for c in _products([self.of_parameter(p, scope) for p in needed], MOST_CLASSES)]
        found = [f"<{', '.join(c)}>" for c in made]
        for p in packs:
            found += [
                f"<{', '.join([*c, one])}>" for c in made[:3] for one in self.of_parameter(p, scope)[:3]
            ]
        return [*known, *found]

    def environments(self, subject: Subject, around: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        """What the parameters of a function template may be."""
        parameters = subject.data.get("params", [])
        choices: list[list[Any]] = []
        scope = subject.name.rpartition("::")[0]
        for p in parameters:
            known = "default" not in p or p.get("name", "").strip("_") in self.data["names"]
            texts = self.of_parameter(p, scope) if known else []
            left_out = [] if "default" not in p else [_Default(p["default"])]
            choices.append([[], texts[:1], texts[:2]] if p.get("pack") else [*left_out, *texts])
        for chosen in _products(choices, MOST_CALLS // 4):
            found: dict[str, Any] = dict(around)
            for p, c in zip(parameters, chosen, strict=True):
                found[p.get("name", "")] = (
                    _Default(self.substituted(c, found, scope)) if isinstance(c, _Default) else c
                )
            yield found

    def substituted(self, text: str, environment: Mapping[str, Any], scope: str) -> str:
        """A type as the header writes it, with arguments for parameters and whole names."""

        def word(found: re.Match[str]) -> str:
            name = found[2]
            if found[1]:
                return found[0]
            if name in environment:
                made = str(environment[name])
                is_template = text[found.end() :].lstrip().startswith("<") and made.endswith(">")
                return made.partition("<")[0] if is_template else made
            return self.names.whole(name, scope)

        return _WORD.sub(word, text)

    def argument_lists(self, subject: Subject, environment: Mapping[str, Any]) -> Iterator[list[str]]:
        """The expressions' types of calls with these arguments: with and without what has a default."""
        places = subject.function.get("params", [])
        scope = subject.name.rpartition("::")[0]
        for count in range(len(places), -1, -1):
            spelled = [form for p in places[:count] for form in self._forms(p, environment, scope)]
            yield from itertools.islice(([*c] for c in itertools.product(*spelled)), 4)
            if count and "default" not in places[count - 1]:
                return

    def _forms(self, place: Mapping[str, Any], environment: Mapping[str, Any], scope: str) -> list[list[str]]:
        """The arguments that a parameter stands for, each in its likely categories."""
        text = place["type"]["spelling"]
        if "..." not in text:
            return [_categories(self.substituted(text, environment, scope))]
        pack = next((n for n in _words(text) if isinstance(environment.get(n), list)), "")
        one = text.replace("...", "").strip()
        return [
            _categories(self.substituted(one, {**environment, pack: element}, scope))
            for element in environment.get(pack, [])
        ]


def _words(text: str) -> list[str]:
    return [found[2] for found in _WORD.finditer(text)]


def _products(choices: Sequence[Sequence[Any]], most: int) -> list[tuple[Any, ...]]:
    """Combinations: first those that change little from the likeliest."""
    found = itertools.islice(itertools.product(*choices), 50000)
    ranked = sorted(
        ((sum(c.index(v) for c, v in zip(choices, one, strict=True)), i, one) for i, one in enumerate(found)),
        key=lambda item: item[:2],
    )
    return [one for _, _, one in ranked[:most]]


def _categories(text: str) -> list[str]:
    """A variable of a parameter's type; a temporary where a reference wants one."""
    text = text.strip()
    if text.endswith("&&"):
        return [f"{text[:-2].strip()} &", text[:-2].strip()]
    bare = text.removesuffix("&").strip()
    if bare.endswith("]"):
        return [text if "(&)" in text else bare]
    if bare.endswith("*") or not bare.startswith("const "):
        return [f"{bare} &"]
    return [f"{bare.removeprefix('const ')} &", f"{bare} &"]


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
        self.subjects = [s for s in subjects(model) if not s.name.startswith("reach::")]
        self.guesses = Guesses(data, Names(model))
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
        return [s for s in self.subjects if s.kind in kinds and not s.excluded]

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
            for whole in [f"{o}::{last}" for o in self.owners(s.owner)] if s.owner else [s.name]:
                tried += [(s, whole + text) for text in self.guesses.of_class(s)]
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
        for s, text in self._compiled_classes(good):
            s.instance = s.instance or text

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
        lines: dict[str, set[int]] = {}
        for s in wanted:
            lines.setdefault(s.name, set()).add(s.line)
        left = {
            id(s): [q for q in asked[id(s)] if self._is_of(s, *answers[q], lines[s.name])] for s in wanted
        }
        for s in wanted:
            if not left[id(s)]:
                s.reason = s.reason or _first_reason(asked[id(s)], answers)
        for _ in range(TRIES):
            shown = [(s, left[id(s)].pop(0)) for s in wanted if left[id(s)] and not s.instance]
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
                    s.instance = written(question)

    def _is_of(self, subject: Subject, library: Any, answer: dict[str, Any], lines: set[int]) -> bool:
        """Is the function that an answer chose made of this template?"""
        if not answer["ok"] or "row" not in answer:
            return False
        line = library.row(answer["row"]).line
        return line == subject.line or (line not in lines and "<" in answer.get("print", "<"))

    def _questions(self, subject: Subject) -> list[str]:
        known = self.guesses.data["calls"].get(subject.name, [])
        found: list[str] = list(known)
        of_owners: list[list[str]] = []
        for whole in self.owners(subject.owner) if subject.owner else [""]:
            around = self._around(subject, whole)
            made: list[str] = []
            for environment in self.guesses.environments(subject, around) if around is not None else ():
                for arguments in self.guesses.argument_lists(subject, environment):
                    made += _asked_forms(subject, whole, environment, arguments)
            of_owners.append(list(dict.fromkeys(made))[:MOST_CALLS])
        mixed = [q for several in itertools.zip_longest(*of_owners) for q in several if q]
        return list(dict.fromkeys([*found, *mixed]))

    def _around(self, subject: Subject, whole: str) -> dict[str, str] | None:
        """The names that a class's members see: its parameters, itself, what is nested in it. None for an
        instance that another specialization is for.
        """
        item = subject.around
        if not item:
            return {}
        plain = str(item.get("pattern", item["qualified"]))
        while without_arguments(whole) != plain and "::" in whole:
            whole = split_last(whole)[0]
        scope = plain.rpartition("::")[0]
        primary = self.plain[plain].data if plain in self.plain else item
        found: dict[str, str] = {}
        given = template_arguments(whole)
        for i, p in enumerate(primary.get("params", [])):
            text = given[i] if i < len(given) else p.get("default", "")
            found[p.get("name", "")] = self.guesses.substituted(text, found, scope)
        if item["template"] == "partial":
            matched = _matched(item, list(found.values()))
            if matched is None:
                return None
            found = matched
        for member in item.get("record", {}).get("members", ()):
            if member["kind"] != "template" and member.get("name"):
                found.setdefault(member["name"], f"{whole}::{member['name']}")
        found.setdefault(plain.rpartition("::")[2], whole)
        return found


def _matched(partial: Mapping[str, Any], arguments: Sequence[str]) -> dict[str, str] | None:
    """A partial specialization's parameters by a class's arguments, as far as they stand there alone."""
    own = {p.get("name", "") for p in partial.get("params", [])}
    found: dict[str, str] = {}
    for text, argument in zip(template_arguments("x" + partial["arguments"]), arguments, strict=False):
        if text in own:
            found[text] = argument
        elif (text.isidentifier() or text.isdecimal()) and text != argument:
            return None
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


def _asked_forms(
    subject: Subject, whole: str, environment: Mapping[str, Any], arguments: list[str]
) -> list[str]:
    """How a call is asked for: deduced, and with arguments in brackets."""
    name = plain_name(subject.data["name"])
    symbol = name.removeprefix("operator").strip() if name.startswith("operator") else ""
    if symbol and not symbol[0].isidentifier():
        given = [f"{whole} &", *arguments] if whole else arguments
        return [";".join([f"op;{symbol}", *given])] if len(given) in (1, 2) or symbol == "()" else []
    if subject.function.get("function") == "constructor":
        return [";".join([f"new;{whole}", *arguments])]
    if symbol:  # a conversion: what the object is made into
        made = [v for v in environment.values() if isinstance(v, str)][-1:]
        return [";".join([f"method;{whole} &", f"operator {text}"]) for text in made]
    texts: list[str] = []
    for p in subject.data.get("params", []):
        value = environment.get(p.get("name", ""), [])
        if isinstance(value, _Default):
            break
        texts += value if isinstance(value, list) else [value]
    heads = [f"{name}<{', '.join(texts[:n])}>" if n else name for n in range(len(texts) + 1)]
    if not whole:
        scope = subject.name.rpartition("::")[0]
        heads = [f"call;{scope}::{h}" if scope else f"call;{h}" for h in heads]
    elif subject.function.get("static") or subject.function.get("function") == "static":
        heads = [f"call;{whole}::{h}" for h in heads]
    else:
        heads = [f"method;{whole} &;{h}" for h in heads]
    return [";".join([head, *arguments]) for head in heads]


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
