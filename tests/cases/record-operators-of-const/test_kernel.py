import numpy as np


def test_the_object_stays(lib, run):
    def kernel(x, out):
        r = lib.Ref(x)
        r += 5
        out[0] = r.get()
        v = lib.Value(3)
        v += 4
        out[1] = v.v

    x, out = np.array([10], np.int32), np.zeros(2, np.int32)
    run(kernel, 1, 1, x, out)
    assert out.tolist() == [15, 7] and x[0] == 15


def test_an_element_without_copies(lib, run):
    def kernel(x):
        x[1] += np.int32(4)
        x[1] += x[0].v

    x = np.array([(3,), (10,)], lib.Pinned.dtype)
    run(kernel, 1, 1, x)
    assert x["v"].tolist() == [3, 17]
