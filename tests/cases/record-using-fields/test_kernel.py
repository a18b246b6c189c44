import numpy as np
import pytest
from numba.cuda.core.errors import TypingError


def test_read_and_written(lib, run):
    def kernel(out):
        p = lib.Priv()
        p.x = 1
        p.z = 2
        p.i = 3
        p.bits = 2
        out[0] = lib.sum(p)
        out[1] = p.x * 10 + p.bits
        o = lib.Opened()
        o.p = 5
        out[2] = lib.sum(o)
        t = lib.OfInstance()
        t.t = 6
        out[3] = lib.sum(t)
        f = lib.Further()
        f.x = 7
        f.z = 1
        f.i = 0
        out[4] = lib.sum(f)
        s = lib.Same()
        s.x = 8
        out[5] = s.x + lib.Priv.K

    out = np.zeros(6)
    run(kernel, 1, 1, out)
    assert out.tolist() == [123, 12, 5, 6, 710, 11]


def test_on_the_host(lib, run):
    p = lib.Priv()
    p.x, p.z = 4, 5
    assert (p.x, p.z, lib.Priv.K) == (4, 5, 3)
    assert lib.Priv.dtype.fields["x"][1] == 8 and "y" not in lib.Priv.dtype.names
    o = lib.Opened()
    o.p = 3
    assert o.p == 3 and o.q == 0
    with pytest.raises(AttributeError, match="private"):
        print(lib.Closed().y)
    assert lib.Priv.Inner is lib.Base.Inner


def test_taken_away(lib, run):
    def kernel(out):
        c = lib.Closed()
        out[0] = c.y

    with pytest.raises(TypingError, match="private"):
        run(kernel, 1, 1, np.zeros(1))
