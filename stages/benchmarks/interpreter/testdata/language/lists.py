a = [3, 1, 2]
a.append(4); a.extend((5, 6)); a.insert(0, 0)
assert a == [0, 3, 1, 2, 4, 5, 6] and a.pop() == 6 and a.pop(0) == 0
a.remove(3)
assert a[1:3] == [2, 4] and a[::2] == [1, 4] and a[-1:0:-1] == [5, 4, 2]
a[1:2] = [7, 8]
assert a == [1, 7, 8, 4, 5] and a.index(8) == 2 and a[10:] == [] and a[:-10] == []
b = a
b += [9]
assert a[-1] == 9
a.sort(reverse=True)
assert a == [9, 8, 7, 5, 4, 1] and sorted(["bb", "a", "cc"], key=len) == ["a", "bb", "cc"]
x, (y, z) = 1, [2, 3]
x, y = y, x
assert (x, y, z) == (2, 1, 3) and [1, 2] * 2 == [1, 2, 1, 2] and [0] + [1] == [0, 1]
assert list(zip([1, 2], "ab")) == [(1, "a"), (2, "b")] and list(reversed([1, 2])) == [2, 1]
assert list(map(lambda v: v * 2, [1, 2])) == [2, 4] and list(filter(None, [0, 1])) == [1]
assert list(enumerate("ab", 1)) == [(1, "a"), (2, "b")] and sum([[1], [2]], []) == [1, 2]
