"""The values of constant arrays in the model, and initialisers of what has no value."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import numbast

HEADER = """\
#pragma once
#define N 3
struct Two { int x; float y; constexpr Two(int a, float b) : x(a), y(b) {} };
enum class Hue : short { red = -2, green };
constexpr int twice(int n) { return 2 * n; }
namespace k {
constexpr int ints[2][3] = {{1, twice(2), N}, {4, -5}};
constexpr float floats[] = {1.5f, -0.0f, 1e30f * 1e30f, 0.1f};
constexpr double doubles[2] = {0.1, 1};
constexpr bool flags[2] = {true};
constexpr Hue hues[2] = {Hue::red, Hue::green};
constexpr unsigned long long wide[1] = {~0ull};
constexpr unsigned char raw[3] = {'a', 255};
constexpr wchar_t letters[] = L"ab";
const int hosted[2] = {7, 8};
static const float merely[1] = {7};
constexpr char text[] = "abc";
constexpr int big[5000] = {1};
constexpr long double longs[1] = {1};
int changes[1] = {1};
}
__device__ const int dd[2] = {1, 2};
struct C { static constexpr int n[2] = {1, 2}; private: static constexpr int p[1] = {1}; };
namespace { constexpr int unnamed[1] = {5}; }
#define MAKE(name) constexpr int name[2] = {1, 2}; constexpr Two obj_##name(1, N);
MAKE(made)
constexpr Two braces{1, 2.f};
__constant__ float table[2] = {1, N};
extern const int later[2];
template <class T> struct Tm { static constexpr int own[1] = {1}; };
"""
VALUES = {
    "k::ints": ("i", [[1, 4, 3], [4, -5, 0]]),
    "k::floats": ("f", ["1.5", "-0.0", "inf", "0.10000000149011612"]),
    "k::doubles": ("d", ["0.1", "1.0"]),
    "k::flags": ("b", [True, False]),
    "k::hues": ("{Hue}", [-2, -1]),
    "k::wide": ("y", [2**64 - 1]),
    "k::raw": ("h", [97, 255, 0]),
    "k::letters": ("w", [97, 98, 0]),
    "k::hosted": ("i", [7, 8]),
    "k::merely": ("f", ["7.0"]),
    "dd": ("i", [1, 2]),
    "C::n": ("i", [1, 2]),
    "unnamed": ("i", [5]),
    "made": ("i", [1, 2]),
}
INITIAL = {
    "k::ints": "{{1, twice(2), N}, {4, -5}}",
    "k::big": "{1}",
    "k::longs": "{1}",
    "k::changes": "{1}",
    "C::p": "{1}",
    "made": "{1, 2}",
    "obj_made": "(1, 3)",
    "braces": "{1, 2.f}",
    "table": "{1, N}",
}


def variables(path: Path, **options: Any) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}

    def walk(decls: list[dict[str, Any]]) -> None:
        for decl in decls:
            if decl["kind"] == "variable":
                found[decl["qualified"]] = decl
            walk(decl.get("members", []))

    walk(numbast.inspect(path, **options)["decls"])
    return found


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    path = tmp_path_factory.mktemp("arrays") / "arrays.cuh"
    path.write_text(HEADER)
    return variables(path)


def test_values(told: dict[str, dict[str, Any]]) -> None:
    found = {name: v["value"] for name, v in told.items() if v.get("value", {}).get("kind") == "array"}
    assert found == {name: {"kind": "array", "value": v, "code": code} for name, (code, v) in VALUES.items()}


def test_initialisers(told: dict[str, dict[str, Any]]) -> None:
    found = {name: v["initial"] for name, v in told.items() if "initial" in v}
    assert {name: found[name] for name in INITIAL} == INITIAL
    assert "k::text" not in found and told["k::text"]["value"]["value"] == "abc"
    assert "later" not in found


def test_several_archs(tmp_path: Path) -> None:
    """What is not the same on all has no value."""
    path = tmp_path / "archs.cuh"
    path.write_text(
        "#if __CUDA_ARCH__ >= 900\n#define N 1\n#else\n#define N 2\n#endif\n"
        "constexpr int differs[2] = {N, 2};\nconstexpr int same[2] = {1, 2};\n"
    )
    found = variables(path, arch=["sm_75", "sm_90"])
    assert "value" not in found["differs"] and found["same"]["value"]["value"] == [1, 2]
    assert found["differs"]["initial"] == "{N, 2}"
