"""The options that speak of names, applied to the names that a header declares.

`include`, `exclude`, `rename`, `prefix_strip`, `intents` and `cooperative` hold Python regexes that
match a whole qualified name. They are evaluated here, over the core's list of names; the core gets
plain names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .arguments import warn_caller
from .errors import ConfigError
from .options import Options, did_you_mean

__all__ = ["Name", "names_from_json", "selection_options"]

# The core's kinds -> the kinds of prefix_strip.
PREFIX_KIND = {
    "function": "function",
    "record": "record",
    "enum": "enum",
    "enumerator": "enum",
    "variable": "constant",
    "alias": "alias",
    "macro": "macro",
    "template": "function",
}

# Names of namespaces, and beginnings of names, that the core takes for implementation details.
DETAIL = re.compile(r"\b(details?|internal|\w+_detail)\b|\b__internal")
EXCLUDED = "excluded by the option 'exclude'"


@dataclass(frozen=True)
class Name:
    """A declared name: qualified C++ name without inline namespaces, and its kind."""

    qualified: str
    kind: str

    @property
    def scope(self) -> str:
        return self.qualified[: -len(self.last)].removesuffix("::")

    @property
    def last(self) -> str:
        """The part after the last ::, where an operator's own text may hold anything."""
        head, operator, rest = self.qualified.partition("operator")
        if operator and not rest[:1].isalnum() and rest[:1] != "_":
            return self.qualified[head.rfind("::") + 2 if "::" in head else 0 :]
        return self.qualified.rpartition("::")[2]


def names_from_json(text: str) -> tuple[Name, ...]:
    """The core's "names" text, each once."""
    return tuple(dict.fromkeys(Name(qualified, kind) for qualified, kind in json.loads(text)))


def selection_options(names: Sequence[Name], options: Options, are_all: bool = True) -> list[str]:
    """The core's --exclude, --rename, --intent and --cooperative options for these names. `are_all`: they are
    all that the headers declare, so that a pattern which matches none is worth a warning; others are what
    questions about templates led to, which `include` has let pass.
    """
    if are_all:
        _warn_of_idle(names, options)
    dropped = _excluded(names, options if are_all else replace(options, include=()))
    kept = [n for n in names if n.qualified not in dropped]
    texts = [f"--exclude={name}={reason}" for name, reason in dropped.items()]
    texts += [f"--wanted={name}" for name in _wanted(kept, options)]
    texts += [f"--rename={name}={python}" for name, python in _renamed(kept, options).items()]
    texts += _intents(kept, options)
    functions = dict.fromkeys(n.qualified for n in kept if n.kind == "function")
    wanted = [re.compile(r) for r in options.cooperative]
    texts += [f"--cooperative={f}" for f in functions if any(r.fullmatch(f) for r in wanted)]
    return texts


def _wanted(names: Sequence[Name], options: Options) -> list[str]:
    """Implementation details that the option `include` asks for in so many words, with their members."""
    patterns = [re.compile(p) for p in options.include if DETAIL.search(p)]
    found = [n for n in names if DETAIL.search(n.qualified)] if patterns else []
    asked = {n.qualified for n in found if any(p.fullmatch(n.qualified) for p in patterns)}
    return list(dict.fromkeys(n.qualified for n in found if n.qualified in asked or n.scope in asked))


def _warn_of_idle(names: Sequence[Name], options: Options) -> None:
    """A warning for each pattern that no declared name matches: most likely it is misspelled."""
    for option in ("include", "exclude", "rename", "cooperative"):
        kinds = ("namespace",) if option == "rename" else ("namespace", "enumerator")
        known = {n.qualified: None for n in names if n.kind not in kinds}
        for pattern in getattr(options, option):
            if not any(map(re.compile(pattern).fullmatch, known)):
                hint = did_you_mean(pattern, known)
                warn_caller(f"option '{option}': nothing is called '{pattern}'{hint}")


def _excluded(names: Sequence[Name], options: Options) -> dict[str, str]:
    """Name to reason. A namespace never is: it goes when it is empty. Members follow their record."""
    # Of a record that is excluded nothing is left; one that is merely not included stays usable where
    # what is included uses it.
    include = [re.compile(r) for r in options.include]
    exclude = [re.compile(r) for r in options.exclude]
    records = {n.qualified for n in names if n.kind == "record"}
    dropped: dict[str, str] = {}
    for name in names:
        q = name.qualified
        if name.kind in ("namespace", "enumerator"):
            continue
        if any(r.fullmatch(q) for r in exclude):
            dropped[q] = EXCLUDED
        elif name.scope in records and dropped.get(name.scope, "").startswith(EXCLUDED):
            dropped[q] = f"{EXCLUDED} with '{name.scope}'"
        elif include and name.scope not in records and not any(r.fullmatch(q) for r in include):
            dropped[q] = "not named by the option 'include'"
    return dropped


def _renamed(names: Sequence[Name], options: Options) -> dict[str, str]:
    """Qualified name to Python name, for those that change. ConfigError when two names clash."""
    rules = [(re.compile(pattern), new) for pattern, new in options.rename.items()]
    renamed: dict[str, str] = {}
    by: dict[str, str] = {}  # the option that changed it
    for name in names:
        for option, new in (
            ("rename", _by_rule(name, rules)),
            ("prefix_strip", _without_prefix(name, options)),
        ):
            if new and new != name.last:
                renamed[name.qualified], by[name.qualified] = new, option
                break
    _check_clashes(names, renamed, by)
    return renamed


def _by_rule(name: Name, rules: Iterable[tuple[re.Pattern[str], str]]) -> str:
    """The name that the first matching rule gives; "" when none matches."""
    for pattern, new in rules:
        found = pattern.fullmatch(name.qualified)
        if found:
            python = found.expand(new)
            if not python.isidentifier():
                raise ConfigError(
                    f"option 'rename': '{name.qualified}' would become '{python}', which is no Python name",
                    "rename",
                )
            return python
    return ""


def _without_prefix(name: Name, options: Options) -> str:
    """The name less the first matching prefix, once; "" when none matches or no name would remain."""
    for prefix in options.prefix_strip.get(PREFIX_KIND.get(name.kind, ""), ()):
        rest = name.last.removeprefix(prefix)
        if rest != name.last and rest.isidentifier():
            return rest
    return ""


def _check_clashes(names: Sequence[Name], renamed: dict[str, str], by: dict[str, str]) -> None:
    """Two C++ names must not become one Python name: two functions would be one overload set."""
    taken: dict[tuple[str, str], Name] = {}
    for name in names:
        key = (name.scope, renamed.get(name.qualified, name.last))
        other = taken.setdefault(key, name)
        option = by.get(name.qualified) or by.get(other.qualified)
        if option and other.qualified != name.qualified:
            raise ConfigError(
                f"option '{option}': '{other.qualified}' and '{name.qualified}' would both be '{key[1]}'",
                option,
            )


def _intents(names: Sequence[Name], options: Options) -> list[str]:
    functions = dict.fromkeys(n.qualified for n in names if n.kind in ("function", "template"))
    texts = []
    for pattern, by_param in options.intents.items():
        matching = _functions_of(pattern, functions)
        if not matching:
            raise ConfigError(
                f"option 'intents': no function is called '{pattern}'{did_you_mean(pattern, functions)}",
                "intents",
            )
        for function in matching:
            texts += [f"--intent={function}:{p}={intent}" for p, intent in by_param.items() if intent]
    return texts


def _functions_of(pattern: str, functions: Iterable[str]) -> list[str]:
    """A name says itself (operators are no regexes); else every whole match."""
    if pattern in functions:
        return [pattern]
    try:
        compiled = re.compile(pattern)
    except re.error:
        return []
    return [f for f in functions if compiled.fullmatch(f)]
