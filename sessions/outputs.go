package sessions

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
)

// outputsFile is where the outputs of the notebook at a path are kept: the folder may be deleted at any time.
func outputsFile(cache, path string) string {
	sum := sha256.Sum256([]byte(path))
	return filepath.Join(cache, "outputs", hex.EncodeToString(sum[:16])+".json")
}

// Outputs are what [KeepOutputs] kept last for the notebook at a path; nil when there is nothing.
func Outputs(cache, path string) []byte {
	if cache == "" || path == "" {
		return nil
	}
	text, err := os.ReadFile(outputsFile(cache, path))
	if err != nil {
		return nil
	}
	return text
}

// KeepOutputs keeps what the cells of the notebook at a path showed. It is for the owner alone to read.
func KeepOutputs(cache, path string, text []byte) error {
	if cache == "" || path == "" {
		return nil
	}
	file := outputsFile(cache, path)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	return Replace(file, text, 0o600)
}
