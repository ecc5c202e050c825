package page

import (
	"bytes"
	"testing"
)

func TestSamePageGivesSameBytes(t *testing.T) {
	a, err := fixture().HTML()
	if err != nil {
		t.Fatal(err)
	}
	b, err := fixture().HTML()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a, b) {
		t.Error("HTML() gave other bytes the second time")
	}
}
