import numpy as np


def test_attributes(lib, run):
    def kernel(out):
        out[0] = lib.outer.one()
        out[1] = lib.outer.inner.two()
        out[2] = lib.outer.three()
        out[3] = lib.outer.five(lib.outer.S(6))
        out[4] = lib.short_name.two()

    out = np.zeros(5, np.int32)
    run(kernel, 1, 1, out)
    assert out.tolist() == [1, 2, 3, 11, 2]
