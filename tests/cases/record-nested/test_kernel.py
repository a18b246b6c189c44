import numpy as np


def test_nested(lib, run):
    assert lib.Machine.parts == 2
    assert lib.Machine.State.BUSY == 1

    def kernel(out):
        out[0] = lib.id_of(lib.Machine.Part(5))
        out[1] = lib.busy(lib.Machine.BUSY)
        out[2] = lib.busy(lib.Machine.State.IDLE)

    out = np.zeros(3, np.int32)
    run(kernel, 1, 1, out)
    assert out.tolist() == [5, 1, 0]
