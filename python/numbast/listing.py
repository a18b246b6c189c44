"""The options `instantiate`, `items` and `functors`: what a static module's templates mean, decided now.

Three parses. The headers' own gives the templates' patterns. The second asks clang what the listed instances
are, and then every call that a kernel may write with them: for each parameter of a member template the types
that fit its pattern (the instance's own arguments, function objects, arrays). Where another kind of number
means the same function, any will do.
These are the questions that dynamic mode asks, made by the same code. The third parse is the module's: the
answers that were yes are asked again beside the headers' declarations, and become rows like these.
"""

from __future__ import annotations

import ast
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .errors import ConfigError
from .options import Options
from .parsing import parse
from .patterns import (
    EVERY_NUMBER,
    NUMBERS,
    PROBES,
    SAME,
    SHAPES,
    USUAL,
    Pattern,
    array_operand,
    bases_of,
    bound,
    collect,
    distinct_operands,
    is_number,
    is_operator_name,
    last_name,
    meaning,
    operands_of_code,
    operands_of_shape,
    plain_name,
    split_name,
    template_arguments,
    value_operand,
    with_operand,
)
from .runtime.calls import Operand
from .runtime.codes import cxx_spelling, cxx_type, squeezed
from .runtime.functors import FUNCTOR_TEXT, named_class, named_text, with_functions
from .runtime.listed import ANY_NUMBER, call_key, normal_question, operand_key
from .runtime.member_asked import element_questions, extent_questions, extents_of
from .runtime.table import Library
from .runtime.template_text import call_questions, is_one_argument, split_last, without_arguments
from .runtime.templates import Oracle

__all__ = ["Listing", "listing"]

CONST, TYPE_OF = "const;{}", "class;decltype({})"
MOST_CALLS = 600  # of one overload and head
BATCH = 4000  # questions of one parse

#: A head of questions, the operands of one call, and which of them are numbers by value.
Call = tuple[str, tuple[Operand, ...], tuple[int, ...]]
Answer = Mapping[str, Any]


@dataclass
class Listing:
    """What was decided. `questions` are asked again beside the headers' declarations."""

    questions: list[str] = field(default_factory=list)
    types: dict[str, Any] = field(default_factory=dict)  # question, normal -> type code or value
    calls: dict[str, dict[str, str]] = field(default_factory=dict)  # head -> {call key: question, type code}
    helpers: str = ""  # C++ text that questions use: objects that call functions

    def literal(self, answers: Sequence[Mapping[str, Any]]) -> str:
        """The table's `listed`, with the rows that the answers of the module's own parse name."""
        rows = {a["ask"]: a["row"] for a in answers if "row" in a}
        calls: dict[str, dict[str, Any]] = {}
        for head, known in self.calls.items():
            is_type = head.startswith("deduce;")
            found = {key: q if is_type else rows[q] for key, q in known.items() if is_type or q in rows}
            if found:
                calls[head] = found
        return f"{{\n'types': {_lines(self.types)},\n'calls': {_lines(calls)}}}"


def _known(answer: Answer) -> Any:
    """What the table keeps of an answer: a type's code, a number, or (value, code) of an enumerator and what
    Python has no literal for.
    """
    value, code = answer.get("value"), answer.get("type")
    if value is None:
        return code
    return (value, code) if isinstance(value, str) or str(code).startswith("{") else value


def _lines(found: Mapping[str, Any]) -> str:
    return "{\n" + "".join(f"{key!r}: {value!r},\n" for key, value in found.items()) + "}"


def listing(headers: Sequence[str], options: Options, keep_going: bool = False) -> Listing:
    """Asks clang about the listed instances. ConfigError when one is none."""
    if not options.instantiate:
        return Listing()
    return _Lister(headers, options, keep_going).run()


def _is_function(found: Any, text: str) -> bool:
    """Does a text name functions of the model?"""
    name = without_arguments(squeezed(text)).removeprefix("::")

    def is_there(part: Any) -> bool:
        if isinstance(part, list):
            return any(map(is_there, part))
        if not isinstance(part, dict):
            return False
        is_it = part.get("kind") == "function" or part.get("template") == "function"
        if is_it and name in (part.get("qualified"), part.get("pattern")):
            return True
        return any(is_there(part.get(key)) for key in ("decls", "members", "functions"))

    return is_there(found)


class _Lister:
    def __init__(self, headers: Sequence[str], options: Options, keep_going: bool) -> None:
        self.headers, self.options, self.keep_going = headers, options, keep_going
        parsed = parse(headers, options, keep_going)
        self.patterns: dict[str, list[dict[str, Any]]] = {}
        model = json.loads(parsed.session.text("model"))
        collect(model, self.patterns)
        self.made = Listing()
        self.functors = [named_class(f) if _is_function(model, f) else f for f in options.functors]
        self.made.helpers = named_text("\n".join(self.functors))
        self.instances: dict[str, str] = {}  # spelling as listed -> type code
        self.types: dict[str, Any] = {}  # question -> type code or value
        self.codes: dict[str, str] = {}  # C++ text of a template argument -> its code, "" for a value
        self.library: Any = None  # of the last answers
        self.bases: dict[str, list[str]] = {}  # of an instance, as clang has it
        self.casts: dict[str, str] = {}  # enumerators as Python's members of enums are written
        self.inline: dict[str, str] = {}  # as in a table, of all answers

    def run(self) -> Listing:
        self._types()
        self._decide(list(self._calls()))
        wanted = {q: None for q, code in self.types.items() if isinstance(code, str)}
        for head, known in self.made.calls.items():
            if not head.startswith("deduce;"):
                wanted.update(dict.fromkeys(known.values()))
        self.made.questions = list(wanted)
        return self.made

    def ask(self, questions: Iterable[str]) -> dict[str, Answer]:
        """{question: answer}."""
        texts = list(dict.fromkeys(questions))
        _, answers = self._asked(texts) if texts else (None, {})
        return answers

    def _asked(self, questions: Sequence[str]) -> tuple[Library, dict[str, Answer]]:
        """One parse."""
        parsed = parse(
            self.headers,
            self.options,
            self.keep_going,
            questions,
            questions_only=True,
            helper_source=FUNCTOR_TEXT + self.made.helpers,
        )
        parsed.plan()
        table = ast.literal_eval(parsed.session.text("table"))
        self.inline.update(table.get("inline", {}))
        self.library = Library({**table, "inline": self.inline}, "listing", None)
        return self.library, {a["ask"]: a for a in json.loads(parsed.session.text("answers"))}

    def _asked_groups(
        self, groups: Sequence[Sequence[str]]
    ) -> Iterator[tuple[Sequence[str], Library, Mapping[str, Answer]]]:
        """Groups of questions with their answers, which are of one parse."""
        start = 0
        while start < len(groups):
            end, batch = start, dict[str, None]()
            while end < len(groups) and (end == start or len(batch) < BATCH):
                batch.update(dict.fromkeys(groups[end]))
                end += 1
            library, answers = self._asked(list(batch))
            for group in groups[start:end]:
                yield group, library, answers
            start = end

    # ---- classes and constants -----------------------------------------------
    def plain(self, text: str) -> str:
        """A template's name, without arguments and inline namespaces."""
        outlined = self.library.outlined if self.library is not None else str
        return without_arguments(outlined(squeezed(text)))

    def pattern_of(self, text: str) -> list[dict[str, Any]]:
        return self.patterns.get(self.plain(text), [])

    def _types(self) -> None:
        """Asks for instances, their nested types and constants, their arguments, function objects."""
        classes: list[str] = []
        values: list[str] = []
        for option in ("instantiate", "functors"):
            for text in getattr(self.options, option):
                if not is_one_argument(text.strip()):
                    why = "not one C++ name, type or template argument"
                    raise ConfigError(f"option '{option}': {text}: {why}", option)
        for text in self.options.instantiate:
            found = self.pattern_of(text)
            kind = found[0]["template"] if found else "class"  # the primary template comes first
            if kind == "function":
                scope = split_last(text)[0]
                classes += [scope] if self._is_class(scope) else []
                self.codes.update(dict.fromkeys(template_arguments(text), ""))
            else:
                (values if kind in ("variable", "concept") else classes).append(text)
        wanted = [
            *(f"class;{t}" for t in (*classes, *self.functors)),
            *(f"const;{t}" for t in values),
        ]
        enumerators = [a for t in classes for a in self._enumerators(t)]
        first = self.ask([*wanted, *(kind.format(a) for a in enumerators for kind in (CONST, TYPE_OF))])
        for question in wanted:
            self._take(question, first[question], True)
        lacks = dict.fromkeys(f"class;{name}" for q in wanted for name in first[q].get("lacks", ()))
        for question, answer in self.ask(lacks).items():  # what their functions take is to be whole
            self._take(question, answer, False)
        for a in enumerators:
            value, kind = first[CONST.format(a)], first[TYPE_OF.format(a)]
            if value["ok"] and kind["ok"] and kind["type"][:1] == "{":
                self.casts[a] = f"static_cast<{cxx_type(kind['type']).name}>({value['value']})"
        self.instances = {t: first[f"class;{t}"]["type"] for t in classes}
        spelled = {t: cxx_type(code).name for t, code in self.instances.items() if code[:1] == "{"}
        for spelling in list(spelled.values()):
            self.bases[spelling] = bases_of(self.library, spelling)
            spelled |= {base: base for base in self.bases[spelling]}
        self._members(spelled)

    def _members(self, spelled: Mapping[str, str]) -> None:
        """Of the instances and their bases. `spelled`: {as listed: as clang has it}."""
        nested: list[str] = []
        arguments: list[str] = list(self.codes)
        for text, spelling in spelled.items():
            arguments += template_arguments(spelling)
            for name in self._nested_names(spelling):
                for whole in dict.fromkeys((text, spelling)):
                    nested += [f"class;{whole}::{name}", f"const;{whole}::{name}"]
        plain = [f"class;{a}" for a in arguments]
        others = [(text, other) for text in self.instances for other in self._other_spellings(text)]
        wholes = [q.removeprefix("const;") for q in nested if q.startswith("const;")]
        extents = {whole: extent_questions(whole) for whole in wholes}
        found = self.ask(
            [*nested, *plain, *(f"class;{other}" for _, other in others), *itertools.chain(*extents.values())]
        )
        self._arrays({w: extents_of([found[q] for q in asked]) for w, asked in extents.items()})
        for text, other in others:
            if found[f"class;{other}"].get("type") == self.instances[text]:
                self.made.types[normal_question(self.library, f"class;{other}")] = self.instances[text]
        for question in nested:
            self._take(question, found[question], False)
        for text in arguments:
            answer = found[f"class;{text}"]
            self.codes[text] = answer["type"] if answer["ok"] else ""
        for text, spelling in spelled.items():
            self._keep(f"class;{spelling}", self.instances.get(text, "{" + spelling + "}"))

    def _arrays(self, extents: Mapping[str, tuple[int, ...]]) -> None:
        """Of arrays of constants, the extents, the elements' type and their values."""
        asked = {whole: element_questions(whole, found) for whole, found in extents.items() if found}
        answers = self.ask(itertools.chain(*asked.values()))
        for whole, questions in asked.items():
            if all(answers[q]["ok"] for q in questions):
                values = tuple(answers[q]["value"] for q in questions)
                code = answers[questions[0]].get("type", "")
                self.made.types[normal_question(self.library, f"array;{whole}")] = (
                    extents[whole],
                    code,
                    values,
                )

    def _whole_arguments(self, text: str) -> list[list[str]]:
        """As listed, and with more and more of the defaults behind."""
        given, pattern = template_arguments(text), self.pattern_of(text)
        parameters = pattern[0].get("params", []) if pattern and text.endswith(">") else []
        found = [given]
        for p in parameters[len(given) :]:
            if "default" not in p:
                break
            found.append([*found[-1], p["default"]])
        return found

    def _enumerators(self, text: str) -> list[str]:
        """Arguments that Python says as members of an enum."""
        pattern = self.pattern_of(text)
        parameters = pattern[0].get("params", []) if pattern else []
        pairs = zip(self._whole_arguments(text)[-1], parameters, strict=False)
        return [a for a, p in pairs if p["kind"] == "value" and not a.lstrip("-").isdecimal()]

    def _other_spellings(self, text: str) -> list[str]:
        """What else may be written for an instance: with defaults, with casts for enumerators."""
        found = []
        for whole in self._whole_arguments(text):
            for arguments in (whole, [self.casts.get(a, a) for a in whole]):
                found.append(f"{split_name(text)}<{', '.join(arguments)}>")
        return [other for other in dict.fromkeys(found) if other != text and text.endswith(">")]

    def _nested_names(self, spelling: str) -> list[str]:
        """Public types and constants of a class template."""
        members = [m for p in self.pattern_of(spelling) for m in p.get("record", {}).get("members", ())]
        public = [m for m in members if m["kind"] != "template" and m.get("access", "public") == "public"]
        loose = [m for m in public if m["kind"] == "enum" and not m.get("scoped")]
        public += [enumerator for m in loose for enumerator in m["enumerators"]]
        return list(dict.fromkeys(m["name"] for m in public if m.get("name")))

    def _take(self, question: str, answer: Mapping[str, Any], is_wanted: bool) -> None:
        if not answer["ok"] and is_wanted:
            option = "functors" if question[6:] in self.functors else "instantiate"
            notes = "".join(f"\n  {n['text']}" for n in answer.get("notes", ()))
            text = f"option '{option}': {question[6:]}: {answer['message']}{notes}"
            raise ConfigError(with_functions(text), option)
        if answer["ok"]:
            self._keep(question, _known(answer))

    def _keep(self, question: str, code: Any) -> None:
        self.types[question] = self.made.types[normal_question(self.library, question)] = code

    # ---- calls ---------------------------------------------------------------
    def _calls(self) -> Iterator[Call]:
        for text in self.options.instantiate:
            found = self.pattern_of(text)
            if found and found[0]["template"] == "function":
                yield from self._function_calls(text, found)
            elif text in self.instances:
                spelling = cxx_type(self.instances[text]).name
                for one in (spelling, *self.bases.get(spelling, ())):
                    yield from self._class_calls(one)
        yield from self._operator_calls()

    def _is_class(self, scope: str) -> bool:
        return any("record" in p for p in self.pattern_of(scope))

    def _function_calls(self, text: str, found: Sequence[dict[str, Any]]) -> Iterator[Call]:
        scope, _, name = split_last(text)
        is_member = self._is_class(scope)
        scope = cxx_type(self.instances[scope]).name if is_member else scope
        for data in found:
            pattern = Pattern(data)
            known = bound(pattern.parameters, template_arguments(text))
            if is_member:
                known |= bound(self.pattern_of(scope)[0].get("params", []), template_arguments(scope))
            heads = [f"method;{scope} &;{name}"] if is_member else [f"call;{text}"]
            if not is_member and "<" in text:
                heads.append(f"call;{self.plain(text)}")
            yield from self._calls_of(heads, pattern, known)

    def _class_calls(self, spelling: str) -> Iterator[Call]:
        """Of member templates and what shares their names, partial specializations' too."""
        known: dict[str, str] = {}
        made: list[dict[str, Any]] = []
        for data in self.pattern_of(spelling):
            record = data.get("record", {})
            known = bound(data["params"], template_arguments(spelling)) | known
            made += [m for m in record.get("members", ()) if m["kind"] == "template" and "function" in m]
            made += record.get("functions", ())
        known |= {n: f"{spelling}::{n}" for n in self._nested_names(spelling)}
        for name in dict.fromkeys(plain_name(m["name"]) for m in made if m["kind"] == "template"):
            patterns = [Pattern(m) for m in made if plain_name(m["name"]) == name]
            heads = self._heads(spelling, name, patterns)
            for pattern in patterns:
                if pattern.is_public and not pattern.is_deleted:
                    yield from self._calls_of(heads, pattern, known)
        name = self.plain(spelling)
        for constructor in made:
            if plain_name(constructor["name"]) == name.rpartition("::")[2]:
                yield from self._calls_of([f"deduce;{name}"], Pattern(constructor), known)

    def _heads(self, spelling: str, name: str, patterns: Sequence[Pattern]) -> list[str]:
        if name == self.plain(spelling).rpartition("::")[2]:
            return [f"new;{spelling}"]
        if name.startswith("operator") and not name[8:9].isidentifier():
            return []
        given = (
            [f"<{n}>" for n in self.options.items if n > 1] if any(p.takes_number for p in patterns) else []
        )
        return [f"method;{spelling} &;{name}{more}" for more in ("", *given)]

    def _operator_calls(self) -> Iterator[Call]:
        """Of each instance with itself and its arguments, where the headers have such a template."""
        symbols = sorted({n.rpartition("operator")[2] for n in self.patterns if is_operator_name(n)})
        for code in dict.fromkeys(self.instances.values()):
            beside = [self.codes.get(a, "") for a in template_arguments(cxx_spelling(cxx_type(code)))]
            numbers = [c for c in beside if SAME.get(c, c) in NUMBERS]
            mine = value_operand(code)
            others = [value_operand(c) for c in (*self.instances.values(), *numbers)]
            for symbol in symbols:
                yield f"op;{symbol}", (mine,), ()
                for other in distinct_operands(others):
                    is_number = other.types[0].code in NUMBERS
                    yield f"op;{symbol}", (mine, other), (1,) if is_number else ()
                    yield f"op;{symbol}", (other, mine), (0,) if is_number else ()

    def _calls_of(self, heads: Sequence[str], pattern: Pattern, known: Mapping[str, str]) -> Iterator[Call]:
        own = {p.get("name", "") for p in pattern.parameters} - set(known)
        heads = [h for h in heads if pattern.is_fitting(h, own)]
        for places in pattern.lengths() if heads else ():
            choices = [self._operands(place["type"], known, own) for place in places]
            for chosen in itertools.islice(itertools.product(*(c for c, _ in choices)), MOST_CALLS):
                values = zip(chosen, choices, strict=True)
                numbers = tuple(i for i, (o, (_, is_value)) in enumerate(values) if is_value and is_number(o))
                for head in heads:
                    yield head, chosen, numbers

    def _operands(
        self, t: Mapping[str, Any], known: Mapping[str, str], own: set[str]
    ) -> tuple[list[Operand], bool]:
        """What fits a parameter, and whether it is a value of a type that is not deduced."""
        if "code" in t:
            return operands_of_code(t["code"])
        text = t["spelling"].replace("...", "").strip()
        is_readonly = text.startswith("const ")
        text = text.removeprefix("const ")
        shape = next((shape for end, shape in SHAPES.items() if text.endswith(end)), "")
        base = text.partition("(&)")[0] if shape == "A" else text.rstrip("&*")
        base = base.removesuffix("*const").strip()
        codes = self._codes_of(base, known)
        if is_readonly and shape in ("R", "O"):
            shape = ""
        found = [o for code in codes for o in operands_of_shape(shape, code, is_readonly)[0]]
        if base in own and shape != "P":  # a pointer is a type too
            found += [array_operand(code) for code in codes if SAME.get(code, code) in NUMBERS]
        return distinct_operands(found), base not in own and shape not in ("A", "P", "R")

    def _codes_of(self, base: str, known: Mapping[str, str]) -> list[str]:
        """Types that a name in a pattern may stand for."""
        base = base.removeprefix("typename ")
        if base in known:
            code = self.codes.get(known[base]) or self.types.get(f"class;{known[base]}")
            return [code] if isinstance(code, str) and code else []
        if "<" in base and base.partition("<")[0].rpartition("::")[2].isidentifier():
            last = without_arguments(base).rpartition("::")[2]
            found = [c for t, c in self.instances.items() if last_name(c) == last]
            if found:
                return found
        functors = [self.types[f"class;{f}"] for f in self.functors]
        mine = [self.codes[a] for a in known.values() if self.codes.get(a)]
        others = [*self.instances.values(), *(c for c in self.codes.values() if c)]
        likely = list(dict.fromkeys([*functors, *(mine or others)]))
        has_number = any(SAME.get(c, c) in NUMBERS for c in likely)
        return likely if has_number or functors else [*likely, *USUAL]

    # ---- deciding ------------------------------------------------------------
    def _decide(self, calls: Sequence[Call]) -> None:
        distinct = {(head, call_key(operands)): (head, operands, places) for head, operands, places in calls}
        taken = [(call, chosen) for call, chosen in self._choices(list(distinct.values())) if chosen]
        agnostic = self._agnostic(taken)
        for i, ((head, operands, _), chosen) in enumerate(taken):
            keys = [operand_key(o) for o in operands]
            for at in agnostic.get(i, ()):
                keys[at] = ANY_NUMBER
            self._decided(head, ";".join(keys), chosen)

    def _decided(self, head: str, key: str, chosen: str) -> None:
        self.made.calls.setdefault(normal_question(self.library, head), {}).setdefault(key, chosen)

    def _choices(self, calls: Sequence[Call]) -> Iterator[tuple[Call, str]]:
        groups = [call_questions(head, operands) for head, operands, _ in calls]
        for call, (questions, library, answers) in zip(calls, self._asked_groups(groups), strict=True):
            yield call, self._chosen(call[0], call[1], questions, library, answers)

    def _agnostic(self, taken: Sequence[tuple[Call, str]]) -> dict[int, list[int]]:
        """For which calls, by index, any number at which places means the same function."""
        tried = [(i, at) for i, ((_, _, places), _) in enumerate(taken) for at in places]
        groups = []
        for i, at in tried:
            (head, operands, _), chosen = taken[i]
            group = [] if head.startswith("deduce;") else [chosen]
            groups.append(
                [*group, *(q for o in PROBES for q in call_questions(head, with_operand(operands, at, o)))]
            )
        found: dict[int, list[int]] = {}
        others: list[Call] = []
        for (i, at), (_, library, answers) in zip(tried, self._asked_groups(groups), strict=True):
            (head, operands, _), chosen = taken[i]
            probes = [with_operand(operands, at, o) for o in PROBES]
            meant = {
                meaning(answers, self._chosen(head, p, call_questions(head, p), library, answers))
                for p in probes
            }
            if meant == {meaning(answers, chosen)}:
                found.setdefault(i, []).append(at)
            elif meant != {None}:
                others += [(head, with_operand(operands, at, o), ()) for o in EVERY_NUMBER]
        for (head, operands, _), chosen in self._choices(others):
            if chosen:
                self._decided(head, call_key(operands), chosen)
        return found

    def _chosen(
        self,
        head: str,
        operands: Sequence[Operand],
        questions: Sequence[str],
        library: Library,
        answers: Mapping[str, Any],
    ) -> str:
        """The question that a call's meaning is the answer to, of a deduction its type; "" for none."""
        if head.startswith("deduce;"):
            code = next((str(answers[q]["type"]) for q in questions if answers[q]["ok"]), "")
            return code if code in self.instances.values() else ""
        oracle = Oracle(library, lambda asked: (library, [answers[q] for q in asked]))
        oracle.looks_ahead = False
        row, _, answer = oracle._call(head, operands)
        return str(answer["ask"]) if row is not None else ""
