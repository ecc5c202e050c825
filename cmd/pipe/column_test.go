package main

import (
	"strings"
	"testing"
)

func TestAddressWidth(t *testing.T) {
	for _, tt := range []struct {
		addresses []string
		want      int
	}{
		{nil, 28},
		{[]string{"pretrain.base"}, 28},
		{[]string{"pretrain.base", strings.Repeat("a", 40)}, 40},
		{[]string{strings.Repeat("ä", 40)}, 40},
		{[]string{strings.Repeat("a", 30), strings.Repeat("a", 200)}, 30},
	} {
		if got := addressWidth(tt.addresses); got != tt.want {
			t.Errorf("addressWidth(%q) = %d, want %d", tt.addresses, got, tt.want)
		}
	}
}
