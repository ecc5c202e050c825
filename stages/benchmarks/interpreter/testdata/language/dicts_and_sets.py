d = {"a": 1, "b": 2}
d["c"] = 3
assert d.get("z", 0) == 0 and list(d) == ["a", "b", "c"] and d.pop("a") == 1 and len(d) == 2
assert [k for k, v in d.items() if v > 2] == ["c"] and {1: "x"}[1.0] == "x" and {True: 1}[1] == 1
assert {v: k for k, v in d.items()} == {2: "b", 3: "c"} and d.setdefault("q", []) == []
s = {1, 2, 3}
assert s & {2, 3, 4} == {2, 3} and s | {5} == {1, 2, 3, 5} and s - {1} == {2, 3} and s ^ {3, 4} == {1, 2, 4}
assert {1, 2} < s and len({x % 3 for x in range(9)}) == 3 and set("aab") == {"a", "b"}
assert {1, 2}.union([3]) == {1, 2, 3} and s.intersection((1, 9)) == {1} and {1}.issubset(s) and s.issuperset([2])
assert s.difference({1}) == {2, 3} and s.symmetric_difference([3, 4]) == {1, 2, 4}
del d["b"]
n = {"in": [1, [2, 3]]}
del n["in"][1][0]; del n["in"][-2]
assert d == {"c": 3, "q": []} and n == {"in": [[3]]}
assert {(1, 2): 3}[(1, 2)] == 3 and (1, "a") in {(1, "a")} and set() == set([])
