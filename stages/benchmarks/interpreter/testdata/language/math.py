import math
assert math.sqrt(16) == 4.0 and math.floor(-1.5) == -2 and math.ceil(1.2) == 2 and math.gcd(12, 18) == 6
