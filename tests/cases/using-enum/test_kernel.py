import numpy as np


def test_names(lib, run):
    def kernel(out):
        out[0] = lib.value(lib.n.F.b)
        out[1] = lib.n.g1

    out = np.zeros(2, np.int32)
    run(kernel, 1, 1, out)
    assert list(out) == [7, 3]
    assert not hasattr(lib, "F")
