import numpy as np


def test_call(lib, run):
    def kernel(out):
        out[0] = lib.first(7, 8, 9)
        out[1] = lib.shadow(1, 20, 300, 4000)

    out = np.zeros(2, np.int32)
    run(kernel, 1, 1, out)
    assert out.tolist() == [7, 4321]
