import numpy as np


def test_methods(lib, run):
    def kernel(out):
        c = lib.Counter(7)
        out[0] = c.value()
        out[1] = c.value(3)
        out[2] = lib.Counter.limit()

    out = np.zeros(3, np.int32)
    run(kernel, 1, 1, out)
    assert out.tolist() == [7, 21, 100]
