package miniature

import "testing"

func TestPolish(t *testing.T) {
	tests := []struct{ in, want string }{
		{"a owl  saw it. it was a {adj} owl", "An owl saw it. It was a {adj} owl"},
		{`"how much is it?" asked Dag.`, `"How much is it?" asked Dag.`},
		{`"is it far?" "not far!" "go on."`, `"Is it far?" "Not far!" "Go on."`},
		{"first\nsecond! third", "First\nSecond! Third"},
	}
	for _, x := range tests {
		if got := polish(x.in); got != x.want {
			t.Errorf("polish(%q) = %q, want %q", x.in, got, x.want)
		}
	}
}
