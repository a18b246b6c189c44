"""Functions of Python that C++ calls, for the CPU runner.

numbast gives C++ a class `numbast_call::fn<number, result, parameters...>`, whose operator() calls a symbol
of that number and these types with the result's address and the parameters'. On a device both come as
LTO-IR. Here operator() is written once more, to call through a pointer, and the function's LLVM IR joins the
kernel's.
"""

from __future__ import annotations

from typing import Any

NAME = "numbast_call::fn<"
#: Symbol -> LLVM IR of the functions for C++ that this process compiled.
CODE: dict[str, list[str]] = {}


def record() -> None:
    """Keeps the functions for C++ from now on: numbast compiles each once, whatever kernel wants it first."""
    from numba.cuda import compiler

    plain = compiler._compile_pyfunc_with_fixup

    def compiling(*args: Any, **options: Any) -> Any:
        made = plain(*args, **options)
        symbol = (options.get("abi_info") or {}).get("abi_name", "")
        if symbol.startswith("numbast_call_"):
            CODE[symbol] = list(made[0].llvm_strs)
        return made

    compiler._compile_pyfunc_with_fixup = compiling


def used(text: str) -> dict[str, list[str]]:
    """Symbol -> number, result and parameters of the functions that C++ text names."""
    if NAME not in text:
        return {}
    from numbast.runtime.cache import cache_key

    found: dict[str, list[str]] = {}
    for part in text.split(NAME)[1:]:
        words, depth = [""], 1
        for c in part:
            depth += (c in "<(") - (c in ">)")
            if depth == 0:
                break
            if c == "," and depth == 1:
                words.append("")
            else:
                words[-1] += c
        number, *names = (word.strip() for word in words)
        symbol = f"numbast_call_{number}_{cache_key('', *names)[1:9]}"
        if symbol in CODE:
            found[symbol] = [number, *names]
    return found


def pointer_of(symbol: str) -> str:
    """The variable of a shim library that holds a function's address."""
    return f"at_{symbol}"


def definitions(text: str) -> str:
    """C++ text of operator() of all functions that `text` uses; it stands before their first use."""
    made = ""
    for symbol, words in used(text).items():
        _, result, *parameters = words
        taken = ", ".join(f"{t} a{i}" for i, t in enumerate(parameters))
        places = "".join(f", (const void *)__builtin_addressof(a{i})" for i in range(len(parameters)))
        body = f"{pointer_of(symbol)}((void *)0{places});"
        if result != "void":
            call = f"{pointer_of(symbol)}(r{places}); return *({result} *)r;"
            body = f"alignas({result}) char r[sizeof({result})]; {call}"
        pointed = ", ".join(["void *", *["const void *"] * len(parameters)])
        made += f'extern "C" {{ int (*{pointer_of(symbol)})({pointed}); }}\n'
        made += f"template <> {result} {NAME}{', '.join(words)}>::operator()({taken}) const {{ {body} }}\n"
    return made
