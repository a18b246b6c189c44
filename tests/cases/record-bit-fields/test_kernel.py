import numpy as np


def test_passed_as_a_block(lib, run):
    def kernel(out):
        out[0] = lib.b_of(lib.pack(3, 21))

    out = np.zeros(1, np.int32)
    run(kernel, 1, 1, out)
    assert out[0] == 21
