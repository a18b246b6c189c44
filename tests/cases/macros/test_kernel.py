import numpy as np


def test_values(lib, run):
    assert (lib.COUNT, lib.NEGATIVE, lib.RATE, lib.WIDE, lib.NAME, lib.SUM) == (
        12,
        -3,
        2.5,
        0x1FFFFFFFF,
        "numbast",
        13,
    )
    for name in ("EMPTY", "TWICE", "UNBALANCED", "ATTRIBUTE"):
        assert not hasattr(lib, name)

    def kernel(out):
        out[0] = lib.SUM * lib.RATE

    out = np.zeros(1, np.float32)
    run(kernel, 1, 1, out)
    assert out[0] == 32.5
