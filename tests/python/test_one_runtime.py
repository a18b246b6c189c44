"""One runtime serves a process, whatever parts of it tables need, and in whatever order they come."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

pytest.importorskip("numba.cuda")

import numbast

ORDERS = {
    "the module is used first": "use_module(); use_library()",
    "the module is only imported": "use_library(); use_module()",
}


@pytest.mark.parametrize("order", ORDERS)
def test_a_loaded_library_that_needs_another_part(tmp_path: Path, order: str) -> None:
    """A static module without the part, then a library that needs it: vectors and enums, which both know, are
    lowered by the runtime that typed them.
    """
    (tmp_path / "plain.cuh").write_text("__device__ inline int f(int x) { return x; }\n")
    numbast.generate(tmp_path / "plain.cuh", tmp_path / "plain.py")
    code = f"""
        import plain
        import numbast
        from numbast.testing import compile_kernel
        from numbast.runtime.engines import _engines
        from numbast.runtime.failures import process_space

        def use_module():
            def kernel(x):
                x[0] = plain.f(3)
            assert compile_kernel(kernel, "void(float32[::1])").cubin

        def use_library():
            lib = numbast.load_source('''
                struct S {{ int n; __device__ int twice() {{ return 2 * n; }} }};
                template <class T> __device__ T same(T x) {{ return x; }}
                __device__ inline float4 four(float x) {{ float4 f = {{x, x, x, x}}; return f; }}
                __device__ inline float4 operator+(float4 a, float4 b) {{ return a; }}
            ''')
            def kernel(x):
                f = lib.four(x[0])
                x[0] = (f + f).x + lib.S(lib.same(3)).twice()
            assert compile_kernel(kernel, "void(float32[::1])").cubin

        {ORDERS[order]}
        assert len(process_space().runtimes) == 2
        assert bool(_engines) == (process_space().chosen[2].__module__ != "plain")
    """
    path = os.pathsep.join([str(tmp_path), *sys.path])
    env = {**os.environ, "PYTHONPATH": path, "NUMBAST_CACHE_DIR": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_answers_that_need_another_part(tmp_path: Path) -> None:
    """A static module serves a library whose templates' instances are its first classes."""
    (tmp_path / "plain.cuh").write_text("__device__ inline int f(int x) { return x; }\n")
    numbast.generate(tmp_path / "plain.cuh", tmp_path / "plain.py")
    code = """
        import numpy as np
        import plain
        import numbast
        from numbast.runtime.failures import process_space
        from numbast.testing import compile_kernel

        def first(x):
            x[0] = plain.f(3)
        assert compile_kernel(first, "void(int32[::1])").calls == 0

        made = numbast.load_source(
            "template <class T> struct Box { T v; __device__ void add(T x) { v += x; } };"
        ).Box[np.int32]
        def kernel(x):
            box = made()
            box.v = x[0]
            box.add(x[1])
            x[0] = box.v
        assert compile_kernel(kernel, "void(int32[::1])").calls == 0
        assert process_space().chosen[2].__module__ == "plain"
    """
    path = os.pathsep.join([str(tmp_path), *sys.path])
    env = {**os.environ, "PYTHONPATH": path, "NUMBAST_CACHE_DIR": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
