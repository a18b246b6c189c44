"""The declaration model against clang's own AST: the same declarations with the same facts, or a difference.

Both sides become `{key: facts}`. Keys: mangled name and execution space of functions, mangled name of
variables, kind, name and place of all else. What one side lacks, or says otherwise, is one line of text.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

from .clang_ast import FUNCTIONS, PARAMETERS, SPACES, TEMPLATES, Clang, Node

Facts = dict[str, Any]
Entities = dict[tuple[Any, ...], Facts]

SPACE_NAMES = {0: "none", 1: "host", 2: "device", 3: "host_device", 4: "global", 5: "global"}
PLACE = re.compile(r"\((anonymous|unnamed)([^()]*?) at [^()]*\)")


def plain(text: str) -> str:
    """A type's text without the places of what has no name and without the tag's word before them."""
    return PLACE.sub(r"(\1\2)", text)


# ---- clang's side -----------------------------------------------------------------


class ClangEntities:
    """Reads the nodes of `Clang.declarations`."""

    def __init__(self, clang: Clang) -> None:
        self.clang = clang
        self.found: Entities = {}
        self.optional: set[tuple[Any, ...]] = set()
        self.roots: dict[str, str] = {}  # id of a redeclaration -> of the first one
        self.vanishing: set[str] = set()  # reserved namespaces that their own scope uses
        self.owned: dict[str, str] = {}  # id of a nameless tag -> the typedef that names it
        self.namespace = ""  # the innermost one, where friends live
        self.kept: dict[str, Facts] = {}  # facts by id, for redeclarations
        nodes = list(clang.declarations())
        for node in nodes:
            self._own(node)
        for node in nodes:
            self._read(node, "", "public", False)

    def _own(self, node: Node) -> None:
        used = node.get("nominatedNamespace", {}).get("name", "")
        if node.get("kind") == "UsingDirectiveDecl" and used.startswith("__"):
            self.vanishing.add(used)
        for inner in node.get("inner", ()):
            if node.get("kind") in ("TypedefDecl", "TypeAliasDecl") and inner.get("isTagOwned"):
                self.owned.setdefault(inner["decl"]["id"], node["name"])
            if inner:
                self._own(inner)

    def _place(self, node: Node) -> tuple[str, int, int] | None:
        loc = node.get("loc", {})
        loc = loc.get("expansionLoc", loc)
        return (loc["file"], loc["line"], loc["col"]) if "offset" in loc else None

    def _counts(self, node: Node) -> bool:
        place = self._place(node)
        return bool(place) and self.clang.counts(place[0] if place else None)

    def _root(self, node: Node) -> str:
        known = self.roots.get(node.get("previousDecl", ""), node.get("previousDecl"))
        self.roots[node["id"]] = known or node["id"]
        return self.roots[node["id"]]

    def _read(self, node: Node, scope: str, access: str, in_record: bool, is_friend: bool = False) -> None:
        kind = node.get("kind", "")
        if kind == "NamespaceDecl":
            name = node.get("name", "")
            name = "" if node.get("isInline") or name in self.vanishing else name
            inner_scope = f"{scope}::{name}".strip(":") if name else scope
            if name and self._counts(node):
                self.found[("namespace", inner_scope)] = {}
            outer, self.namespace = self.namespace, inner_scope
            for inner in node.get("inner", ()):
                self._read(inner, inner_scope, "public", False)
            self.namespace = outer
        elif kind in ("LinkageSpecDecl", "ExportDecl"):
            for inner in node.get("inner", ()):
                self._read(inner, scope, access, in_record)
        elif node.get("isImplicit") or (not in_record and not self._counts(node)):
            return
        elif kind == "FriendDecl":
            for inner in node.get("inner", ()):
                if inner.get("kind") in TEMPLATES:
                    self._root(inner)
                if inner.get("kind") in FUNCTIONS:
                    self._read(inner, self.namespace, "public", False, True)
        elif kind in FUNCTIONS:
            self._function(node, scope, access, is_friend)
        elif kind in ("CXXRecordDecl", "ClassTemplateSpecializationDecl"):
            self._record(node, scope, access)
        elif kind == "EnumDecl":
            self._enum(node, scope, access)
        elif kind in ("TypedefDecl", "TypeAliasDecl"):
            if self._root(node) == node["id"]:
                facts = {"type": plain(node["type"]["qualType"]), "access": access}
                self._add(("alias", join(scope, node["name"]), *self._at(node)), facts)
        elif kind == "VarDecl":
            self._variable(node, scope, access)
        elif kind in TEMPLATES:
            self._template(node, scope)
        elif kind == "NamespaceAliasDecl":
            self._add(("namespace_alias", join(scope, node["name"])), {})

    def _at(self, node: Node) -> tuple[str, int, int]:
        place = self._place(node)
        assert place
        return os.path.basename(place[0]), place[1], place[2]

    def _add(self, key: tuple[Any, ...], facts: Facts) -> None:
        self.found.setdefault(key, facts)

    def _function(self, node: Node, scope: str, access: str, is_friend: bool) -> None:
        root = self._root(node)
        inner = node.get("inner", ())
        params = [i for i in inner if i.get("kind") == "ParmVarDecl"]
        defaults = [bool(p.get("init")) for p in params]
        if root in self.kept:  # a redeclaration, or an out-of-line definition
            old = self.kept[root]
            for text, new in zip(old["default_text"], default_texts(params), strict=True):
                text.take(new)
            old["defaults"] = [a or b for a, b in zip(old["defaults"], defaults, strict=True)]
            old["constexpr"] |= bool(node.get("constexpr"))
            return
        is_elsewhere = "parentDeclContextId" in node and not is_friend
        if is_elsewhere and node["kind"] != "FunctionDecl":
            return  # the definition of a member of a class in a file that does not count
        space = 0
        for i in inner:
            space |= SPACES.get(i.get("kind", ""), 0)
        suffix = function_suffix(node["type"]["qualType"]).partition("->")[0]
        has_quals = node["kind"] in ("CXXMethodDecl", "CXXConversionDecl")
        facts = {
            "name": join(scope, node["name"]),
            "params": [plain(p["type"]["qualType"]) for p in params],
            "defaults": defaults,
            "variadic": bool(node.get("variadic")),
            "deleted": bool(node.get("explicitlyDeleted")),
            "defaulted": node.get("explicitlyDefaulted") in ("default", "deleted"),
            "constexpr": bool(node.get("constexpr")),
            "virtual": bool(node.get("virtual")),
            "pure": bool(node.get("pure")),
            "static": node["kind"] == "CXXMethodDecl" and node.get("storageClass") == "static",
            "const": has_quals and "const" in suffix.split(),
            "volatile": has_quals and "volatile" in suffix.split(),
            "ref": "&&" if "&&" in suffix else "&" if "&" in suffix.split() else "",
            "access": "public" if is_friend else access,
        }
        facts |= self._words(node, params)
        if facts["deleted"]:
            facts.pop("defaulted")
        if facts.get("defaulted"):
            facts.pop("constexpr")  # clang's dump says what it may be, not what is written
        if is_elsewhere:
            facts.pop("name")  # a specialization outside of its namespace
        if not facts["virtual"]:
            facts.pop("virtual")  # clang's dump says what is written, not what overrides
        if "mangledName" not in node:
            return  # of a template's
        key = ("function", node["mangledName"], SPACE_NAMES[space])
        self.kept[root] = self.found.setdefault(key, facts)
        if is_friend:
            self.optional.add(key)

    def _words(self, node: Node, params: list[Node]) -> Facts:
        """The result's type, where the function's type shows it plainly, and default arguments as written."""
        found: Facts = {"default_text": default_texts(params)}
        has_result = node["kind"] in ("FunctionDecl", "CXXMethodDecl")
        text = result_text(node["type"]["qualType"]) if has_result else ""
        return found | {"result": plain(text)} if text else found

    def _record(self, node: Node, scope: str, access: str) -> None:
        if node.get("TemplateInstantiationPattern") or not node.get("completeDefinition"):
            return
        name = node.get("name") or self.owned.get(node["id"], "")
        is_special = node["kind"] == "ClassTemplateSpecializationDecl"
        own_scope = join(scope, name)
        data = node.get("definitionData", {})
        now = "private" if node.get("tagUsed") == "class" else "public"
        fields = []
        for inner in node.get("inner", ()):
            kind = inner.get("kind")
            if kind == "AccessSpecDecl":
                now = inner["access"]
            elif kind == "FieldDecl":
                fields.append(
                    {
                        "name": inner.get("name", ""),
                        "type": plain(inner["type"]["qualType"]),
                        "mutable": bool(inner.get("mutable")),
                        "access": now,
                        "width": _constant(inner) if inner.get("isBitfield") else None,
                    }
                )
            elif kind and not is_special:
                self._read(inner, own_scope, now, True)
        facts = {
            "tag": node["tagUsed"],
            "access": access,
            "fields": fields,
            "bases": [
                (plain(b["type"]["qualType"]), b["access"], bool(b.get("isVirtual")))
                for b in node.get("bases", ())
            ],
            "polymorphic": bool(data.get("isPolymorphic")),
            "abstract": bool(data.get("isAbstract")),
        }
        self._add(("record", "" if is_special else own_scope, *self._at(node)), facts)

    def _enum(self, node: Node, scope: str, access: str) -> None:
        name = node.get("name") or self.owned.get(node["id"], "")
        values: list[tuple[str, int]] = []
        following = 0
        for inner in node.get("inner", ()):
            if inner.get("kind") == "EnumConstantDecl":
                given = _constant(inner)
                following = following if given is None else given
                values.append((inner["name"], following))
                following += 1
        if not values:
            return  # a forward declaration; an enum without enumerators says nothing more
        facts = {"scoped": bool(node.get("scopedEnumTag")), "values": values, "access": access}
        if "fixedUnderlyingType" in node:
            under = node["fixedUnderlyingType"]
            facts["underlying"] = under.get("desugaredQualType", under["qualType"])
        self._add(("enum", join(scope, name), *self._at(node)), facts)

    def _variable(self, node: Node, scope: str, access: str) -> None:
        if "mangledName" not in node:
            return
        facts = {
            "name": join(scope, node["name"]),
            "type": plain(node["type"]["qualType"]),
            "constexpr": bool(node.get("constexpr")),
            "access": access,
        }
        self._add(("variable", node["mangledName"]), facts)

    def _template(self, node: Node, scope: str) -> None:
        params = []
        for inner in node.get("inner", ()):
            if inner.get("kind") in PARAMETERS:
                params.append(
                    [
                        PARAMETERS[inner["kind"]],
                        inner.get("name", ""),
                        bool(inner.get("isParameterPack")),
                        "defaultArg" in inner,
                    ]
                )
        root = self._root(node)
        if root in self.kept:
            for old, new in zip(self.kept[root]["params"], params, strict=True):
                old[1] = old[1] or new[1]
                old[3] |= new[3]
            return
        if "parentDeclContextId" in node and node["kind"] == "FunctionTemplateDecl":
            return  # the definition of a class template's member
        key = ("template", TEMPLATES[node["kind"]], join(scope, node["name"]), *self._at(node))
        self.kept[root] = self.found.setdefault(key, {"params": params})


def _constant(node: Node) -> int | None:
    """The value of the constant expression below a node; None when there is none."""
    for inner in node.get("inner", ()):
        if inner.get("kind") == "ConstantExpr":
            return int(inner["value"])
        found = _constant(inner)
        if found is not None:
            return found
    return None


class Default(str):
    """A default argument's text, or "" where none is known: it equals every other then."""

    known: str

    def __new__(cls, text: str) -> Default:
        self = super().__new__(cls, text)
        self.known = squeezed(text)
        return self

    def take(self, other: Default) -> None:
        """What a redeclaration says."""
        self.known = self.known or other.known

    def __eq__(self, other: object) -> bool:
        theirs = getattr(other, "known", other)
        return not self.known or not theirs or self.known == theirs

    def __repr__(self) -> str:
        return repr(self.known)

    __hash__ = str.__hash__


def squeezed(text: str) -> str:
    return "".join(text.split())


def default_texts(params: list[Node]) -> list[Default]:
    """The text of each parameter's default argument; none is known of what macros write."""
    return [Default(_source_text(p)) for p in params]


def _source_text(param: Node) -> str:
    inner = [i for i in param.get("inner", ()) if "range" in i and not i.get("kind", "").endswith("Attr")]
    if not param.get("init") or not inner:
        return ""
    begin, end = inner[-1]["range"]["begin"], inner[-1]["range"]["end"]
    if "offset" not in begin or "offset" not in end or begin.get("file") != end.get("file"):
        return ""
    with open(begin["file"], "rb") as file:
        return file.read()[begin["offset"] : end["offset"] + end["tokLen"]].decode(errors="replace")


def result_text(text: str) -> str:
    """The result in the text of a function's type; "" where that takes a parser to tell."""
    if "(*" in text or "(&" in text or "->" in text or "decltype" in text:
        return ""
    depth = 0
    for i, letter in enumerate(text):
        if letter == "(" and not depth:
            return text[:i].rstrip()
        depth += (letter in "(<[") - (letter in ")>]")
    return ""


def join(scope: str, name: str) -> str:
    return f"{scope}::{name}" if scope and name else scope or name


def function_suffix(text: str) -> str:
    """What stands behind the parameter list of a function's type."""
    depth = 0
    for i in range(len(text) - 1, -1, -1):
        depth += (text[i] == ")") - (text[i] == "(")
        if text[i] == ")" and depth == 1 and not text[i + 1 :].lstrip().startswith("("):
            rest = text[i + 1 :]
            if not rest.strip().startswith("noexcept(") and "noexcept" not in text[:i].rpartition(" ")[2]:
                return rest
    return ""


# ---- the model's side -------------------------------------------------------------


def model_entities(model: Facts) -> Entities:
    """The same of `numbast.inspect`'s data."""
    found: Entities = {}
    names = [f["name"].rpartition("/")[2] for f in model["files"]]

    def at(d: Facts) -> tuple[str, int, int]:
        return names[d["loc"][0]], d["loc"][1], d["loc"][2]

    for d in model["decls"]:
        for key, facts in _entities(d, at):
            found.setdefault(key, facts)
    return found


class _Either(str):
    """A text that another one may stand for: clang says what a typedef's array decays to."""

    other: str

    def __new__(cls, text: str, other: str) -> _Either:
        self = super().__new__(cls, text)
        self.other = other
        return self

    def __eq__(self, text: object) -> bool:
        return str.__eq__(self, text) is True or self.other == text

    __hash__ = str.__hash__


def decayed(text: str) -> str:
    """A parameter's type as an argument has it: an array is a pointer."""
    found = re.fullmatch(r"([^()]*?) ?\[[^\]]*\]((?:\[[^\]]*\])*)", text)
    if not found:
        return text
    return f"{found[1]} (*){found[2]}" if found[2] else f"{found[1]} *"


def _written(d: Facts) -> str:
    return plain(d.get("written", d["type"]["spelling"] if "type" in d else ""))


def _entities(d: Facts, at: Any) -> Iterator[tuple[tuple[Any, ...], Facts]]:
    kind = d["kind"]
    access = d.get("access", "public")
    if kind == "namespace" and d["name"] and not d.get("inline"):
        yield ("namespace", d["qualified"]), {}
    elif kind == "namespace_alias":
        yield ("namespace_alias", d["qualified"]), {}
    elif kind == "alias":
        yield ("alias", d["qualified"], *at(d)), {"type": plain(d["underlying"]), "access": access}
    elif kind == "function":
        yield from _function(d, access)
    elif kind == "variable" and "mangled" in d:
        facts = {"name": d["qualified"], "type": _written(d), "constexpr": d.get("constexpr", False)}
        yield ("variable", d["mangled"]), facts | {"access": access}
    elif kind == "enum" and d["enumerators"]:
        values = [(e["name"], e["value"]) for e in d["enumerators"]]
        facts = {"scoped": d.get("scoped", False), "values": values, "access": access}
        yield ("enum", d["qualified"], *at(d)), facts | {"underlying": d["underlying"]["spelling"]}
    elif kind == "template":
        params = [[p["kind"], p.get("name", ""), p.get("pack", False), "default" in p] for p in d["params"]]
        yield ("template", d["template"], d["qualified"], *at(d)), {"params": params}
    elif kind == "record" and d.get("complete") and not d.get("instance"):
        yield from _record(d, access, at)


def _function(d: Facts, access: str) -> Iterator[tuple[tuple[Any, ...], Facts]]:
    if "mangled" not in d:
        return
    facts: Facts = {
        "name": d["qualified"],
        "params": [_Either(decayed(_written(p)), plain(p["type"]["spelling"])) for p in d["params"]],
        "defaults": ["default" in p for p in d["params"]],
        "ref": d.get("ref", ""),
        "access": access,
        "result": _Either(plain(d.get("written", d["result"]["spelling"])), plain(d["result"]["spelling"])),
        "default_text": [Default(p.get("default", "")) for p in d["params"]],
    }
    for flag in (
        "variadic",
        "deleted",
        "defaulted",
        "constexpr",
        "virtual",
        "pure",
        "static",
        "const",
        "volatile",
    ):
        facts[flag] = d.get(flag, False)
    yield ("function", d["mangled"], d["space"]), facts


def _record(d: Facts, access: str, at: Any) -> Iterator[tuple[tuple[Any, ...], Facts]]:
    fields = []
    inner = [*d["functions"], *d["members"]]
    for f in d["fields"]:
        one = {"name": f.get("name", ""), "type": _written(f), "mutable": f.get("mutable", False)}
        fields.append(one | {"access": f.get("access", "public"), "width": f.get("width")})
        inner += [f[k] for k in ("anonymous", "record") if k in f]
    facts = {
        "tag": d["record"],
        "access": access,
        "fields": fields,
        "bases": [
            (
                plain(b.get("written", b["type"]["spelling"])),
                b.get("access", "public"),
                b.get("virtual", False),
            )
            for b in d.get("bases", ())
        ],
        "polymorphic": d.get("polymorphic", False),
        "abstract": d.get("abstract", False),
    }
    is_special = d.get("specialization", False)
    yield ("record", "" if is_special else d["qualified"], *at(d)), facts
    for member in () if is_special else inner:
        yield from _entities(member, at)


# ---- comparing --------------------------------------------------------------------


def differences(ours: Entities, theirs: Entities, optional: set[tuple[Any, ...]]) -> list[str]:
    """A line for each difference, sorted."""
    lines = [f"only in the model: {key} {ours[key]}" for key in ours.keys() - theirs.keys()]
    lines += [f"only in clang: {key} {theirs[key]}" for key in theirs.keys() - ours.keys() - optional]
    for key in ours.keys() & theirs.keys():
        for fact in ours[key].keys() & theirs[key].keys():
            if ours[key][fact] != theirs[key][fact]:
                lines.append(f"{key}: {fact}: model {ours[key][fact]!r}, clang {theirs[key][fact]!r}")
    return sorted(lines)
