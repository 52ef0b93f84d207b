package sessions

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// operatorFile is state/N/_metadata/metadata in Spark's form; Detail and Layout are ours.
type operatorFile struct {
	Operator struct {
		ID   int    `json:"operatorId"`
		Name string `json:"operatorName"`
	} `json:"operatorInfo"`
	Stores []storeEntry `json:"stateStoreInfo"`
	Detail string       `json:"detail"`
	Layout string       `json:"layout"`
}

type storeEntry struct {
	Name       string `json:"storeName"`
	Prefix     int    `json:"numColsPrefixKey"`
	Partitions int    `json:"numPartitions"`
}

// defaultStore is the name of an operator's only store; its files have no folder of their own.
const defaultStore = "default"

func schemaPath(dir, store string) string {
	if store == defaultStore {
		store = ""
	}
	return filepath.Join(dir, "0", store, "_metadata", "schema")
}

// Shapes implements [engine.ShapeKeeper].
func (c *checkpoint) Shapes() ([]engine.StateShape, bool, error) {
	var out []engine.StateShape
	root := c.stateRoot()
	for i := 0; ; i++ {
		dir := filepath.Join(root, strconv.Itoa(i))
		s, err := readShape(dir)
		if errors.Is(err, fs.ErrNotExist) {
			f := stateFiles{dir: filepath.Join(dir, "0")}
			deltas, _ := entries(f.dir, deltaEnding) // no folder: no state
			snapshots, _ := entries(f.dir, snapshotEnding)
			return out, len(deltas)+len(snapshots) == 0, nil
		}
		if err != nil {
			return nil, false, err
		}
		out = append(out, s)
	}
}

func readShape(dir string) (engine.StateShape, error) {
	var s engine.StateShape
	var m operatorFile
	if _, err := readHead(filepath.Join(dir, "_metadata", "metadata"), &m); err != nil {
		return s, err
	}
	s.Name, s.Detail, s.Layout = m.Operator.Name, m.Detail, m.Layout
	for _, e := range m.Stores {
		path := schemaPath(dir, e.Name)
		key, value, err := readStateSchema(path)
		if err != nil {
			return s, fmt.Errorf("%s is damaged: %w", path, err)
		}
		s.Stores = append(s.Stores, operator.StoreShape{Name: e.Name, Prefix: e.Prefix, Key: key, Value: value})
	}
	return s, nil
}

// KeepShapes implements [engine.ShapeKeeper]: the files are durable before the next entry of the
// offset log is.
func (c *checkpoint) KeepShapes(shapes []engine.StateShape) error {
	files, err := writeShapes(filepath.Join(c.dir, "state"), shapes)
	c.pending = append(c.pending, files...)
	return err
}

func writeShapes(root string, shapes []engine.StateShape) ([]string, error) {
	var files []string
	write := func(path string, content []byte) error {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		files = append(files, path, filepath.Dir(path))
		return os.WriteFile(path, content, 0o644)
	}
	for i, s := range shapes {
		dir := filepath.Join(root, strconv.Itoa(i))
		m := operatorFile{Detail: s.Detail, Layout: s.Layout, Stores: []storeEntry{}}
		m.Operator.ID, m.Operator.Name = i, s.Name
		for _, st := range s.Stores {
			m.Stores = append(m.Stores, storeEntry{st.Name, st.Prefix, 1})
			if err := write(schemaPath(dir, st.Name), stateSchema(st.Key, st.Value)); err != nil {
				return nil, err
			}
		}
		head, err := json.Marshal(m)
		if err != nil {
			return nil, err
		}
		if err := write(filepath.Join(dir, "_metadata", "metadata"), append([]byte("v1\n"), head...)); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// schemaPiece is how many bytes of a schema one string of the file holds.
const schemaPiece = 16 << 10

// stateSchema is Spark's file of a store's schema, version 2: the version, then key and value, each
// as a number of strings that together are its JSON. Strings have their length before them, in two
// bytes.
func stateSchema(key, value *data.Schema) []byte {
	text := func(out []byte, s []byte) []byte {
		return append(binary.BigEndian.AppendUint16(out, uint16(len(s))), s...)
	}
	out := text(nil, []byte("v2"))
	for _, s := range []*data.Schema{key, value} {
		b := s.NullableJSON()
		out = binary.BigEndian.AppendUint32(out, uint32((len(b)+schemaPiece-1)/schemaPiece))
		for len(b) > 0 {
			n := min(len(b), schemaPiece)
			out = text(out, b[:n])
			b = b[n:]
		}
	}
	return out
}

var errSchemaFile = errors.New("it is no schema of state")

func readStateSchema(path string) (key, value *data.Schema, err error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, err
	}
	text := func() []byte {
		if len(b) < 2 || len(b)-2 < int(binary.BigEndian.Uint16(b)) {
			err = errSchemaFile
			return nil
		}
		n := int(binary.BigEndian.Uint16(b))
		s := b[2 : 2+n]
		b = b[2+n:]
		return s
	}
	schema := func() *data.Schema {
		if len(b) < 4 {
			err = errSchemaFile
			return nil
		}
		n := binary.BigEndian.Uint32(b)
		b = b[4:]
		var all []byte
		for range n {
			if all = append(all, text()...); err != nil {
				return nil
			}
		}
		s, bad := data.ParseSchemaJSON(all)
		err = bad
		return s
	}
	if v := text(); err == nil && string(v) != "v2" {
		err = errSchemaFile
	}
	if err == nil {
		key = schema()
	}
	if err == nil {
		value = schema()
	}
	return key, value, err
}
