import numpy as np


def test_all_of_them(lib, run):
    def kernel(ints, floats, chars, out):
        out[0] = lib.a.b.outside(1)
        out[1] = lib.a.b.Deep(4).get()
        out[2] = lib.hidden(lib.F(2) + lib.F(3))
        out[3] = lib.ANON_B + lib.Holder.Inner
        out[4] = lib.takes(lib.Unnamed(1, 2.0), lib.UnnamedEnum.UB)
        out[5] = lib.sum3(ints)
        out[6] = lib.second(ints)
        out[7] = lib.call_back(lib.get_callback(), 21)
        out[8] = lib.length(chars)
        out[9] = lib.length(lib.greeting())
        out[10] = lib.is_volatile(ints)
        out[11] = lib.first(floats, floats)
        out[12] = lib.as_float(lib.as_union(0x40490FDB))
        out[13] = lib.lib.there(9)

    out = np.zeros(14)
    ints, floats = np.array([1, 2, 3], np.int32), np.array([0.5], np.float32)
    chars = np.frombuffer(b"four\0", np.int8).copy()
    run(kernel, 1, 1, ints, floats, chars, out)
    assert out.tolist() == [2, 4, 5, 9, 8, 6, 2, 42, 4, 5, 1, 1, np.float32(np.pi), 9]


def test_not_there(lib, run):
    assert not hasattr(lib.lib, "detail") or not hasattr(lib.lib.detail, "not_there")
