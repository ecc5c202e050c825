s = "Hello, World"
assert s[0] == "H" and s[-1] == "d" and s[::-1] == "dlroW ,olleH" and s[7:] == "World"
assert s.lower().upper() == "HELLO, WORLD" and s.swapcase() == "hELLO, wORLD"
assert " a b ".split() == ["a", "b"] and "a,b,,".split(",") == ["a", "b", "", ""]
assert "-".join(["a", "b"]) == "a-b" and "ab" * 3 == "ababab" and "a" "b" == "ab"
assert "abcabc".replace("b", "x", 1) == "axcabc" and "abc".find("c") == 2 and "abc".find("z") == -1
assert "12".isdigit() and not "".isdigit() and "aB".isalpha() and "ab".islower() and "A1".isupper()
assert "naïve"[2] == "ï" and len("naïve") == 5 and "naïve"[::-1] == "evïan"
assert "x".zfill(3) == "00x" and "-5".zfill(4) == "-005" and "iN Paris".capitalize() == "In paris"
assert chr(97) == "a" and ord("a") == 97 and bin(10) == "0b1010" and bin(-10)[3:] == "1010"
assert str([1, "a", None, 2.0, (1,), {"k": True}]) == "[1, 'a', None, 2.0, (1,), {'k': True}]"
assert str(1e16) == "1e+16" and str(0.1) == "0.1" and str(1e-5) == "1e-05" and str(100.0) == "100.0"
assert "abc".startswith(("x", "a")) and "abc".endswith("bc") and "aXbX".count("X") == 2
