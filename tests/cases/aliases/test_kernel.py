import numpy as np


def test_aliases(lib, run):
    assert lib.P2 is lib.Point

    def kernel(out):
        out[0] = lib.mix(6, 3)
        out[1] = lib.left(lib.P2(8.0, 9.0))

    out = np.zeros(2, np.float32)
    run(kernel, 1, 1, out)
    assert out.tolist() == [5, 8]
