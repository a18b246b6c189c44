import numpy as np


def test_constants(lib, run):
    assert lib.LIMIT == 12
    assert lib.OTHER == 13
    assert lib.Holder.INSIDE == 3

    def kernel(out):
        out[0] = lib.which(lib.A_SECOND) + lib.LIMIT

    out = np.zeros(1, np.int32)
    run(kernel, 1, 1, out)
    assert out[0] == 13
