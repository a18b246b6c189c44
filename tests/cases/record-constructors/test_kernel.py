import numpy as np


def test_constructors(lib, run):
    def kernel(f, out):
        out[0] = lib.sum(lib.Pair())
        out[1] = lib.sum(lib.Pair(4))
        out[2] = lib.sum(lib.Pair(f[0]))
        out[3] = lib.sum(lib.Pair(4, 5))
        out[4] = lib.sum(6)

    out = np.zeros(5, np.int32)
    run(kernel, 1, 1, np.array([9.5], np.float32), out)
    assert out.tolist() == [3, 8, 8, 9, 12]
