"""Arguments for templates: brackets of classes and calls of functions, the likeliest first.

A parameter's candidates come from tools.reach_data by its name, by its kind, or by what the owner's instance
says of it; types are texts as the header writes them, with arguments put in the place of parameters.
"""

from __future__ import annotations

import fnmatch
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from numbast.patterns import template_arguments
from tools import reach_data

MOST_CLASSES = 12  # guesses for one class template
MOST_CALLS = 160  # questions for one function template
MOST_FORMS = 6  # of one list of arguments' types
_WORD = re.compile(r"(?<![\w:])(::)?([A-Za-z_]\w*)")


class Names:
    """Qualified names by their last part, for texts as a header writes them."""

    def __init__(self, model: Mapping[str, Any]) -> None:
        self.by_last: dict[str, set[str]] = {}
        self.enumerators: dict[str, list[str]] = {}  # of each enum's name
        self._enter(model["decls"])
        self._enter(model["referenced"])

    def _enter(self, items: Iterable[Mapping[str, Any]]) -> None:
        for item in items:
            if item.get("name") and item["kind"] != "function" and item.get("template") != "function":
                name = str(item["qualified"])
                self.by_last.setdefault(name.rpartition("::")[2], set()).add(name)
            if item["kind"] == "enum" and item.get("name"):
                scope = item["qualified"] if item.get("scoped") else item["qualified"].rpartition("::")[0]
                of = [f"{scope}::{m['name']}" if scope else m["name"] for m in item.get("enumerators", ())]
                self.enumerators[str(item["qualified"])] = of
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


def _is_value(text: str) -> bool:
    """Is a text of the data a value, and no type?"""
    if text.isdecimal() or text in ("true", "false") or text.endswith(">"):
        return not text.endswith(">")
    last = text.rpartition("::")[2]
    return "::" in text and (last.isupper() or last == "dynamic_extent" or last.startswith("thread_scope"))


def _is_needed(parameter: Mapping[str, Any]) -> bool:
    """Must an argument be given? A constraint that is declared again has no default the second time."""
    if "default" in parameter or parameter.get("pack"):
        return False
    return not (parameter["kind"] == "value" and "enable_if" in parameter.get("type", ""))


class Default(str):
    """The text of an argument that is left out."""


class Guesses:
    """Arguments for a header's templates. `used`: what of the data was wanted."""

    def __init__(self, data: Mapping[str, Any], names: Names) -> None:
        self.data = data
        self.names = names
        self.used: set[str] = set()

    def named(self, parameter: Mapping[str, Any], name: str) -> list[str]:
        """Texts that the data has for a parameter's name, of that template or of any."""
        own = parameter.get("name", "").strip("_")
        if not own:
            return []
        for key, texts in self.data["names"].items():
            of, _, pattern = key.rpartition("/")
            if fnmatch.fnmatchcase(own, pattern) and (not of or fnmatch.fnmatchcase(name, of)):
                if _is_value(texts[0]) != (parameter["kind"] == "value"):
                    continue
                self.used.add(f"names {key}")
                return list(texts)
        return []

    def of_parameter(self, parameter: Mapping[str, Any], name: str, own: Mapping[str, Any]) -> list[str]:
        """Texts for one parameter of the template `name`, whose earlier parameters are `own`."""
        named = self.named(parameter, name)
        if named:
            return named
        if parameter["kind"] == "type":
            return list(self.data["types"])
        if parameter["kind"] == "template":
            return list(reach_data.TEMPLATES)
        scope = name.rpartition("::")[0]
        kind = parameter.get("type", "").removeprefix("const ")
        if kind in reach_data.VALUES:
            return list(reach_data.VALUES[kind])
        whole = self.substituted(kind, own, scope)
        is_parameter = re.fullmatch(r"_[A-Z]\w*", whole)  # `class T, T N`: clang mends what it can't know
        zero = [] if is_parameter else [f"static_cast<{whole}>(0)"]
        return [*self.names.enumerators.get(whole, ())[:4], *zero, "4", "32"]

    def of_class(self, name: str, data: Mapping[str, Any], wanted: str = "") -> list[str]:
        """Arguments in brackets of a class, alias or variable template, the likeliest first. Of a partial
        specialization those that it is for.
        """
        known: list[str] = self.data["instances"].get(name, [])
        if known:
            self.used.add(f"instances {name}")
        if wanted:
            scope = name.rpartition("::")[0]
            return [self.substituted(wanted, env, scope) for env in self.partial(name, data)]
        found = []
        for chosen in self._brackets(name, data):
            if chosen not in found:
                found.append(chosen)
        return [*known, *found]

    def _brackets(self, name: str, data: Mapping[str, Any]) -> Iterator[str]:
        needed = [p for p in data.get("params", []) if _is_needed(p)]
        packs = [p for p in data.get("params", []) if p.get("pack")]
        made = [list(c) for c in _products([self.of_parameter(p, name, {}) for p in needed], MOST_CLASSES)]
        for p in packs:
            for c in made[:3]:
                for one in self.of_parameter(p, name, {})[:3]:
                    yield f"<{', '.join([*c, one])}>"
        for c in made:
            yield f"<{', '.join(c)}>"

    def partial(self, name: str, data: Mapping[str, Any]) -> list[dict[str, Any]]:
        """What a partial specialization's own parameters may be."""
        choices: list[list[Any]] = []
        for p in data.get("params", []):
            texts: list[Any] = self.of_parameter(p, name, {})
            choices.append([texts[:1], texts[:2]] if p.get("pack") else texts[:6])
        names = [p.get("name", "") for p in data.get("params", [])]
        return [dict(zip(names, c, strict=True)) for c in _products(choices, MOST_CLASSES)]

    def environments(
        self, name: str, data: Mapping[str, Any], around: Mapping[str, Any]
    ) -> Iterator[dict[str, Any]]:
        """What the parameters of a function template may be."""
        parameters = data.get("params", [])
        choices: list[list[Any]] = []
        scope = name.rpartition("::")[0]
        for p in parameters:
            known = "default" not in p or bool(self.named(p, name))
            texts = self.of_parameter(p, name, around) if known else []
            left_out = [] if "default" not in p else [Default(p["default"])]
            choices.append([[], texts[:1], texts[:2]] if p.get("pack") else [*left_out, *texts])
        for chosen in _products(choices, MOST_CALLS // 2):
            found: dict[str, Any] = dict(around)
            for p, c in zip(parameters, chosen, strict=True):
                found[p.get("name", "")] = (
                    Default(self.substituted(c, found, scope)) if isinstance(c, Default) else c
                )
            yield found

    def substituted(self, text: str, environment: Mapping[str, Any], scope: str) -> str:
        """A type as the header writes it, with arguments for parameters and whole names."""
        text = re.sub(r",?\s*value-parameter-\d+-\d+", "", text)  # a constraint's place, which has a default
        for name, several in environment.items():
            if isinstance(several, list) and name:  # a pack that is expanded just as it stands
                text = re.sub(rf"\b{name}\s*\.\.\.", ", ".join(several), text)

        def word(found: re.Match[str]) -> str:
            name = found[2]
            if found[1]:
                return found[0]
            made = environment.get(name)
            if isinstance(made, str) and name:
                is_template = text[found.end() :].lstrip().startswith("<") and made.endswith(">")
                return made.partition("<")[0] if is_template else made
            return self.names.whole(name, scope)

        return _WORD.sub(word, text)

    def argument_lists(
        self, name: str, function: Mapping[str, Any], environment: Mapping[str, Any]
    ) -> Iterator[list[str]]:
        """The expressions' types of calls with these arguments: with and without what has a default."""
        places = function.get("params", [])
        scope = name.rpartition("::")[0]
        for count in range(len(places), -1, -1):
            spelled = [form for p in places[:count] for form in self._forms(p, environment, scope)]
            yield from itertools.islice(([*c] for c in itertools.product(*spelled)), MOST_FORMS)
            if count and "default" not in places[count - 1]:
                return

    def _forms(self, place: Mapping[str, Any], environment: Mapping[str, Any], scope: str) -> list[list[str]]:
        """The arguments that a parameter stands for, each in its likely categories."""
        text = place["type"]["spelling"]
        if not text.endswith("..."):
            return [_categories(self.substituted(text, environment, scope))]
        pack = next((n for n in _words(text) if isinstance(environment.get(n), list)), "")
        one = text.removesuffix("...").strip()
        return [
            _categories(self.substituted(one, {**environment, pack: element}, scope))
            for element in environment.get(pack, [])
        ]


def _words(text: str) -> list[str]:
    return [found[2] for found in _WORD.finditer(text)]


def _products(choices: Sequence[Sequence[Any]], most: int) -> list[tuple[Any, ...]]:
    """Combinations: first those that change little from the likeliest, all alike before any."""
    found = itertools.islice(itertools.product(*(list(enumerate(c)) for c in choices)), 20000)
    ranked = sorted(
        ((_rank([i for i, _ in one]), at, tuple(v for _, v in one)) for at, one in enumerate(found)),
        key=lambda item: item[:2],
    )
    return [one for _, _, one in ranked[:most]]


def _rank(places: Sequence[int]) -> int:
    """Of a combination by its candidates' places: parameters often want the same type."""
    return max(places) if places and len(set(places)) == 1 else sum(places)


def _categories(text: str) -> list[str]:
    """A variable of a parameter's type; a temporary where a reference wants one."""
    text = text.strip()
    if text.endswith("&&"):
        return [f"{text[:-2].strip()} &", text[:-2].strip()]
    bare = text.removesuffix("&").strip()
    if bare.endswith("]"):
        shown = text if "(&)" in text else bare
        before, _, extent = shown[:-1].rpartition("[")
        return [f"{before}[({extent})]" if "<" in extent else shown]  # clang takes no brackets there bare
    if bare.endswith("*") or not bare.startswith("const "):
        return [f"{bare} &"]
    return [f"{bare.removeprefix('const ')} &", f"{bare} &"]


def bound_arguments(parameters: Sequence[Mapping[str, Any]], whole: str) -> dict[str, Any]:
    """{parameter: argument} of an instance, as far as its text has them; a pack's are a list."""
    given = template_arguments(whole)
    found: dict[str, Any] = {}
    for i, p in enumerate(parameters):
        if p.get("pack"):
            found[p.get("name", "")] = list(given[i:])
        elif i < len(given):
            found[p.get("name", "")] = given[i]
    return found
