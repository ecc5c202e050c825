assert True + True == 2 and -True == -1 and +5 == 5 and ~0 == -1 and -(-3) == 3
assert 5.5 // 2 == 2.0 and -5.5 // 2 == -3.0 and 5.5 % -2 == -0.5 and 1e300 * 1e10 == float("inf")
assert 1 << 70 == 2 ** 70 and (1 << 70) >> 68 == 4 and -1 >> 5 == -1 and 5 >> 1 == 2 and 0 << 100 == 0
assert 2 ** 70 & 2 ** 70 - 1 == 0 and 2 ** 70 | 1 == 2 ** 70 + 1 and -2 ** 70 ^ -1 == 2 ** 70 - 1
assert -2 ** 70 // 3 == -393530540239137101142 and -2 ** 70 % 3 == 2 and 2 ** 70 / 2 ** 69 == 2.0
assert 10 ** 30 // 10 ** 28 == 100 and 10 ** 30 - 10 ** 30 == 0 and 3 * 10 ** 30 == 10 ** 30 * 3
assert 4611686018427387904 * 2 == 9223372036854775808 and -4611686018427387904 * 2 == -9223372036854775808
assert -9223372036854775808 // -1 == 9223372036854775808 and -9223372036854775808 % -1 == 0
assert 2 ** 70 > 1e20 and 2 ** 53 + 1 > 2.0 ** 53 and 2 ** 53 == 2.0 ** 53 and 1 < float("inf")
nan = float("nan")
assert nan != nan and not nan < 1 and not nan > 1 and not nan == 1
assert 1 / 3 == 0.3333333333333333 and 7 / 7 == 1.0 and 10 ** 20 / 10 ** 18 == 100.0 and 0.1 + 0.2 == 0.30000000000000004
assert 0 ** 0 == 1 and (-1) ** 99 == -1 and 1 ** 10 ** 6 == 1 and 1.5 ** 3 == 3.375 and 2.0 ** -1074 > 0
assert pow(7, 10 ** 18, 1000003) == pow(7, 10 ** 18 % 1000002, 1000003) and pow(-3, 3, 5) == 3
assert sum([0.1] * 3) != 0.3 and sum(range(101)) == 5050 and sum([1, 2], 10) == 13 and sum([], start=5) == 5
assert max(1, 2.5) == 2.5 and min(3, 1, 2) == 1 and max([(1, 2), (1, 3)]) == (1, 3) and max(2, 2.0) is not None
assert 5 in range(0, 10, 5) and 6 not in range(0, 10, 5) and 10 not in range(10) and 4 in range(10, 0, -2)
assert range(10)[-1] == 9 and len(range(5, 0)) == 0 and len(range(0, 10, 3)) == 4 and list(range(5, 0, -2)) == [5, 3, 1]
assert range(3) == range(3) and [0, 1, 2][range(3)[1]] == 1 and list(range(10))[2:9:3] == [2, 5, 8]
x = 10
x -= 3; x *= 2; x //= 3; x %= 3; x += 0.5; x /= 2
assert x == 0.75
x = 6
x |= 1; x &= 5; x ^= 2; x <<= 3; x >>= 1
assert x == 28
assert str(-3.0 % 1.0) == "0.0" and str(1.0 % -0.5) == "-0.0" and str(0.0 // -2.0) == "-0.0" and str(0 / -5) == "-0.0"
assert (True & True) is True and (True | False) is True and (True ^ True) is False and str(True & 1) == "1"
assert 2 ** 2000 / 2 ** 1999 == 2.0 and 1 / 2 ** 2000 == 0.0 and 3 ** 700 / 3 ** 699 == 3.0
