def test_layout(lib, run):
    assert (lib.Vec.sizeof, lib.Vec.alignof) == (16, 16)
    assert (lib.Tight.sizeof, lib.Tight.alignof) == (5, 1)
