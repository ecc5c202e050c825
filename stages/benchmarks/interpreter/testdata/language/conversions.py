assert int(" 12 ") == 12 and int("-0b11", 2) == -3 if False else int("11", 2) == 3
assert int("7f", base=16) == 127 and int(True) == 1 and int(1e18) == 10 ** 18 and int() == 0
assert float("1.5") == 1.5 and float(" -2e3 ") == -2000.0 and float("inf") > 10 ** 300 and float(3) == 3.0
assert float() == 0.0 and bool([]) == False and bool("0") == True and bool() == False
assert str(12) == "12" and str(-1.5) == "-1.5" and str(None) == "None" and str() == ""
assert repr("it's") == "\"it's\"" and repr('a"b') == "'a\"b'" and repr("a\n\t\\") == "'a\\n\\t\\\\'"
assert str({"a": [1, (2,)]}) == "{'a': [1, (2,)]}" and str(set()) == "set()" and str({1}) == "{1}"
assert str(1e22) == "1e+22" and str(123456789.0) == "123456789.0" and str(1.0e-4) == "0.0001"
assert str(10 ** 20) == "100000000000000000000" and str(range(1, 3)) == "range(1, 3)"
assert isinstance(1, int) and isinstance(True, int) and not isinstance(1.0, int)
assert isinstance("a", (int, str)) and isinstance([], list) and isinstance({}, dict) and not isinstance((), list)
assert list("abc") == ["a", "b", "c"] and tuple([1, 2]) == (1, 2) and list({"x": 1}) == ["x"]
assert dict([("a", 1)], b=2) == {"a": 1, "b": 2} and dict({"k": 3}) == {"k": 3} and dict() == {}
assert round(0.5) == 0 and round(1.5) == 2 and round(-2.5) == -2 and round(1.005, 2) == 1.0 and round(7) == 7
assert abs(-2.5) == 2.5 and abs(-2 ** 70) == 2 ** 70 and abs(True) == 1
assert divmod(7.5, 2) == (3.0, 1.5) and pow(2, 0.5) ** 2 > 1.99 and pow(2, -2) == 0.25
assert all([]) and not any([]) and all([1, "a"]) and any([0, 2]) and not all([1, 0])
assert [1, 2, 1].count(1) == 2 and (1, 2, 1).count(3) == 0 and (4, 5).index(5) == 1
