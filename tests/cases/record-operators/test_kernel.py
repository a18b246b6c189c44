import numpy as np


def test_operators(lib, run):
    def kernel(out):
        a = lib.V(3)
        b = lib.V(4)
        out[0] = (a + b).x
        out[1] = (-a).x
        out[2] = (a * 5).x
        out[3] = (5 * b).x
        out[4] = a == b
        out[5] = a < b
        out[6] = a(10)
        out[7] = a[2]

    out = np.zeros(8, np.int32)
    run(kernel, 1, 1, out)
    assert out.tolist() == [7, -3, 15, 20, 0, 1, 13, 23]
