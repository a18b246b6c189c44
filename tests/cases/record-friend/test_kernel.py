import numpy as np


def test_friends(lib, run):
    def kernel(out):
        out[0] = (lib.F(3) + lib.F(4)).x

    out = np.zeros(1, np.int32)
    run(kernel, 1, 1, out)
    assert out[0] == 7
