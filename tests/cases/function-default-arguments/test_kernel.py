import numpy as np


def test_left_out(lib, run):
    def kernel(out):
        out[0] = lib.join(1)
        out[1] = lib.join(1, 2)
        out[2] = lib.join(1, 2, 3)
        out[3] = lib.join(a=1, b=5)
        out[4] = lib.Box().plus()
        out[5] = lib.Box(10).plus(5)

    out = np.zeros(6, np.int32)
    run(kernel, 1, 1, out)
    assert out.tolist() == [321, 303, 6, 306, 8, 15]
