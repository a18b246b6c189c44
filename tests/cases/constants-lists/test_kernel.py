import numpy as np
import pytest
from numba import cuda
from numba.cuda.core.errors import TypingError


def test_read(lib, run):
    def kernel(out):
        out[0] = lib.primes[2]
        out[1] = lib.grid[1][1]
        out[2] = lib.pairs[1].b
        out[3] = lib.halves[1]
        out[4] = lib.bytes[1]
        out[5] = lib.steps[1]
        out[6] = lib.ns.wide[1]
        for i in range(3):
            out[7] += lib.primes[i]
        found = lib.primes if out[0] > 0 else lib.others
        out[8] = found[1] + lib.total(lib.primes, 3)

    out = np.zeros(9)
    run(kernel, 1, 1, out)
    assert out.tolist() == [5, 5, 4, 1.5, 255, -2, 1 << 40, 10, 13]


def test_not_written(lib, run):
    def kernel(out):
        lib.primes[0] = 1

    with pytest.raises(TypingError, match=r"const int32.*constants, which cannot be written"):
        run(kernel, 1, 1, np.zeros(1))

    def field(out):
        lib.pairs[0].a = 1

    with pytest.raises(TypingError, match="const"):
        run(field, 1, 1, np.zeros(1))

    def changed(out):
        cuda.atomic.add(lib.primes, 0, 1)

    with pytest.raises(Exception, match=r"'const int32\*' points to constants, which cannot be written"):
        run(changed, 1, 1, np.zeros(1))

    def passed(out):
        lib.cleared(lib.primes)

    with pytest.raises(TypingError, match="const"):
        run(passed, 1, 1, np.zeros(1))
