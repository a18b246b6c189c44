import numpy as np


def test_choice(lib, run):
    def kernel(i4, u4, f4, f8, out):
        out[0] = lib.kind(i4[0])
        out[1] = lib.kind(u4[0])
        out[2] = lib.kind(f4[0])
        out[3] = lib.kind(f8[0])
        out[4] = lib.kind(1, 2)
        out[5] = lib.kind(1)
        out[6] = lib.kind(1.0)
        out[7] = lib.kind(True)

    out = np.zeros(8, np.int32)
    run(kernel, 1, 1, *(np.zeros(1, t) for t in ("i4", "u4", "f4", "f8")), out)
    assert out.tolist() == [1, 2, 3, 4, 5, 1, 4, 1]
