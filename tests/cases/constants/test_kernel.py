import math

import numpy as np


def test_values(lib, run):
    assert lib.answer == 42
    assert lib.third == float(np.float32(1) / np.float32(3))
    assert lib.on is True
    assert lib.tiny == 1e-300
    assert lib.infinite == math.inf
    assert lib.every_bit == 2**64 - 1
    assert lib.limits.least == -32768
    assert lib.S.size == 16

    def kernel(out):
        out[0] = lib.answer + lib.limits.least

    out = np.zeros(1, np.int32)
    run(kernel, 1, 1, out)
    assert out[0] == 42 - 32768
