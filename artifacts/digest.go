package artifacts

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
)

// digestPrefix stands before a digest in text, so that a digest cannot be
// mistaken for a key.
const digestPrefix = "sha256:"

// shortHex is how many hexadecimal digits are enough to tell values apart in
// a message.
const shortHex = 12

// A Digest names bytes: it is their SHA-256.
type Digest [sha256.Size]byte

// Sum returns the digest of b.
func Sum(b []byte) Digest { return sha256.Sum256(b) }

// sumBytes is how much of a file is hashed at a time.
const sumBytes = 64 << 10

// sumBuffers are used again: there may be thousands of files.
var sumBuffers = sync.Pool{New: func() any { return new([sumBytes]byte) }}

// SumFile returns the digest of the bytes of a file, which need not be in a
// store.
func SumFile(path string) (Digest, error) {
	if d, ok := sumQuickly(path); ok {
		return d, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return Digest{}, err
	}
	defer f.Close()
	buf := sumBuffers.Get().(*[sumBytes]byte)
	defer sumBuffers.Put(buf)
	h := sha256.New()
	for {
		n, err := f.Read(buf[:])
		h.Write(buf[:n])
		if err == io.EOF {
			return Digest(h.Sum(nil)), nil
		}
		if err != nil {
			return Digest{}, err
		}
	}
}

// ParseDigest reads what String writes; the prefix "sha256:" may be missing.
func ParseDigest(s string) (Digest, error) {
	var d Digest
	err := parseHex(d[:], strings.TrimPrefix(s, digestPrefix))
	if err != nil {
		return Digest{}, fmt.Errorf("digest %q: %w", s, err)
	}
	return d, nil
}

// String returns "sha256:" and 64 hexadecimal digits.
func (d Digest) String() string { return digestPrefix + d.hex() }

// Short returns the first 12 hexadecimal digits, for messages.
func (d Digest) Short() string { return d.hex()[:shortHex] }

// IsZero reports whether d names nothing.
func (d Digest) IsZero() bool { return d == Digest{} }

// MarshalText returns what String returns.
func (d Digest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText is ParseDigest.
func (d *Digest) UnmarshalText(text []byte) error {
	parsed, err := ParseDigest(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

func (d Digest) hex() string { return hex.EncodeToString(d[:]) }

// A Key names a computation: what was to be done, never what came of it.
type Key [sha256.Size]byte

// ParseKey reads what String writes.
func ParseKey(s string) (Key, error) {
	var k Key
	if err := parseHex(k[:], s); err != nil {
		return Key{}, fmt.Errorf("key %q: %w", s, err)
	}
	return k, nil
}

// String returns 64 hexadecimal digits.
func (k Key) String() string { return hex.EncodeToString(k[:]) }

// Short returns the first 12 hexadecimal digits, for messages.
func (k Key) Short() string { return k.String()[:shortHex] }

// MarshalText returns what String returns.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText is ParseKey.
func (k *Key) UnmarshalText(text []byte) error {
	parsed, err := ParseKey(string(text))
	if err != nil {
		return err
	}
	*k = parsed
	return nil
}

// parseHex fills dst from s. Upper case is refused, because a value that can
// be spelt in two ways makes two file names.
func parseHex(dst []byte, s string) error {
	if len(s) != hex.EncodedLen(len(dst)) {
		return fmt.Errorf("got %d characters, want %d hexadecimal digits", len(s), hex.EncodedLen(len(dst)))
	}
	if strings.ToLower(s) != s {
		return fmt.Errorf("got upper case, want lower-case hexadecimal digits")
	}
	_, err := hex.Decode(dst, []byte(s))
	return err
}
