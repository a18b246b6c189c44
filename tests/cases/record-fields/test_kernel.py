import numpy as np


def test_fields(lib, run):
    assert (lib.Outer.sizeof, lib.Outer.alignof) == (40, 8)
    assert [f.offset for f in lib.Outer.fields] == [0, 8, 24, 36]

    def kernel(out):
        o = lib.make(5)
        out[0] = lib.read(o)
        out[1] = o.inner.b
        out[2] = o.last
        out[3] = o.tag

    out = np.zeros(4)
    run(kernel, 1, 1, out)
    assert out.tolist() == [8.5, 0.5, 1, ord("t")]
