x = (1 +
     2)
assert x == 3  # comment
if x == 3: y = 1; z = 2
assert y + z == 3
w = 1 + \
    1
assert w == 2
