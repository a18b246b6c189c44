import numpy as np


def test_results(lib, run):
    def kernel(out):
        q, rest = lib.divide(17, 5)
        out[0] = q
        out[1] = rest
        out[2] = lib.bump(9)

    out = np.zeros(3, np.int32)
    run(kernel, 1, 1, out)
    assert out.tolist() == [3, 2, 10]
