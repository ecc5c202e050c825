assert 1 < 2 < 3 and not 1 < 3 < 2 and 1 < 3 > 2 == 2
assert None is None and 1 is not None and not (1 is None)
assert 3 in [1, 2, 3] and 4 not in (1, 2) and "b" in "abc" and not "d" in "abc"
assert [1, 2] < [1, 3] and (1,) < (1, 0) and "a" < "b"
assert 1 == 1.0 == True and not 1 == "1"
calls = []
def f(x):
    calls.append(x)
    return x
assert not f(2) < f(1) < f(5)
assert calls == [2, 1]
