import numpy as np


def test_results(lib, run):
    def kernel(out):
        p = lib.get(5)
        was, q = lib.turn(p)
        made, r, n = lib.make()
        out[0] = p.x
        out[1] = p.y
        out[2] = q.x
        out[3] = q.y
        out[4] = was
        out[5] = lib.area(q)
        out[6] = made
        out[7] = r.y
        out[8] = n.n

    out = np.zeros(9, np.int32)
    run(kernel, 1, 1, out)
    assert out.tolist() == [5, 7, 7, -5, 1, -35, 3, 2, 42]
