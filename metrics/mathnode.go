package metrics

import (
	"math"
	"math/big"
	"math/cmplx"
)

// A mathNode is an expression: an operator and what it is applied to.
type mathNode struct {
	op    string // "number", "variable", "pi", "+", "*", "/", "^", "-", "root", "!", "abs", or a function
	value *big.Rat
	name  string
	args  []*mathNode
}

// variables appends the names of the variables.
func (n *mathNode) variables(names []string) []string {
	if n.op == "variable" {
		names = append(names, n.name)
	}
	for _, a := range n.args {
		names = a.variables(names)
	}
	return names
}

// maxMathBits bounds the size of an exact number.
const maxMathBits = 1 << 16

// exact returns the value where it is rational, and found by rational arithmetic
// alone.
func (n *mathNode) exact(env mathPoint) (*big.Rat, bool) {
	switch n.op {
	case "number":
		return n.value, true
	case "variable":
		return env[n.name], true
	}
	args := make([]*big.Rat, len(n.args))
	for i, a := range n.args {
		var ok bool
		if args[i], ok = a.exact(env); !ok {
			return nil, false
		}
	}
	z := new(big.Rat)
	switch n.op {
	case "+":
		for _, a := range args {
			z.Add(z, a)
		}
	case "*":
		z.SetInt64(1)
		for _, a := range args {
			z.Mul(z, a)
		}
	case "-":
		z.Neg(args[0])
	case "/":
		if args[1].Sign() == 0 {
			return nil, false
		}
		z.Quo(args[0], args[1])
	case "^":
		return wholePower(args[0], args[1])
	case "abs":
		z.Abs(args[0])
	case "!":
		if !args[0].IsInt() || args[0].Sign() < 0 || !args[0].Num().IsInt64() || args[0].Num().Int64() > 1000 {
			return nil, false
		}
		z.SetInt(new(big.Int).MulRange(1, args[0].Num().Int64()))
	default:
		return nil, false
	}
	return z, z.Num().BitLen()+z.Denom().BitLen() < maxMathBits
}

// wholePower raises a number to a whole power.
func wholePower(base, exponent *big.Rat) (*big.Rat, bool) {
	if !exponent.IsInt() || !exponent.Num().IsInt64() {
		return nil, false
	}
	e := exponent.Num().Int64()
	size := int64(base.Num().BitLen() + base.Denom().BitLen())
	if e < -maxMathBits || e > maxMathBits || size*max(e, -e) > maxMathBits || base.Sign() == 0 && e < 0 {
		return nil, false
	}
	abs := big.NewInt(max(e, -e))
	num, denom := new(big.Int).Exp(base.Num(), abs, nil), new(big.Int).Exp(base.Denom(), abs, nil)
	if e < 0 {
		num, denom = denom, num
	}
	return new(big.Rat).SetFrac(num, denom), true
}

// mathFunctions are those that a pocket calculator has. The logarithm without a
// base is that of 10.
var mathFunctions = map[string]func(x complex128) complex128{
	"sin": cmplx.Sin, "cos": cmplx.Cos, "tan": cmplx.Tan,
	"cot":    func(x complex128) complex128 { return 1 / cmplx.Tan(x) },
	"sec":    func(x complex128) complex128 { return 1 / cmplx.Cos(x) },
	"csc":    func(x complex128) complex128 { return 1 / cmplx.Sin(x) },
	"arcsin": cmplx.Asin, "arccos": cmplx.Acos, "arctan": cmplx.Atan,
	"sinh": cmplx.Sinh, "cosh": cmplx.Cosh, "tanh": cmplx.Tanh,
	"ln": cmplx.Log, "exp": cmplx.Exp, "log": cmplx.Log10,
}

// approximate returns the value, or NaN where there is none.
func (n *mathNode) approximate(env mathPoint) complex128 {
	if v, ok := n.exact(env); ok {
		f, _ := v.Float64()
		return complex(f, 0)
	}
	if n.op == "pi" {
		return math.Pi
	}
	args := make([]complex128, len(n.args))
	for i, a := range n.args {
		args[i] = a.approximate(env)
	}
	switch n.op {
	case "+":
		z := complex128(0)
		for _, a := range args {
			z += a
		}
		return z
	case "*":
		z := complex128(1)
		for _, a := range args {
			z *= a
		}
		return z
	case "-":
		return -args[0]
	case "/":
		return args[0] / args[1]
	case "^":
		return cmplx.Pow(args[0], args[1])
	case "root":
		if args[1] == 2 {
			return cmplx.Sqrt(args[0])
		}
		return cmplx.Pow(args[0], 1/args[1])
	case "abs":
		return complex(cmplx.Abs(args[0]), 0)
	}
	if f := mathFunctions[n.op]; f != nil {
		return f(args[0])
	}
	return cmplx.NaN()
}
