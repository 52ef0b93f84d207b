package sources

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/sessions"
)

func recordingKind() *source.Kind {
	return &source.Kind{
		Name: "recording", Aliases: []string{"rec"}, Replayable: true,
		Help: "Replays a recorded stream batch by batch, each with the timestamp it had. " +
			"A path that begins with examples: names one that comes with the program.",
		Example: `spark.ReadStream().Format("recording").Load("examples:departures.rec")`,
		Options: []source.Option{{Name: "path", Type: "path", Required: true, Help: "the recording, a .rec file"},
			{Name: "digest", Type: "text", Help: "sha256: and the first digits of the file's digest, eight at least; another file is refused"}},
		OpenStream: openRecording, ReadBatch: readRecording, Direct: true,
	}
}

// replay is a recorded stream. Its offset is the number of batches taken: "3". Under a trigger that
// counts rows it may lie in a batch: {"batch":3,"row":5}.
type replay struct {
	path string
	rec  *sessions.Recording
}

func openRecording(env source.Env, spec source.Spec) (source.Source, error) {
	path := spec.Path
	if path == "" {
		path = optionsOf("recording", spec).str("path", "")
	}
	if path == "" {
		return nil, fmt.Errorf("the format recording needs a path: Load(\"examples:departures.rec\")")
	}
	rec, err := loadRecording(env, path)
	if err != nil {
		return nil, err
	}
	if want := optionsOf("recording", spec).str("digest", ""); want != "" {
		if err := rec.CheckDigest(want); err != nil {
			rec.Close()
			return nil, err
		}
	}
	if s := rec.Header().Schema; spec.Schema != nil && spec.Schema.String() != s.String() {
		rec.Close()
		return nil, fmt.Errorf("the recording %s has its own schema (%s); leave Schema out", path, s)
	}
	return &replay{path: path, rec: rec}, nil
}

func loadRecording(env source.Env, path string) (*sessions.Recording, error) {
	name, builtIn := strings.CutPrefix(path, "examples:")
	if !builtIn {
		return sessions.OpenRecording(absolute(env, path))
	}
	if env.Files == nil {
		return nil, fmt.Errorf("there are no examples here, so %s cannot be opened", path)
	}
	b, err := fs.ReadFile(env.Files, name)
	if err != nil {
		return nil, fmt.Errorf("there is no example %q; sparkrepl examples lists them", name)
	}
	return sessions.ReadRecording(bytes.NewReader(b), int64(len(b)), path)
}

func readRecording(_ context.Context, env source.Env, spec source.Spec) (*data.Batch, error) {
	s, err := openRecording(env, spec)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	r := s.(*replay)
	return r.Read(context.Background(), "", source.Offset(strconv.Itoa(r.Batches())))
}

// Schema implements [source.Source].
func (r *replay) Schema() *data.Schema { return r.rec.Header().Schema }

// recordedAt is a position: so many whole batches, and rows of the next one.
type recordedAt struct {
	Batch int `json:"batch"`
	Row   int `json:"row"`
}

func (a recordedAt) offset() source.Offset {
	if a.Row == 0 {
		return source.Offset(strconv.Itoa(a.Batch))
	}
	return source.Offset(fmt.Sprintf(`{"batch":%d,"row":%d}`, a.Batch, a.Row))
}

func (r *replay) position(o source.Offset) (recordedAt, error) {
	var at recordedAt
	if o == "" {
		return at, nil
	}
	var err error
	if at.Batch, err = strconv.Atoi(string(o)); err != nil {
		err = json.Unmarshal([]byte(o), &at)
	}
	if err != nil || at.Batch < 0 || at.Batch > r.rec.Len() || at.Row < 0 || at.Row > 0 && (at.Batch == r.rec.Len() || int64(at.Row) >= r.rec.Rows(at.Batch)) {
		return at, fmt.Errorf("%q is no position in the recording %s, which has %d batches", o, r.path, r.rec.Len())
	}
	return at, nil
}

// Latest implements [source.Source]: the next recorded batch, or what is left of it; all of them
// under Limit.All, and as many rows as Limit.Rows.
func (r *replay) Latest(_ context.Context, start source.Offset, limit source.Limit) (source.Offset, error) {
	at, err := r.position(start)
	if err != nil || at.Batch == r.rec.Len() {
		return start, err
	}
	return r.next(at, limit).offset(), nil
}

func (r *replay) next(at recordedAt, limit source.Limit) recordedAt {
	switch {
	case limit.All:
		return recordedAt{Batch: r.rec.Len()}
	case limit.Rows <= 0:
		return recordedAt{Batch: at.Batch + 1}
	}
	left := limit.Rows
	for ; at.Batch < r.rec.Len(); at = (recordedAt{Batch: at.Batch + 1}) {
		if here := r.rec.Rows(at.Batch) - int64(at.Row); left < here {
			at.Row += int(left)
			return at
		} else if left -= here; left == 0 {
			return recordedAt{Batch: at.Batch + 1}
		}
	}
	return at
}

// Ahead implements [source.Finite].
func (r *replay) Ahead(start source.Offset, limit source.Limit) []int64 {
	at, err := r.position(start)
	if err != nil {
		return nil
	}
	var out []int64
	for at.Batch < r.rec.Len() {
		to := r.next(at, limit)
		rows := int64(to.Row - at.Row)
		for n := at.Batch; n < to.Batch; n++ {
			rows += r.rec.Rows(n)
		}
		out, at = append(out, rows), to
	}
	return out
}

// Read implements [source.Source].
func (r *replay) Read(_ context.Context, start, end source.Offset) (*data.Batch, error) {
	from, err := r.position(start)
	if err != nil {
		return nil, err
	}
	to, err := r.position(end)
	if err != nil {
		return nil, err
	}
	var parts []*data.Batch
	for i := from.Batch; i < to.Batch || i == to.Batch && to.Row > 0; i++ {
		b, err := r.rec.Batch(i)
		if err != nil {
			return nil, err
		}
		first, last := 0, b.N
		if i == from.Batch {
			first = from.Row
		}
		if i == to.Batch {
			last = to.Row
		}
		if first > 0 || last < b.N {
			b = b.Slice(first, last)
		}
		parts = append(parts, b)
	}
	return data.Concat(r.Schema(), parts...), nil
}

// Commit implements [source.Source].
func (r *replay) Commit(source.Offset) error { return nil }

// Freeze implements [source.Freezer]: a recording does not grow while it is open.
func (r *replay) Freeze(context.Context) error { return nil }

// Describe implements [source.Source].
func (r *replay) Describe() string { return "Recording[" + r.path + "]" }

// Flaw implements [source.Flawed].
func (r *replay) Flaw() string {
	loss := r.rec.Loss()
	if loss == nil {
		return ""
	}
	return r.path + ": " + loss.Text
}

// Close implements [source.Source].
func (r *replay) Close() error { return r.rec.Close() }

// Batches implements [source.Finite].
func (r *replay) Batches() int { return r.rec.Len() }

// TimeAfter is the timestamp of the batch that starts at an offset, in microseconds.
func (r *replay) TimeAfter(start source.Offset) int64 {
	at, err := r.position(start)
	if err != nil || at.Batch == r.rec.Len() {
		return 0
	}
	return r.rec.Time(at.Batch)
}
