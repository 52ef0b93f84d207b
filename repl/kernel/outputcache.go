package kernel

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"maps"
	"os"
	"regexp"
	"slices"

	"github.com/sparkrepl/sparkrepl/repl/notebook"
	"github.com/sparkrepl/sparkrepl/sessions"
	"github.com/sparkrepl/sparkrepl/viz"
)

// outputCache is what cells showed when the notebook was last open, by a hash of all that it depends on: the cells
// up to it, the parameters, and the files that they name.
type outputCache struct {
	kept map[string]keptOutput
	// now are the hashes of the notebook's cells, by their ID.
	now map[string]string
}

type keptOutput struct {
	Notes  []viz.Line  `json:"notes,omitempty"`
	Output *viz.Figure `json:"output,omitempty"`
}

// mostKept bounds an output that is kept, in bytes.
const mostKept = 256 << 10

// openOutputs reads what the cells of the notebook showed when it was open before. Nothing runs.
func (k *Kernel) openOutputs() {
	k.outputs = outputCache{}
	if text := sessions.Outputs(k.o.CacheDir, k.path); text != nil {
		_ = json.Unmarshal(text, &k.outputs.kept) // a damaged cache is none
	}
	k.hashCells()
}

// hashCells finds the hash of each cell as it is now, where there is something to look up.
func (k *Kernel) hashCells() {
	if len(k.outputs.kept) > 0 {
		k.outputs.now = k.cellHashes()
	}
}

// cellHashes are the hashes of the live cells.
func (k *Kernel) cellHashes() map[string]string {
	out := map[string]string{}
	h := sha256.New()
	fmt.Fprintf(h, "1 %s %d %q %q\n", k.zone(), k.o.Seed, k.instead.path, k.instead.digest)
	k.hashFile(h, k.instead.path)
	for _, name := range slices.Sorted(maps.Keys(k.o.Params)) {
		fmt.Fprintf(h, "%q=%q\n", name, k.o.Params[name])
	}
	for _, c := range k.book.Cells() {
		if !c.Live() {
			continue
		}
		fmt.Fprintf(h, "%s %q %q\n", c.Kind, c.Name(), c.Source)
		for _, m := range quoted.FindAllStringSubmatch(c.Source, -1) {
			k.hashFile(h, m[1])
		}
		out[c.ID] = hex.EncodeToString(h.Sum(nil)[:16])
	}
	return out
}

// quoted are the texts of a cell that may name a file.
var quoted = regexp.MustCompile("[\"'`]([^\"'`\n]{1,400})[\"'`]")

// hashFile adds the size and the time of a file, or of a folder, when there is one.
func (k *Kernel) hashFile(h hash.Hash, name string) {
	if name == "" {
		return
	}
	if st, err := os.Stat(k.absFrom(name)); err == nil {
		fmt.Fprintf(h, "%q %d %d\n", name, st.Size(), st.ModTime().UnixNano())
	}
}

// keptOf is what a cell showed when it last ran as it is now; nil: it did not.
func (k *Kernel) keptOf(id string) *keptOutput {
	if kept, ok := k.outputs.kept[k.outputs.now[id]]; ok {
		return &kept
	}
	return nil
}

// keepOutputs writes what the cells show that ran, and what those showed that did not run since.
func (k *Kernel) keepOutputs() {
	if k.o.CacheDir == "" || k.path == "" || len(k.cells) == 0 {
		return
	}
	now, out := k.cellHashes(), map[string]keptOutput{}
	status := k.runs.Status(k.book.Cells(), k.names())
	for i, c := range k.book.Cells() {
		v := k.cellView(c, i, status[c.ID])
		kept := keptOutput{v.Notes, v.Output}
		if size, err := json.Marshal(kept); err == nil && len(size) <= mostKept && (v.State == string(notebook.OK) || v.State == "cached") && (kept.Output != nil || len(kept.Notes) > 0) {
			out[now[c.ID]] = kept
		}
	}
	text, err := json.Marshal(out)
	if err != nil || len(out) == 0 && len(k.outputs.kept) == 0 || bytes.Equal(text, sessions.Outputs(k.o.CacheDir, k.path)) {
		return
	}
	_ = sessions.KeepOutputs(k.o.CacheDir, k.path, text) // a cache that cannot be written is only missed
}
