import numpy as np
import pytest


def test_values(lib, run):
    def kernel(out):
        pair = lib.UNIT
        out[0] = pair.x * 10 + pair.y
        out[1] = lib.MILE.get()
        out[2] = lib.HALF + 1
        out[3] = lib.units.STEP.x + lib.units.STEP.y
        out[4] = lib.units.Frame.ORIGIN.y

    out = np.zeros(5)
    run(kernel, 1, 1, out)
    assert list(out) == [56.0, 1609.344, 2.5, 3.0, 4.0]


def test_as_a_global(lib, run):
    unit, half = lib.UNIT, lib.HALF
    scale = np.float32(2)  # Numba's own constant of HALF's type

    def kernel(out):
        out[0] = unit.y
        out[1] = half * scale

    out = np.zeros(2)
    run(kernel, 1, 1, out)
    assert list(out) == [6.0, 3.0]


def test_on_the_host(lib, run):
    assert repr(lib.UNIT) == "<C++ constant Pair UNIT, on the device>"
    assert repr(lib.HALF) == "<C++ constant float HALF, on the device>"
    for use in (lib.UNIT, lambda: float(lib.HALF), lambda: lib.HALF + 1, lambda: 2 * lib.HALF):
        with pytest.raises(TypeError, match="exists on the device alone"):
            use()
    for name in ("GUARD", "WORDS", "MISSING", "MAKER", "ELSEWHERE"):
        assert not hasattr(lib, name)
