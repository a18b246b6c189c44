import numpy as np
import pytest


def test_names(lib, run):
    def kernel(out):
        out[0] = lib.brief(5)

    out = np.zeros(1, np.int32)
    run(kernel, 1, 1, out)
    assert out[0] == 5
    with pytest.raises(AttributeError, match="excluded by an option"):
        _ = lib.unwanted
