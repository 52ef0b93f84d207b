package sessions

import (
	"errors"
	"os"
	"path/filepath"
)

// folderUse is one user's part in a folder that many may use, and one alone for a while. It ends with the
// process at the latest.
type folderUse struct{ file *os.File }

// useFile is the file in the folder by which its users know of each other; it holds nothing.
const useFile = ".use"

// useFolder takes part in the use of a folder; it fails with errAlone while somebody is alone in it.
func useFolder(dir string) (*folderUse, error) {
	f, err := os.OpenFile(filepath.Join(dir, useFile), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	u := &folderUse{f}
	if !u.share() {
		u.leave()
		return nil, errAlone
	}
	return u, nil
}

// errAlone says that somebody is alone in a folder.
var errAlone = errors.New("the folder is in use")

// leave ends the use.
func (u *folderUse) leave() {
	if u != nil && u.file != nil {
		_ = u.file.Close() // the lock goes with it
		u.file = nil
	}
}
