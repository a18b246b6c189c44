import numpy as np


def test_conversions(lib, run):
    def kernel(out):
        f = lib.From(2)
        out[0] = lib.plain(f)
        out[1] = bool(f)
        out[2] = bool(lib.From(0))
        out[3] = lib.through(f)
        out[4] = np.float32(f)

    out = np.zeros(5, np.float32)
    run(kernel, 1, 1, out)
    assert out.tolist() == [2.5, 1, 0, 2, 2.5]
