import numpy as np
import pytest
from numba import cuda
from numba.cuda.core.errors import TypingError


def test_read(lib, run):
    def kernel(out, i):
        out[0] = lib.grid[1][2]
        out[1] = lib.grid[1, 0]
        out[2] = lib.grid[i, i + 1]
        row = lib.grid[i]
        out[3] = row[i]
        out[4] = lib.cube[1][0][1] * 100 + lib.cube[0, i, 1] * 10 + lib.cube[i][0, 0]
        out[5] = lib.hues[0][1] == lib.Hue.green
        out[6] = lib.Holder.table[1][1] * 10 + lib.Holder.table[0, 1]

    out = np.zeros(7)
    run(kernel, 1, 1, out, 1)
    assert out.tolist() == [6, 4, 6, 5, 645, 1, 42]


def test_written(lib, run):
    def kernel(out, i):
        lib.work[1][2] = 7
        lib.work[0, 1] = 3
        lib.work[i, 2] += 2
        row = lib.work[0]
        row[0] = 4
        out[0] = lib.work[1, 2] * 100 + lib.work[0][1] * 10 + lib.work[0, 0]
        lib.flags[1, 0] = True
        out[1] = lib.flags[1][0]
        out[2] = lib.flags[1][1]
        lib.cells[1][0].a = 5
        lib.cells[i, 1].a = 6
        out[3] = lib.cells[1, 0].a * 10 + lib.cells[1][1].a
        lib.cells[0, 1].set(8)
        lib.cells[0][0] = lib.Pair(9, 1)
        out[4] = lib.cells[0][1].a * 10 + lib.cells[0, 0].a

    out = np.zeros(5)
    run(kernel, 1, 1, out, 1)
    assert out.tolist() == [934, 1, 0, 56, 89]


def test_passed(lib, run):
    def kernel(out):
        out[0] = lib.of_all(lib.grid)
        out[1] = lib.of_rows(lib.grid)
        out[2] = lib.of_elements(lib.grid[1], 1)
        out[3] = lib.written(lib.work) + lib.work[1][2]

    out = np.zeros(4)
    run(kernel, 1, 1, out)
    assert out.tolist() == [6, 6, 5, 10]


def test_refused(lib, run):
    def constant(out):
        lib.grid[1, 2] = 3

    with pytest.raises(TypingError, match="points to constants, which cannot be written"):
        run(constant, 1, 1, np.zeros(1))

    def row(out):
        lib.work[1] = 3

    with pytest.raises(TypingError, match="takes 2 indices where an element is assigned"):
        run(row, 1, 1, np.zeros(1))

    def deep(out):
        out[0] = lib.grid[0, 0, 0]

    with pytest.raises(TypingError, match="takes 2 integers as indices, or fewer for a row"):
        run(deep, 1, 1, np.zeros(1))

    def atomic(out):
        cuda.atomic.add(lib.grid[0], 0, 1)

    with pytest.raises(Exception, match="cannot be written"):
        run(atomic, 1, 1, np.zeros(1))
