"""The other side of bench/engine: measure once for each line of standard input."""
import sys
import time


def resident():
    """Returns how many megabytes of memory this process has."""
    with open("/proc/self/status") as f:
        return next(int(line.split()[1]) >> 10 for line in f if line.startswith("VmRSS"))


def serve(version, measure):
    print("ready", version, flush=True)
    for _ in sys.stdin:
        print(measure(), flush=True)


def rate(amount, work, seconds=0.5):
    """Returns what calls work for so long and returns the amount done in a second: amount is that of one call."""
    work()

    def measure():
        began, calls = time.perf_counter(), 0
        while time.perf_counter() - began < seconds:
            work()
            calls += 1
        return amount * calls / (time.perf_counter() - began)

    return measure
