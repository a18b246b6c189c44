import numpy as np


def test_underscores(lib, run):
    def kernel(out):
        out[0] = lib.lambda_(1)
        out[1] = lib.None_(1)
        out[2] = lib.print(1)
        out[3] = lib.is_.in_(1)

    out = np.zeros(4, np.int32)
    run(kernel, 1, 1, out)
    assert out.tolist() == [2, 3, 4, 5]
    assert lib["lambda"] is lib.lambda_
    assert lib.def_.as_ == 2
