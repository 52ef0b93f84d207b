package sessions

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
)

// digestKind stands before a digest.
const digestKind = "sha256:"

// leastDigest is how many of its digits tell one recording from another.
const leastDigest = 8

// Digest is the SHA-256 of the whole file: "sha256:" and 64 digits.
func (r *Recording) Digest() (string, error) {
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(r.r, 0, r.size)); err != nil {
		return "", err
	}
	return digestKind + hex.EncodeToString(h.Sum(nil)), nil
}

// CheckDigest fails when the file is another one than the digest, or its first digits, were taken of.
func (r *Recording) CheckDigest(want string) error {
	want = strings.ToLower(strings.TrimRight(want, ".…"))
	if digits, ok := strings.CutPrefix(want, digestKind); !ok || len(digits) < leastDigest {
		return fmt.Errorf("%q is no digest of a recording: that is %s and at least %d digits", want, digestKind, leastDigest)
	}
	got, err := r.Digest()
	if err != nil || strings.HasPrefix(got, want) {
		return err
	}
	return damaged{fmt.Errorf("%s is another recording than the one that was meant: its digest is %s, not %s", r.name, got, want)}
}
