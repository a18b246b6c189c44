import numpy as np


def test_instance(lib, run):
    def kernel(out):
        out[0] = lib.open(lib.close(2.5))

    out = np.zeros(1, np.float32)
    run(kernel, 1, 1, out)
    assert out[0] == 2.5
