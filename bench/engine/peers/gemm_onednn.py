"""A product by oneDNN's dnnl_sgemm: gemm_onednn.py forward|dX|dW M N K."""
import ctypes
import glob
import os
import sys

import numpy as np

from contestant import rate, serve

kind = sys.argv[1]
m, n, k = map(int, sys.argv[2:])


def library():
    """Loads the library of the package onednn-cpu-gomp, or the system's."""
    found = glob.glob(os.path.join(sys.prefix, "**", "libdnnl.so*"), recursive=True)
    return ctypes.CDLL(sorted(found)[0] if found else "libdnnl.so")


def ramp(rows, cols):
    return ((np.arange(rows * cols) % 127) / 127 - 0.5).astype(np.float32).reshape(rows, cols)


dnnl = library()
turned_a, turned_b = kind == "dW", kind == "forward"
a = ramp(k, m) if turned_a else ramp(m, k)
b = ramp(n, k) if turned_b else ramp(k, n)
c = np.empty((m, n), np.float32)
size, pointer, letter, number = ctypes.c_int64, ctypes.c_void_p, ctypes.c_char, ctypes.c_float
dnnl.dnnl_sgemm.argtypes = [letter, letter, size, size, size, number, pointer, size, pointer, size, number, pointer, size]


def work():
    status = dnnl.dnnl_sgemm(
        b"T" if turned_a else b"N", b"T" if turned_b else b"N", m, n, k,
        1.0, a.ctypes.data, a.shape[1], b.ctypes.data, b.shape[1], 0.0, c.ctypes.data, n)
    if status != 0:
        raise RuntimeError("dnnl_sgemm: status %d" % status)


serve("", rate(2e-9 * m * n * k, work))
