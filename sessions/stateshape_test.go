package sessions

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

func testShapes(t *testing.T) []engine.StateShape {
	t.Helper()
	schema := func(ddl string) *data.Schema {
		s, err := data.ParseSchema(ddl)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	wide := make([]data.Field, 700) // more than one string of the file
	for i := range wide {
		wide[i] = data.Field{Name: strings.Repeat("column", 5), Type: data.Long, Nullable: true}
	}
	return []engine.StateShape{
		{Name: "stateStoreSave", Detail: "Aggregate [user]", Layout: "groups:0", Stores: []operator.StoreShape{
			{Name: "default", Key: schema("user STRING"), Value: schema("count BIGINT")}}},
		{Name: "symmetricHashJoin", Detail: "Join Inner", Stores: []operator.StoreShape{
			{Name: "left-keyToNumValues", Prefix: 1, Key: schema("field0 DECIMAL(10,2), a ARRAY<INT>, m MAP<STRING, STRUCT<x: DATE>>"), Value: schema("value TIMESTAMP_NTZ")},
			{Name: "right-keyToNumValues", Key: schema("i INTERVAL DAY TO SECOND, t TINYINT, s SMALLINT"), Value: data.NewSchema(wide...)}}},
	}
}

func TestStateShapes(t *testing.T) {
	dir := t.TempDir()
	c := testCheckpoint(t, dir, CheckpointOptions{}).(engine.ShapeKeeper)
	if s, known, err := c.Shapes(); len(s) != 0 || !known || err != nil {
		t.Errorf("a new checkpoint: %v %v %v", s, known, err)
	}
	want := testShapes(t)
	if err := c.KeepShapes(want); err != nil {
		t.Fatal(err)
	}
	if got, known, err := c.Shapes(); !reflect.DeepEqual(got, want) || !known || err != nil {
		t.Errorf("got %v %v %v\nwant %v", got, known, err, want)
	}
	// The bytes are those that Spark 4.3.0 wrote for a count by user.
	spark := "0002763200000001005a" + hex.EncodeToString([]byte(`{"type":"struct","fields":[{"name":"user","type":"string","nullable":true,"metadata":{}}]}`)) +
		"000000010059" + hex.EncodeToString([]byte(`{"type":"struct","fields":[{"name":"count","type":"long","nullable":true,"metadata":{}}]}`))
	path := filepath.Join(dir, "state", "0", "0", "_metadata", "schema")
	b, err := os.ReadFile(path)
	if err != nil || hex.EncodeToString(b) != spark {
		t.Errorf("%x, %v", b, err)
	}
	for n := range b {
		if err := os.WriteFile(path, b[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := c.Shapes(); err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Fatalf("cut at %d: %v", n, err)
		}
	}
}

// TestStateWithoutShape holds state of which nothing is written.
func TestStateWithoutShape(t *testing.T) {
	dir := t.TempDir()
	c := testCheckpoint(t, dir, CheckpointOptions{})
	runBatches(t, c, &tally{}, 0, 2)
	if _, known, err := c.(engine.ShapeKeeper).Shapes(); known || err != nil {
		t.Errorf("%v %v", known, err)
	}
}
