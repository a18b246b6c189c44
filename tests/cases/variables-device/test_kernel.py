import numpy as np


def test_read_and_written(lib, run):
    def kernel(out):
        lib.counter[0] = 5
        out[0] = lib.bump()
        lib.table[1] = 2
        lib.table[1] += 2.5
        out[1] = lib.table[1]
        out[2] = lib.scale[0]
        out[3] = lib.codes[2]
        lib.ns.total[0] = 0
        lib.ns.total[0] += 7
        out[4] = lib.ns.total[0]
        lib.ns.state[0].n = 3
        out[5] = lib.ns.state[0].n
        lib.hits[0] = 0
        out[6] = lib.hit()
        out[7] = lib.hits[0]
        lib.grid[1][1] = 6
        out[8] = lib.cell(1, 1)
        out[9] = lib.fixed

    out = np.zeros(10, np.float64)
    run(kernel, 1, 1, out)
    assert out.tolist() == [6, 4.5, 2.5, 9, 7, 3, 1, 1, 6, 3]
