import numpy as np


def test_references(lib, run):
    def bump(n):
        lib.bump(n)
        lib.bump(n)

    def values(x, out):
        a = lib.V(x[0], x[1])
        out[0] = lib.dot(a, a)
        out[1] = lib.pick(3, 2)
        out[2] = lib.take(lib.V(4.0, 5.0))

    out = np.zeros(3, np.float32)
    run(values, 1, 1, np.array([3, 4], np.float32), out)
    assert out.tolist() == [25, 2, 4]
    n = np.array([40], np.int32)
    run(bump, 1, 1, n)
    assert n[0] == 42
