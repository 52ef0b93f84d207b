package kernel

import (
	"path/filepath"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/sessions"
	"github.com/sparkrepl/sparkrepl/sources"
)

// standIn is a recording that takes the place of every streaming source; without a path there is none.
type standIn struct{ path, digest string }

// givenStandIn is the one that the caller asks for: from the current folder, not the notebook's.
func givenStandIn(path string) standIn {
	if path == "" || strings.HasPrefix(path, "examples:") {
		return standIn{path: path}
	}
	if full, err := filepath.Abs(path); err == nil {
		path = full
	}
	return standIn{path: path}
}

// chooseStandIn takes the recording of the caller, else the one that the notebook's front matter names.
func (k *Kernel) chooseStandIn() {
	k.instead = givenStandIn(k.o.Replay)
	if k.instead.path == "" {
		k.instead = standIn{k.book.Front("replay"), k.book.Front("rec-digest")}
	}
}

// Replay sets the recording that takes the place of every streaming source; "" ends that.
func (k *Kernel) Replay(path string) error {
	if path != "" {
		path = k.abs(path)
		rec, err := sessions.OpenRecording(path)
		if err != nil {
			return err
		}
		_ = rec.Close()
	}
	k.instead = standIn{path: path}
	return nil
}

// formats finds a kind of source; where a recording stands in for them, every stream is that.
func (k *Kernel) formats(name string) (*source.Kind, error) {
	kind, err := sources.Find(name)
	instead := k.instead
	if err != nil || instead.path == "" || kind.OpenStream == nil {
		return kind, err
	}
	rec, err := sources.Find("recording")
	if err != nil {
		return nil, err
	}
	replay := *kind
	replay.Replayable, replay.Metadata = true, nil
	replay.OpenStream = func(env source.Env, _ source.Spec) (source.Source, error) {
		return rec.OpenStream(env, source.Spec{Path: instead.path, Options: map[string]string{"digest": instead.digest}})
	}
	return &replay, nil
}
