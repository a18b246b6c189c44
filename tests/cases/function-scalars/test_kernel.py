import numpy as np
from numba import cuda


def test_values(lib, run):
    def kernel(x, out):
        i = cuda.grid(1)
        out[0, i] = lib.negate(x[i] > 0)
        out[1, i] = lib.flip(x[i])
        out[2, i] = lib.top(x[i])
        out[3, i] = lib.half_of(x[i])
        out[4, i] = lib.sum(x[i], 100)
        out[5, i] = lib.shift(x[i])
        out[6, i] = lib.wide(x[i])
        out[7, i] = lib.uwider(x[i])
        out[8, i] = lib.scale(x[i], 0.5)
        out[9, i] = lib.precise(x[i])
        lib.nothing()

    x = np.arange(-3, 5)
    out = np.zeros((10, 8))
    run(kernel, 1, 8, x, out)
    assert np.array_equal(out[0], ~(x > 0))
    assert np.array_equal(out[1], -x)
    assert np.array_equal(out[2], x.astype(np.uint8) | 0x80)
    assert np.array_equal(out[3], (x / 2).astype(int))
    assert np.array_equal(out[4], x + 100)
    assert np.array_equal(out[5], x.astype(np.uint32) << np.uint32(1))
    assert np.array_equal(out[6], 3 * x)
    assert np.array_equal(out[7], (~x).astype(np.uint64).astype(float))
    assert np.array_equal(out[8], x * 0.5)
    assert np.array_equal(out[9], x / 3)
