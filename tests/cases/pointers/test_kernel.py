import numpy as np


def test_arrays_are_pointers(lib, run):
    def kernel(x, out):
        lib.fill(out, 2.5)
        out[4] = lib.total(x, x.size)
        out[5] = lib.is_null(x)
        out[6] = lib.is_null(None)

    out = np.zeros(7, np.float32)
    run(kernel, 1, 1, np.arange(5, dtype=np.float32), out)
    assert out.tolist() == [2.5] * 4 + [10, 0, 1]
