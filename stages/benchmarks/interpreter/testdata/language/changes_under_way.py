l = [5, 4, 3, 2, 1]
def pop(x=None):
    l.pop()
    return 2
assert len(l[:pop()]) == 2 and len(l) == 4
assert sorted([3, 1, 2], key=lambda v: (l.append(v), v)[1]) == [1, 2, 3]
m = max(l, key=lambda v: pop() if len(l) > 5 else v)
a, l[0] = l[0], 9
for v in l:
    if len(l) < 10:
        l.append(v)
assert len(l) == 10
