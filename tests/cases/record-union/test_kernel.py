import numpy as np


def test_union(lib, run):
    def kernel(out):
        out[0] = lib.raw(lib.of(1.0))

    out = np.zeros(1, np.uint32)
    run(kernel, 1, 1, out)
    assert out[0] == 0x3F800000
