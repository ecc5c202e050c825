s = "The quick brown fox"
assert s.split(" ", 1) == ["The", "quick brown fox"] and "a--b".split("--") == ["a", "b"] and "abc".split(sep="b") == ["a", "c"]
assert "x\ny\n".splitlines() == ["x", "y"] and "".splitlines() == [] and "a\n\nb".split("\n") == ["a", "", "b"]
assert "  a ".strip() == "a" and "xxaxx".strip("x") == "a" and "xa".lstrip("x") == "a" and "ax".rstrip("x") == "a"
assert "aaa".replace("a", "b") == "bbb" and "abc".replace("", "-") == "-a-b-c-" and "aaa".replace("a", "", 2) == "a"
assert s.find("quick", 5) == -1 and s.find("q", -20) == 4 and s.rfind("o") == 17 and s.index("fox") == 16
assert "abab".count("ab") == 2 and "aaa".count("aa") == 1 and "abc".count("") == 4
assert "hello world's".title() == "Hello World'S" and "ABC".lower() == "abc" and "né".upper() == "NÉ"
assert "aB1".isalnum() and not "a b".isalnum() and " \t".isspace() and "ab1".islower() and not "1".islower()
assert "٣".isdigit() and "½".isnumeric() and not "-1".isdigit() and not "".isalpha()
assert sorted("hello") == ["e", "h", "l", "l", "o"] and "".join(reversed("abc")) == "cba" and "é" in "née"
assert "néè"[1] == "é" and "néè"[-1] == "è" and "néè"[0:2] == "né" and "néè".find("è") == 2 and ord("é") == 233
assert "a" * 0 == "" and "a" * -1 == "" and 3 * "ab" == "ababab" and "a" + "b" == "ab" and not "a" == 1
assert "a" < "b" < "c" and "Z" < "a" and "" < "a" and "abc" >= "abb" and max("b", "a") == "b"
assert list(map(str.upper, ["a", "b"])) == ["A", "B"] and sorted(["b", "A"], key=str.lower) == ["A", "b"]
assert r"\n" == "\\n" and len("\t\x41\u00e9") == 3 and 'it''s' == "its" and """a
b""" == "a\nb"
assert ", ".join([]) == "" and ", ".join("ab") == "a, b" and "%" == "%" and "abc"[1:][0] == "b"
assert "abcdef"[::2] == "ace" and "abcdef"[4:1:-1] == "edc" and "abc"[5:] == "" and "abc"[-10:2] == "ab" and "abc"[None:2] == "ab"
