import numpy as np


def test_values(lib, run):
    half, pick, whole, km = lib.half, lib.pick, lib.Whole, lib['operator""_km']
    by_reference, by_rvalue = lib.by_reference, lib.by_rvalue

    def kernel(x, out):
        out[0] = half(x[0])
        out[1] = pick(x[0])
        out[2] = pick(np.float32(1))
        out[3] = by_reference(x[0]) + by_rvalue(x[0])
        w = whole(x[0])
        out[4] = w.i
        out[5] = np.float64(w)
        out[6] = whole.of() + whole.of(1)
        out[7] = km(x[0])

    out = np.zeros(8)
    run(kernel, 1, 1, np.array([5.5]), out)
    assert out.tolist() == [2.75, 2, 1, 11, 5, 5, 3.5, 5500]


def test_stored(lib, run):
    stored, two, total, twice = lib.Stored, lib.two, lib.sum, lib.twice

    def kernel(x, out):
        s = stored(x[0])
        out[0] = s.get() + s.n
        out[1] = total(two(x[0])) + total(two(x[0], 3))
        out[2] = twice(s, stored(0.5))

    out = np.zeros(3)
    run(kernel, 1, 1, np.array([5.5]), out)
    assert out.tolist() == [12.5, 16, 6]
