assert 7 // 2 == 3 and -7 // 2 == -4 and 7 // -2 == -4
assert 7 % 3 == 1 and -7 % 3 == 2 and 7 % -3 == -2
assert 7 / 2 == 3.5 and 2 ** 10 == 1024 and 2 ** -1 == 0.5
assert -2 ** 2 == -4 and 2 ** 3 ** 2 == 512 and (-2) ** 2 == 4
assert 1_000 == 1000 and 0x10 == 16 and 1e3 == 1000.0
assert 9 ** 0.5 == 3.0 and 7.5 // 2 == 3.0 and -7.5 % 2 == 0.5
assert 6 & 3 == 2 and 6 | 3 == 7 and 6 ^ 3 == 5 and 1 << 4 == 16 and ~5 == -6
assert round(2.5) == 2 and round(3.5) == 4 and round(2.675, 2) == 2.67
assert int("42") == 42 and int("ff", 16) == 255 and int(-3.9) == -3
assert divmod(-7, 2) == (-4, 1) and abs(-3) == 3 and pow(3, 4, 5) == 1
