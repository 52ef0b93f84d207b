//go:build !linux

package sessions

// nameNew gives a file a name that nobody has, and takes its old one; it fails with [fs.ErrExist] where somebody has it.
func nameNew(old, path string) error { return linkNew(old, path) }
