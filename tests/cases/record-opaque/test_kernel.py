import numpy as np


def test_opaque(lib, run):
    assert (lib.Secret.sizeof, lib.Secret.alignof) == (16, 8)

    def kernel(out):
        a = lib.Secret(3)
        out[0] = lib.add(a, lib.Secret(4))
        out[1] = a.reveal()

    out = np.zeros(2, np.int64)
    run(kernel, 1, 1, out)
    assert out.tolist() == [14, 6]
