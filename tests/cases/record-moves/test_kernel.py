import numpy as np
from numba import int32


def test_made_and_copied(lib, run):
    literal = lib['operator""_token']

    def kernel(out):
        a = lib.made(7)
        b = a
        c = lib.Token(5)
        d = literal(int32(9))
        out[0], out[1], out[2], out[3] = a.id, b.id, c.id, d.id

    out = np.zeros(4, np.int32)
    run(kernel, 1, 1, out)
    assert list(out) == [7, 7, 5, 9]
