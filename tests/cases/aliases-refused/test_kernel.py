import numpy as np


def test_the_others_work(lib, run):
    def kernel(out):
        x = lib.One()
        x.t = 3
        out[0] = lib.whole(x) + lib.first()

    out = np.zeros(1)
    run(kernel, 1, 1, out)
    assert out[0] == 4
