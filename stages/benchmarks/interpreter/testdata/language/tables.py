d = {}
for i in range(20):
    d[i] = str(i)
for i in range(0, 20, 2):
    d.pop(i)
assert list(d) == [1, 3, 5, 7, 9, 11, 13, 15, 17, 19] and d.get(4) is None and d.pop(4, "x") == "x"
d[4] = "four"
assert list(d)[-1] == 4 and 4 in d and len(d) == 11 and list(d.values())[-1] == "four"
assert sorted(d.items())[0] == (1, "1") and max(d, key=lambda k: len(d[k])) == 4
e = d.copy()
e.update({1: "one"}); e.update([(2, "two")])
assert d[1] == "1" and e[1] == "one" and e[2] == "two" and d != e
assert {"a": 1, "b": 2} == {"b": 2, "a": 1} and {"a": 1} != {"a": 2} and {} == dict() and not {1: 2} == [1]
counts = {}
for c in "abracadabra":
    counts[c] = counts.get(c, 0) + 1
assert counts == {"a": 5, "b": 2, "r": 2, "c": 1, "d": 1}
assert sorted(counts, key=lambda c: (-counts[c], c)) == ["a", "b", "r", "c", "d"]
assert sorted([3, 1, 2], reverse=True) == [3, 2, 1] and sorted([(1, "b"), (0, "z"), (1, "a")], key=lambda p: p[0]) == [(0, "z"), (1, "b"), (1, "a")]
assert sorted([1, 2, 3, 4], key=lambda v: v % 2, reverse=True) == [1, 3, 2, 4]
groups = {}
for w in ["x", "yy", "z"]:
    groups.setdefault(len(w), []).append(w)
assert groups == {1: ["x", "z"], 2: ["yy"]}
s = set()
s.add(1); s.add(1.0); s.add("1"); s.update([2, 3]); s.discard(9); s.remove(2)
assert s == {1, "1", 3} and len(s) == 3 and s.copy() == s and not s < s and s <= s and {3} < s and s > {1}
t = s
t |= {7}
assert 7 in s and s - {7} != s
assert {None: 1, (1, (2, 3)): 2, 1.5: 3, False: 4} == {0: 4, 1.5: 3, (1.0, (2, 3)): 2, None: 1}
l = [1, 2, 3]
l2 = l
l = l + [4]
assert l2 == [1, 2, 3] and l == [1, 2, 3, 4]
l2 += (5,)
assert l2 == [1, 2, 3, 5]
l3 = l2
l2 *= 2
assert l2 == [1, 2, 3, 5, 1, 2, 3, 5] == l3 and l2.index(5) == 3
l2.reverse(); l2.clear()
assert l2 == [] and not l2 and [[]] != [] and [None] == [None]
m = [1, 2, 3, 4, 5]
m[1:3] = []
m[0:0] = [9]
m[-1:] = [7, 8]
assert m == [9, 1, 4, 7, 8]
m.insert(-1, 0); m.insert(100, 6)
assert m == [9, 1, 4, 7, 0, 8, 6] and m.pop(-2) == 8 and m[-3:] == [7, 0, 6]
assert [1, [2, 3]] == [1, [2, 3]] and [1, 2] < [1, 2, 0] and (2,) > (1, 9) and [] < [0]
assert list(zip()) == [] and list(zip([1, 2, 3], "ab")) == [(1, "a"), (2, "b")] and list(map(lambda a, b: a + b, [1, 2], [3, 4])) == [4, 6]
assert list(filter(lambda v: v > 1, [1, 2, 3])) == [2, 3] and list(enumerate("ab", start=1)) == [(1, "a"), (2, "b")]
