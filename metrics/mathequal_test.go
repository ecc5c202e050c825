package metrics

import "testing"

// TestMathEqual lists pairs of normalised answers with what sympy 1.14 says of them, through
// lm-evaluation-harness 0.4.13, and what MathEqual does: they differ where MathEqual knows
// more, and in one pair of which sympy reads the comma as one of thousands.
func TestMathEqual(t *testing.T) {
	differ := 0
	for _, tt := range []struct {
		a, b        string
		sympy, want bool
	}{
		{`1/2`, `\frac{1}{2}`, true, true},
		{`0.5`, `\frac{1}{2}`, true, true},
		{`.5`, `0.5`, false, true},
		{`\dfrac{1}{2}`, `\frac{1}{2}`, true, true},
		{`\frac{2}{4}`, `\frac{1}{2}`, true, true},
		{`4`, `4.0`, true, true},
		{`4`, `5`, false, false},
		{`2x+3`, `3+2x`, true, true},
		{`2(x+1)`, `2x+2`, true, true},
		{`(x+1)^2`, `x^2+2x+1`, true, true},
		{`(x+1)(x-1)`, `x^2-1`, true, true},
		{`(x+1)(x-1)`, `x^2+1`, false, false},
		{`\sqrt{8}`, `2\sqrt{2}`, true, true},
		{`\sqrt{2}/2`, `\frac{1}{\sqrt{2}}`, true, true},
		{`\frac{\sqrt{3}}{3}`, `\frac{1}{\sqrt{3}}`, true, true},
		{`\sqrt[3]{8}`, `2`, true, true},
		{`\sqrt[3]{16}`, `2\sqrt[3]{2}`, true, true},
		{`2^{10}`, `1024`, true, true},
		{`2^{-1}`, `\frac{1}{2}`, true, true},
		{`10^{3}`, `1000`, true, true},
		{`3!`, `6`, true, true},
		{`\pi/2`, `\frac{\pi}{2}`, true, true},
		{`2\pi`, `6.283185307179586`, false, true},
		{`6\pi`, `\pi\cdot6`, true, true},
		{`-\frac{2}{3}`, `\frac{-2}{3}`, true, true},
		{`-\frac{2}{3}`, `-2/3`, true, true},
		{`\frac{1}{3}`, `0.333`, false, false},
		{`\frac{1}{3}`, `0.3333333333`, false, false},
		{`(1,2)`, `(1,2)`, true, true},
		{`(1,2)`, `(1.0,2)`, false, true},
		{`(1,2)`, `(2,1)`, false, false},
		{`[2,5)`, `[2,5)`, true, true},
		{`[2,5)`, `[2,5]`, false, false},
		{`[2,5)`, `(2,5)`, false, false},
		{`\{1,2\}`, `\{2,1\}`, false, true},
		{`1,2`, `2,1`, false, false},
		{`x`, `y`, false, false},
		{`x_1`, `x_2`, false, false},
		{`x^2`, `x^3`, false, false},
		{`\sin^2x+\cos^2x`, `1`, true, true},
		{`\sin(2x)`, `2\sin(x)\cos(x)`, true, true},
		{`\log_28`, `3`, true, true},
		{`\ln(x^2)`, `2\ln(x)`, false, false},
		{`|x|`, `\sqrt{x^2}`, false, true},
		{`1\frac{1}{2}`, `\frac{3}{2}`, false, true},
		{`2\frac{1}{3}`, `\frac{7}{3}`, false, true},
		{`\text{Evelyn}`, `Evelyn`, false, false},
		{`Evelyn`, `Evelyn`, true, true},
		{`\text{yes}`, `\text{no}`, false, false},
		{`50\%`, `50`, false, false},
		{`50\%`, `50\%`, true, true},
		{`3\cdot4`, `12`, true, true},
		{`3\times4`, `12`, true, true},
		{`12\div4`, `3`, true, true},
		{`1/2x`, `\frac{1}{2x}`, true, true},
		{`2+3i`, `3i+2`, true, true},
		{`a+b`, `b+a`, true, true},
		{`ab`, `ba`, true, true},
		{`a/b/c`, `\frac{a}{bc}`, true, true},
		{`\frac{a}{b}`, `\frac{b}{a}`, false, false},
		{`\frac{x^2-1}{x-1}`, `x+1`, true, true},
		{`\frac{1}{x}+\frac{1}{y}`, `\frac{x+y}{xy}`, true, true},
		{`e^{x}e^{y}`, `e^{x+y}`, true, true},
		{`1,000`, `1000`, true, false},
		{`10000`, `10000.0`, true, true},
		{`\frac{\pi}{4}`, `0.785398163397`, false, false},
		{`\left(\frac{1}{2},3\right)`, `(0.5,3)`, false, true},
		{`\left(3,\frac{\pi}{2}\right)`, `(3,\frac{\pi}{2})`, false, true},
		{`\begin{pmatrix}1\\2\end{pmatrix}`, `\begin{pmatrix}1\\2\end{pmatrix}`, true, true},
		{`\begin{pmatrix}1\\2\end{pmatrix}`, `\begin{pmatrix}1\\3\end{pmatrix}`, false, false},
		{`-3`, `3`, false, false},
		{`0`, `-0`, true, true},
		{`\frac{0}{5}`, `0`, true, true},
		{`\frac{5}{0}`, `\frac{5}{0}`, true, true},
		{`5/0`, `6/0`, false, false},
		{`99999999999999999999`, `99999999999999999998`, false, false},
		{`10^{30}+1`, `10^{30}`, false, false},
		{`2^{2010}`, `4\cdot2^{2008}`, true, true},
		{`\infty`, `\infty`, true, true},
		{`(-\infty,3)`, `(-\infty,3)`, true, true},
		{`x\in[1,2]`, `[1,2]`, false, false},
		{`\frac{13}{4}`, `3.25`, true, true},
		{`\frac{9}{4}\pi`, `2.25\pi`, true, true},
		{`5x-7y+11z+4`, `4+11z-7y+5x`, true, true},
		{`\cos\frac{\pi}{3}`, `\frac{1}{2}`, false, true},
		{`\tan45`, `1`, false, false},
		{`x=5`, `5`, false, false},
		{`[invalidanswer]`, `5`, false, false},
		{`|x|`, `x`, false, false},
		{`\sqrt{x^2}`, `x`, false, false},
		{`\frac{`, `\frac{`, true, true},
		{`\frac{`, `1`, false, false},
		{`(1`, `1`, false, false},
	} {
		if got := MathEqual(tt.a, tt.b); got != tt.want {
			t.Errorf("MathEqual(%q, %q) = %v, want %v (sympy: %v)", tt.a, tt.b, got, tt.want, tt.sympy)
		}
		if got := MathEqual(tt.b, tt.a); got != tt.want {
			t.Errorf("MathEqual(%q, %q) = %v, want %v as the other way round", tt.b, tt.a, got, tt.want)
		}
		if tt.sympy != tt.want {
			differ++
		}
	}
	if want := 11; differ != want {
		t.Errorf("%d verdicts differ from sympy's, want %d", differ, want)
	}
}
