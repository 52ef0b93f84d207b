package script

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/scenario"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/sessions"
)

// IsScenario tells by its name whether a file holds scenarios.
func IsScenario(name string) bool { return testable(name) && !strings.HasSuffix(name, ".spark.md") }

// ScenarioNotebook writes the notebook of a scenario, and recordings of what its query read, below dir
// and returns the notebook's path: the batches have the numbers that they have in the scenario. name
// chooses one of several.
func ScenarioNotebook(ctx context.Context, file, name, dir string) (string, error) {
	if err := given(file, file); err != nil {
		return "", err
	}
	list, err := scenario.Load(file)
	if err != nil {
		return "", exit(Misuse, err)
	}
	s, err := choose(list, file, name)
	if err != nil {
		return "", exit(Misuse, err)
	}
	replay, err := s.Replay(ctx)
	if err != nil {
		return "", exit(Misuse, err)
	}
	text := scenarioText(s, replay)
	full, err := filepath.Abs(file)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(full + "\x00" + text))
	dir = filepath.Join(dir, fmt.Sprintf("%x", sum[:6]))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", Unwritten(dir, err)
	}
	for of, batches := range replay.Streams {
		if err := recordBatches(filepath.Join(dir, recName(of)), batches); err != nil {
			return "", err
		}
	}
	for of, rows := range replay.Tables {
		if err := recordBatches(filepath.Join(dir, recName(of)), []*data.Batch{rows}); err != nil {
			return "", err
		}
	}
	path := filepath.Join(dir, "scenario.spark.md")
	return path, ReplaceFile(path, []byte(text))
}

// choose finds the scenario that is meant.
func choose(list []*scenario.Scenario, file, name string) (*scenario.Scenario, error) {
	var found []*scenario.Scenario
	for _, s := range list {
		if s.Name == name {
			return s, nil
		}
		if name == "" || strings.Contains(s.Name, name) {
			found = append(found, s)
		}
	}
	switch len(found) {
	case 0:
		return nil, fmt.Errorf("%s has no scenario with %q in its name", file, name)
	case 1:
		return found[0], nil
	}
	return nil, &kernel.Failure{Message: fmt.Sprintf("%s has %d scenarios", file, len(found)), Hint: "choose one by its name: --name " + shellWord(found[0].Name)}
}

func recordBatches(path string, batches []*data.Batch) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return Unwritten(path, err)
	}
	w, err := sessions.CreateRecording(path, sessions.Header{Schema: batches[0].Schema, Source: "scenario"})
	if err != nil {
		return Unwritten(path, err)
	}
	for i, b := range batches {
		add := w.AppendEmpty
		if b.N > 0 {
			add = func(time int64) error { return w.Append(b, time) }
		}
		if err := add(int64(i + 1)); err != nil {
			return Unwritten(path, errors.Join(err, w.Close()))
		}
	}
	return Unwritten(path, w.Close())
}

// recName is the recording of a stream or a table, whose name may be any text.
func recName(of string) string {
	return strings.Map(func(r rune) rune {
		if r == '/' || r == os.PathSeparator || r < ' ' {
			return '_'
		}
		return r
	}, of) + ".rec"
}

// openCommand is the command that opens a scenario at a batch.
func openCommand(file, name string, several bool, at int) string {
	out := "sparkrepl " + shellWord(file)
	if several {
		out += " --name " + shellWord(name)
	}
	return out + " --at " + strconv.Itoa(at)
}

// shellWord quotes what a shell would take apart.
func shellWord(s string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,+@%"
	if s != "" && strings.Trim(s, plain) == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
