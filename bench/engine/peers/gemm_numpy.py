"""A product by NumPy, which hands it to OpenBLAS: gemm_numpy.py forward|dX|dW M N K."""
import sys

import numpy as np

from contestant import rate, serve

kind = sys.argv[1]
m, n, k = map(int, sys.argv[2:])


def ramp(rows, cols):
    return ((np.arange(rows * cols) % 127) / 127 - 0.5).astype(np.float32).reshape(rows, cols)


a = ramp(k, m).T if kind == "dW" else ramp(m, k)
b = ramp(n, k).T if kind == "forward" else ramp(k, n)
c = np.empty((m, n), np.float32)
serve("NumPy " + np.__version__, rate(2e-9 * m * n * k, lambda: np.dot(a, b, out=c)))
