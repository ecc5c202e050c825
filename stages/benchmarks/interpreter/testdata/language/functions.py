from typing import List, Optional
def f(a: int, b: List[int] = None, *rest: int, key: str = "k", **more) -> Optional[int]:
    """ A docstring with a \d that is no escape,
    over two lines. """
    return (a, b, rest, key, more)
assert f(1) == (1, None, (), "k", {}) and f(1, 2, 3, key="x", z=4) == (1, 2, (3,), "x", {"z": 4})
assert f(*[1, 2], **{"key": 5}) == (1, 2, (), 5, {})
def counter():
    n = [0]
    def inc():
        n[0] += 1
        return n[0]
    return inc
c = counter()
c()
assert c() == 2
count = 0
def outer_counter():
    steps = 0
    def step():
        nonlocal steps
        global count
        steps += 1
        count = count + 10
        return steps
    step()
    return step() + steps
assert outer_counter() == 4 and count == 20
total: int = 0
for i in range(10):
    if i == 3: continue
    if i == 6: break
    total += i
assert total == 12
while total > 5:
    total -= 1
assert total == 5 and sum(x for x in range(4)) == 6 and any(x > 2 for x in [1, 3])
assert max("abc") == "c" and min([3, 1], key=lambda v: -v) == 3 and max([], default=7) == 7
load = 3
assert load == 3
