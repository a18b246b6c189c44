import numpy as np


def test_members(lib, run):
    assert lib.Color.BLUE == lib.BLUE == 6
    assert lib.Signed.LOW == -1
    assert lib.Big.HUGE_VALUE == 2**64 - 1

    def kernel(out):
        out[0] = lib.code(lib.Color.GREEN)
        out[1] = lib.code(lib.BLUE)
        out[2] = lib.toggle(lib.Mode.Off) == lib.Mode.On

    out = np.zeros(3, np.int32)
    run(kernel, 1, 1, out)
    assert out.tolist() == [5, 6, 1]
