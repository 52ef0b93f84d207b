package sources

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// partitioned is a folder that sinks write to, in folders by p.
type partitioned struct {
	t   *testing.T
	dir string
	k   *source.Kind
	sc  *data.Schema
}

func (p *partitioned) open() source.Stager {
	p.t.Helper()
	s, err := p.k.OpenSink(testEnv(p.dir), source.Spec{Path: "out", Schema: p.sc, PartitionBy: []string{"p"}})
	if err != nil {
		p.t.Fatal(err)
	}
	return s.(source.Stager)
}

// stage stages a batch of one row, or of none.
func (p *partitioned) stage(s source.Stager, batch int64, part string) source.Staged {
	p.t.Helper()
	rows := data.Empty(p.sc)
	if part != "" {
		rows = data.FromRows(p.sc, [][]any{{part, int32(batch)}})
	}
	staged, err := s.Stage(context.Background(), batch, source.Append, rows)
	if err != nil {
		p.t.Fatal(err)
	}
	return staged
}

func (p *partitioned) publish(staged source.Staged) {
	p.t.Helper()
	if err := staged.Publish(); err != nil {
		p.t.Fatal(err)
	}
}

// holds compares the rows that count.
func (p *partitioned) holds(want string) {
	p.t.Helper()
	b, err := p.k.ReadBatch(context.Background(), testEnv(p.dir), source.Spec{Path: "out", Schema: p.sc})
	if err != nil || rowsText(b) != want {
		p.t.Errorf("%v: got %s, want %s", err, rowsText(b), want)
	}
}

// gone tells that no files are left in the folders of these parts.
func (p *partitioned) gone(parts ...string) {
	p.t.Helper()
	for _, part := range parts {
		if left, _ := filepath.Glob(filepath.Join(p.dir, "out", "p="+part, "*")); len(left) != 0 {
			p.t.Errorf("files of a batch that did not count are left: %v", left)
		}
	}
}

// TestStagedFiles stages batches before those in front count: they count in their order, what is discarded does not,
// and files that an ended run left of a batch are gone when it comes with other rows.
func TestStagedFiles(t *testing.T) {
	k, _ := Find("csv")
	p := &partitioned{t, t.TempDir(), k, schema(t, "p STRING, n INT")}
	s := p.open()
	for n := range int64(9) {
		p.publish(p.stage(s, n, "a"))
	}
	all := "0 a; 1 a; 2 a; 3 a; 4 a; 5 a; 6 a; 7 a; 8 a"
	nine, ten := p.stage(s, 9, "b"), p.stage(s, 10, "c") // the entry of nine repeats all before it
	p.holds(all)
	ten.Discard()
	nine.Discard()
	p.holds(all)
	p.publish(p.stage(s, 9, "d"))
	p.gone("b")
	p.stage(s, 10, "e")
	s = p.open()
	p.publish(p.stage(s, 9, "f")) // it counts already
	p.publish(p.stage(s, 10, ""))
	p.gone("c", "e", "f")
	staged := p.stage(s, 11, "g")
	p.publish(p.stage(p.open(), 11, "g"))
	if err := staged.Publish(); err == nil || !strings.Contains(err.Error(), "CONCURRENT_STREAM_LOG_UPDATE") {
		t.Errorf("two queries write one batch: %v", err)
	}
	p.publish(p.stage(s, 11, "h")) // it counts already
	p.holds(all + "; 9 d; 11 g")
}
