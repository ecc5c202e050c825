def classify(n):
    if n < 0:
        return "negative"
    elif n == 0:
        return "zero"
    else:
        if n > 100: return "large"
    return "small"

assert [classify(n) for n in (-1, 0, 5, 500)] == ["negative", "zero", "small", "large"]

def nothing():
    pass

def found(rows, wanted):
    for i, row in enumerate(rows):
        for j, v in enumerate(row):
            if v == wanted:
                return i, j
    return None

assert nothing() is None and found([[1, 2], [3, 4]], 3) == (1, 0) and found([], 1) is None

def collatz(n):
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
        if steps > 1000:
            break
    return steps

assert collatz(27) == 111

def fib(n, memo={}):
    if n in memo:
        return memo[n]
    result = n if n < 2 else fib(n - 1) + fib(n - 2)
    memo[n] = result
    return result

assert fib(80) == 23416728348467685

pairs = [(x, y) for x in range(3) for y in range(x) if (x + y) % 2]
assert pairs == [(1, 0), (2, 1)]
assert [[c for c in row] for row in ["ab", "c"]] == [["a", "b"], ["c"]]
x = "outer"
assert [x for x in range(2)] == [0, 1] and x == "outer"
assert {k: v for k, v in zip("ab", [1, 2])} == {"a": 1, "b": 2} and {c for c in "aab"} == {"b", "a"}
adders = [lambda v, n=n: v + n for n in range(3)]
assert [f(10) for f in adders] == [10, 11, 12]
late = [lambda: n for n in range(3)]
assert [f() for f in late] == [2, 2, 2]
assert (lambda *a, **k: (a, k))(1, b=2) == ((1,), {"b": 2}) and (lambda: 5)() == 5
calls = []

def log(v):
    calls.append(v)
    return v

assert (log(0) or log(2)) == 2 and (log(0) and log(3)) == 0 and calls == [0, 2, 0]
assert (log(1) and not log(1)) == False and (1 if calls[0] else 2) == 2

def sort_pairs(items):
    items = items[:]
    for i in range(len(items)):
        for j in range(i + 1, len(items)):
            if items[i] > items[j]:
                items[i], items[j] = items[j], items[i]
    return items

original = [3, 1, 2]
assert sort_pairs(original) == [1, 2, 3] and original == [3, 1, 2]
grid = [[0] * 2 for _ in range(2)]
grid[0][1] += 5
assert grid == [[0, 5], [0, 0]]
