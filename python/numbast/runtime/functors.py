"""Device functions of Python where C++ wants something that it can call.

A function becomes an object of a class of its own, `numbast_call::fn<number, result, parameters...>`, whose
operator() is defined in a unit of its own and calls the function; link-time optimisation puts it where it is
called. Its parameters are those of the function's own signature, or, where it has none, all of the type that
the call's other arguments have, or the class that it is a member of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .backend_numba_cuda import Emitter
from .cache import cache_key
from .codes import cxx_spelling
from .engines import extensions
from .failures import TemplateError
from .handles import Record
from .parts import part_objects
from .template_text import argument_texts
from .units import Units

#: What every set of questions, and every unit of their answers, begins with.
FUNCTOR_TEXT = (
    "namespace numbast_call { template <unsigned long long, class R, class... A> struct fn "
    "{ __device__ R operator()(A...) const; };\n"
    "template <class> struct extent { static constexpr int value = -1; };\n"
    "template <class T, int N> struct extent<T (&)[N]> { static constexpr int value = N; }; }\n"
)
_MOST_PARAMETERS = 4
#: Of a function of C++: a class whose objects call what the text behind `n_`, in hexadecimal, names.
_NAMED = re.compile(r"numbast_call::named<(?:numbast_call::)?n_([0-9a-f]+)>")


def named_class(qualified: str) -> str:
    """The class of objects that call the functions of a name."""
    return f"numbast_call::named<numbast_call::n_{qualified.encode().hex()}>"


def with_functions(text: str) -> str:
    """A text with the functions' names for such classes."""
    return _NAMED.sub(lambda m: bytes.fromhex(m[1]).decode(), text)


def named_text(text: str, before: str = "") -> str:
    """The definitions of such classes that a text mentions, a line each, without those that `before` has."""
    lines = []
    for code in dict.fromkeys(_NAMED.findall(text)):
        call = f"::{bytes.fromhex(code).decode().removeprefix('::')}(static_cast<A &&>(a)...)"
        lines.append(
            f"namespace numbast_call {{ template <class> struct named; struct n_{code}; "
            f"template <> struct named<n_{code}> {{ template <class... A> __device__ auto "
            f"operator()(A &&...a) const -> decltype({call}) {{ return {call}; }} }}; }}\n"
        )
    return "".join(line for line in lines if line not in before)


class _FunctorMemory:
    """A callee of the function that C++ calls: reads a parameter of a type, or writes the result."""

    rows = ()
    qualified = "numbast_call"

    def __init__(self, functors: Functors, of: Any, is_result: bool) -> None:
        self.engine, self.of, self.is_result = functors.engine, of, is_result
        self._numba_type_ = functors.memory_type(self)

    def body(self, e: Any, want: Any, types: Sequence[Any], values: Sequence[Any], names: Any) -> Any:
        align = int(self.engine.element_alignment(self.of)) or int(self.engine.k.shape(self.of)[1])
        place = e.to_pointer(values[0])
        if not self.is_result:
            return e.load(self.of, place, align)
        e.store(self.of, e.cast(self.engine.plain(types[1]), self.of, values[1]), place, align)
        return e.none()


class Functor:
    """A device function as C++ sees it, for one signature."""

    def __init__(self, number: int, function: Any, parameters: Sequence[Any], result: Any) -> None:
        self.number = number
        self.function = function
        self.parameters = tuple(parameters)
        self.result = result
        self.linked: dict[str, list[Any]] = {}  # by arch

    def spelling(self, names: Sequence[str]) -> str:
        return f"numbast_call::fn<{self.number}, {', '.join(names)}>"

    def told(self, text: str, names: Sequence[str]) -> str:
        """A compiler's words with the function's own name."""
        result, *rest = names
        name = f"{self.function.dispatcher.py_func.__name__}({', '.join(rest)})"
        for number in (f"{self.number}", f"{self.number}ULL"):
            for comma in (", ", ","):
                text = text.replace(f"numbast_call::fn<{comma.join([number, *names])}>", name)
        given = f"<unnamed>={self.number}ULL, R={result}, A=<{', '.join(rest)}>"
        return text.replace(f"numbast_call::fn<<unnamed>, R, A...>::operator() [with {given}]", name)

    def definition(self, names: Sequence[str], symbol: str) -> str:
        """The C++ text of operator()."""
        result, *rest = names
        given = ", ".join(f"{t} a{i}" for i, t in enumerate(rest))
        places = "".join(f", __builtin_addressof(a{i})" for i in range(len(rest)))
        pointers = ", const void *" * len(rest)
        head = f"template <> __device__ {result} {self.spelling(names)}::operator()({given}) const"
        call = f"{symbol}({'nullptr' if result == 'void' else 'r'}{places});"
        if result != "void":
            call = f"alignas({result}) char r[sizeof({result})]; {call} return *({result} *)r;"
        return f'extern "C" __device__ int {symbol}(void *{pointers});\n{head} {{ {call} }}\n'


class Functors:
    """The functors of an engine."""

    def __init__(self, engine: Any) -> None:
        self.engine, self.k = engine, engine.k
        self._known: dict[tuple[Any, ...], Functor] = {}
        self._numbers: dict[Any, int] = {}
        self._of_record: dict[Any, tuple[Functor, Any, list[str]]] = {}
        self.failures: dict[Any, str] = {}  # of the functions that can't be called, why
        self.memory_type = self._define()
        self.k.target.target_context._insert_cast_defn(
            [
                (self._cast, (self.k.types.Dispatcher, engine.types.RecordType)),
                (self._cast_named, (engine.types.FunctionType, engine.types.RecordType)),
            ]
        )

    def _define(self) -> Any:
        k = self.k

        class MemoryType(self.engine.types.FunctionType):  # type: ignore[misc,name-defined]
            """The type of a reader or writer: its calls come typed."""

            def get_call_type(self, context: Any, args: Sequence[Any], kws: Any) -> Any:
                return k.signature(k.types.none if self.handle.is_result else self.handle.of, *args)

            def get_impl_key(self, sig: Any) -> Any:
                k.insert(self.handle, self.handle.body)
                return self.handle

        k.register_model(MemoryType)(k.OpaqueModel)
        return MemoryType

    def _cast(self, context: Any, builder: Any, fromty: Any, toty: Any, value: Any) -> Any:
        """A function as the object of its functor, which has no members."""
        e = Emitter(context, builder)
        self.link(e, toty)
        return e.ir.Constant(context.get_value_type(toty), None)

    def _cast_named(self, context: Any, builder: Any, fromty: Any, toty: Any, value: Any) -> Any:
        return Emitter(context, builder).ir.Constant(context.get_value_type(toty), None)

    # ---- typing --------------------------------------------------------------
    def named(self, handle: Any, ty: Any) -> Any:
        """The class of an object that calls what a name of C++'s means, where the callee's library has it;
        other types as they are. Raises the backend's TypingError.
        """
        types, oracle = self.engine.types, handle.library.oracle
        if not isinstance(ty, (types.FunctionType, types.ClassType)):
            return ty
        f = ty.handle
        is_there = oracle is not None and getattr(f.library, "oracle", None) is oracle
        if isinstance(ty, types.ClassType) or not is_there or f.with_object:
            raise self.engine.refusal(f"{handle.qualified} gets {ty}: {_instead(types, ty)}")
        try:
            return oracle.instance(named_class(f.qualified))._object_type
        except TemplateError as e:
            raise self.engine.refusal(f"{handle.qualified} gets {ty}: {e}") from None

    def is_function(self, ty: Any) -> bool:
        return isinstance(ty, self.k.types.Dispatcher)

    def choices(self, handle: Any, this: Any, context: Any, args: Sequence[Any]) -> Iterator[list[Any]]:
        """The argument types with functors for functions, by what the functions may be called with."""
        oracle = handle.library.oracle
        kinds = [self.k.types.int32] if oracle is None else self._kinds(oracle, this, args)
        for kind in kinds:
            made = []
            for a in args:
                found = self._record(oracle, context, a, kind) if self.is_function(a) and oracle else a
                made.append(found)
            if None not in made:
                yield made

    def _kinds(self, oracle: Any, this: Any, args: Sequence[Any]) -> list[Any]:
        """The types that functions may be called with: of the arguments, then of the object's class."""
        found: dict[Any, None] = {}
        for a in args:
            if isinstance(a, self.k.types.Literal) or self.is_function(a):
                continue
            ty = self.engine.plain(a)
            ty = getattr(ty, "dtype", ty) if not isinstance(ty, self.engine.types.RecordType) else ty
            found[ty] = None
        for text in argument_texts(getattr(this, "spelling", "")):
            try:
                made = oracle.instance(text)
            except TemplateError:
                continue
            found[made._object_type if isinstance(made, Record) else made] = None
        literals = [self.engine.plain(a) for a in args if isinstance(a, self.k.types.Literal)]
        return [*found, *literals] or [self.k.types.int32]

    def _record(self, oracle: Any, context: Any, ty: Any, kind: Any) -> Any:
        """The class of a function's functor; None when the function can't be called with these types."""
        dispatcher = ty.dispatcher
        count = dispatcher.py_func.__code__.co_argcount
        declared = [] if getattr(dispatcher, "_can_compile", True) else [*dispatcher.overloads]
        for parameters in declared or [(kind,) * count]:
            try:
                signature = ty.get_call_type(context, tuple(parameters), {})
            except self.k._typing_failures as e:
                self.failures.setdefault(ty, str(e))
                continue
            names = self._names(oracle.library, [signature.return_type, *parameters])
            if names is None or count > _MOST_PARAMETERS:
                continue
            key = (dispatcher, *parameters)
            functor = self._known.get(key)
            if functor is None:
                number = self._numbers.setdefault(dispatcher, len(self._numbers) + 1)
                functor = self._known[key] = Functor(number, ty, parameters, signature.return_type)
            try:
                made = oracle.instance(functor.spelling(names))
            except TemplateError:  # a static module that can't ask
                continue
            self._of_record[made._object_type] = functor, made.library, names
            return made._object_type
        return None

    def _names(self, library: Any, types: Sequence[Any]) -> list[str] | None:
        """C++'s names of Numba types, none for what C++ has no values of."""
        names = []
        for i, ty in enumerate(types):
            operand = self.engine.operand(library, ty)
            if i == 0 and operand.form == "null":
                names.append("void")
            elif operand.form == "value" and operand.types:
                names.append(cxx_spelling(operand.types[0]))
            else:
                return None
        return names

    def told(self, text: str) -> str:
        """A compiler's words with the functions' own names."""
        text = with_functions(text)
        for functor, _, names in self._of_record.values() if "numbast_call::fn<" in text else ():
            text = functor.told(text, names)
        return text

    # ---- code ----------------------------------------------------------------
    def link(self, e: Any, record: Any) -> None:
        """Links a functor's code: operator(), and the function that it calls."""
        functor, library, names = self._of_record[record]
        arch = self.engine.arch()
        found = functor.linked.get(arch)
        if found is None:
            symbol = f"numbast_call_{functor.number}_{cache_key('', *names)[1:9]}"
            table = {**library.table, "rows": (), "alone": False}
            table["units"] = ((0, 1, functor.definition(names, symbol)),)
            units = Units(table, None, library.include_dirs)
            units.pace = library.units.pace
            unit = units.compiled(0, arch)
            code, inputs = _compiled_function(self.k, self._called(functor), len(names), symbol)
            texts = {f"{symbol}_operator": unit.ltoir, symbol: code}
            found = [_linkable(self.k, name, ltoir) for name, ltoir in texts.items()]
            found = functor.linked[arch] = [*found, *inputs]
        for item in found:
            e.link(item)

    def _called(self, functor: Functor) -> Callable[..., int]:
        """The Python function behind operator(): the result's place, then those of the parameters."""
        f = functor.function.dispatcher
        load: list[Any] = [_FunctorMemory(self, ty, False) for ty in functor.parameters]
        a, b, c, d = load + [None] * (_MOST_PARAMETERS - len(load))
        if self.engine.plain(functor.result) == self.k.types.none:
            return _functor_calls_of_nothing(f, a, b, c, d)[len(load)]
        return _functor_calls(f, _FunctorMemory(self, functor.result, True), a, b, c, d)[len(load)]


def _linkable(k: Any, name: str, ltoir: bytes) -> Any:
    """Code for the linker, which a kept kernel needn't have."""
    found = k.cuda.LTOIR(ltoir, name=name)
    found.numbast_functor, found.numbast_key = name, cache_key("functor", ltoir.hex())
    return found


def _compiled_function(
    k: Any, function: Callable[..., int], count: int, symbol: str
) -> tuple[bytes, list[Any]]:
    """(LTO-IR, what it is linked with) of a function of `count` addresses."""
    from numba.cuda.compiler import _compile_pyfunc_with_fixup

    cc = tuple(k.capability())
    signature = k.types.int32(*[k.types.voidptr] * count)
    library, _ = _compile_pyfunc_with_fixup(
        function, signature, device=True, cc=cc, abi="c", abi_info={"abi_name": symbol}, lto=True
    )
    return bytes(library.get_ltoir(cc=cc)), list(library._linking_files)


def _functor_calls(f: Any, store: Any, a: Any, b: Any, c: Any, d: Any) -> list[Callable[..., int]]:
    """By the number of parameters."""

    def none(r: Any) -> int:
        store(r, f())
        return 0

    def one(r: Any, x: Any) -> int:
        store(r, f(a(x)))
        return 0

    def two(r: Any, x: Any, y: Any) -> int:
        store(r, f(a(x), b(y)))
        return 0

    def three(r: Any, x: Any, y: Any, z: Any) -> int:
        store(r, f(a(x), b(y), c(z)))
        return 0

    def four(r: Any, x: Any, y: Any, z: Any, w: Any) -> int:
        store(r, f(a(x), b(y), c(z), d(w)))
        return 0

    return [none, one, two, three, four]


def _functor_calls_of_nothing(f: Any, a: Any, b: Any, c: Any, d: Any) -> list[Callable[..., int]]:
    def none(r: Any) -> int:
        f()
        return 0

    def one(r: Any, x: Any) -> int:
        f(a(x))
        return 0

    def two(r: Any, x: Any, y: Any) -> int:
        f(a(x), b(y))
        return 0

    def three(r: Any, x: Any, y: Any, z: Any) -> int:
        f(a(x), b(y), c(z))
        return 0

    def four(r: Any, x: Any, y: Any, z: Any, w: Any) -> int:
        f(a(x), b(y), c(z), d(w))
        return 0

    return [none, one, two, three, four]


def _why(library: Any, failures: dict[Any, str]) -> str:
    """What keeps a function from becoming an object."""
    if getattr(library.oracle, "elsewhere", library) is None:  # of a static module
        return (
            f"of Python, which is compiled for C++ by NVRTC behind the headers of '{library.name}', and one "
            "of these isn't there: install them (include_dirs), or list a function object of C++ in "
            "'functors' (--functor 'cuda::std::plus<>') and pass that"
        )
    reasons = "".join(f"\n{ty.dispatcher.py_func.__name__}: {why}" for ty, why in failures.items())
    return (
        "that can't be called with the types of the call's other arguments: give it a signature, "
        f"@cuda.jit('float32(float32, float32)', device=True){reasons}"
    )


def _instead(types: Any, named: Any) -> str:
    """What to pass for a name of C++'s that is no value of a kernel."""
    if isinstance(named, types.ClassType):
        return f"pass an object, {named.handle.qualified}(...)"
    return (
        "C++ passes its address, which kernels don't have; pass a device function that calls it, "
        "@cuda.jit(device=True)"
    )


def install_functors(engine: Any) -> None:
    """Lets calls take functions for C++'s callables."""
    functors, types, k = Functors(engine), engine.types, engine.k

    def taking(plain: Callable[..., Any]) -> Callable[..., Any]:
        def get_call_type(self: Any, context: Any, args: Sequence[Any], kws: dict[str, Any]) -> Any:
            args = tuple(functors.named(self.handle, a) for a in args)
            kws = {name: functors.named(self.handle, a) for name, a in kws.items()}
            if not any(map(functors.is_function, args)):
                return plain(self, context, args, kws)
            refused: Exception | None = None
            functors.failures.clear()
            for given in functors.choices(self.handle, getattr(self, "this", None), context, args):
                try:
                    return plain(self, context, given, kws)
                except k._typing_failures as e:
                    refused = refused or e
            why = _why(self.handle.library, functors.failures)
            raise refused or k.TypingError(f"{self.handle.qualified} gets a function {why}")

        return get_call_type

    plain_refusal = engine.refusal
    engine.refusal = lambda text, *rest: plain_refusal(functors.told(text), *rest)

    for cls in (types.FunctionType, types.MethodType, types.ClassType):
        cls.get_call_type = taking(cls.get_call_type)


extensions.append(install_functors)
part_objects["named_text"] = named_text
