package state

import (
	"bytes"
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// dump writes everything a store holds now, row numbers and the order of reuse included.
func dump(s *Store) string {
	var b strings.Builder
	for _, t := range s.Tables {
		fmt.Fprintf(&b, "%s next=%d free=%v live=%d null=%d\n", t.layout.Name, t.next, t.free.rows(), t.live, t.nullRow)
		if t.listed() {
			lists(&b, t)
		}
		for _, r := range t.Rows() {
			fmt.Fprintf(&b, " %d:", r)
			for _, c := range t.Ints {
				fmt.Fprintf(&b, " i%d", c[r])
			}
			if t.layout.Index == ByWindow {
				fmt.Fprintf(&b, " w%v k%d", t.span(r).bounds, t.homes.key[r])
			}
			if t.layout.Blob {
				fmt.Fprintf(&b, " b%q", t.Blob(r))
			}
			if t.layout.Expires {
				fmt.Fprintf(&b, " u%d", t.Until(r))
			}
			fmt.Fprintf(&b, " %d %v %v %v\n", t.Vec.I64[0][r], t.Vec.F64[0][r], t.Vec.Dec[0][r], t.Vec.Any[0][r])
		}
	}
	return b.String()
}

func layouts() []Layout {
	base := Layout{I64: 1, F64: 1, Dec: 1, Any: 1, Expires: true, Counted: true}
	ints, blobs, windows, plain, pairs := base, base, base, base, base
	listInt, listPair, listBytes, timed := base, base, base, base
	ints.Name, ints.Index, ints.Ints = "ints", ByInt, 1
	blobs.Name, blobs.Index, blobs.Blob = "blobs", ByBytes, true
	windows.Name, windows.Index = "windows", ByWindow
	plain.Name, plain.Blob, plain.Ints = "plain", true, 2
	pairs.Name, pairs.Index, pairs.Ints = "pairs", ByPair, 3
	listInt.Name, listInt.Index, listInt.Ints = "list of integers", ListInt, 3
	listPair.Name, listPair.Index, listPair.Ints = "list of pairs", ListPair, 3
	listBytes.Name, listBytes.Index, listBytes.Ints, listBytes.Blob = "list of bytes", ListBytes, 2, true
	timed.Name, timed.Index, timed.Ints, timed.Times = "pairs with a time", ByPair, 2, 2
	return []Layout{ints, blobs, windows, plain, pairs, listInt, listPair, listBytes, timed}
}

// clone copies the entries, not the room.
func (x *expiry) clone() expiry {
	c := expiry{last: x.last}
	for _, l := range x.lists {
		for _, p := range l {
			for _, d := range p.list[:p.n] {
				c.push(d)
			}
		}
	}
	return c
}

func newTestStore() *Store {
	s := NewStore(Budget{History: 30})
	for _, l := range layouts() {
		s.Tables = append(s.Tables, NewTable(l))
	}
	return s
}

// edit makes one random write to one table.
func edit(t *rapid.T, tab *Table) {
	key := rapid.Int64Range(-3, 40).Draw(t, "key")
	if rapid.IntRange(0, 9).Draw(t, "big") == 0 {
		key *= 1 << 40
	}
	var row int32
	switch tab.layout.Index {
	case ByInt:
		row = tab.InternInt(key)
		if key == 7 {
			row = tab.InternNull()
		}
	case ByBytes:
		row = tab.InternBytes([]byte(fmt.Sprint("key", key)))
	case ByPair:
		rows, nulls := []int32{0}, []uint8{0}
		first, second := key%3, key/3
		if tab.layout.Times > 0 {
			second = key % 7 << (partMicros - 2)
		}
		if first == 0 {
			nulls[0] = NullFirst
		}
		if second == 0 {
			nulls[0] |= NullSecond
		}
		tab.InternPairs([]int64{first}, []int64{second}, nulls, rows)
		row = rows[0]
	case ListInt, ListPair, ListBytes:
		row = editLists(t, tab, key)
	case ByWindow:
		row = editWindow(tab, key)
	default:
		row = tab.Add([]byte(fmt.Sprint("row", key)), key, key+1)
	}
	switch rapid.IntRange(0, 5).Draw(t, "what") {
	case 0:
		tab.Remove(row)
	case 1:
		if tab.layout.Index == ByWindow {
			return
		}
		at := rapid.Int64Range(0, 50).Draw(t, "until")
		if len(tab.Ints) > 0 && at%2 == 0 {
			at = tab.Ints[len(tab.Ints)-1][row] // the time is one of the words
		}
		if slices.Contains(tab.Born(), row) {
			tab.SetUntils([]int32{row}, []int64{at}, nil)
			return
		}
		tab.SetUntil(row, at)
	case 2:
		limit := rapid.Int64Range(0, 20).Draw(t, "limit")
		if key%2 == 0 {
			tab.RemoveRows(tab.Overdue(limit))
			return
		}
		for _, r := range tab.Expired(limit, nil) {
			tab.Remove(r)
		}
	default:
		tab.Touch([]int32{row, row})
		tab.Vec.I64[0][row] += key
		tab.Vec.F64[0][row] = float64(key) / 3
		tab.Vec.Dec[0][row] = data.DecOf(key)
		tab.Vec.Any[0][row] = fmt.Sprint(key)
	}
}

// editWindow finds or adds a row, or two, of a window.
func editWindow(tab *Table, key int64) int32 {
	number := int32(uint64(key)) & 0x3FFFFFFF
	if key%2 != 0 {
		rows := []int32{0}
		tab.InternWindows([]int64{key / 7}, []int64{key/7 + 10}, []int32{number}, rows)
		return rows[0]
	}
	rows := []int32{0, 0}
	tab.InternWindow(key/14, key/14+10, []int32{number % 5, number%5 + 1}, rows)
	for _, r := range rows {
		tab.Vec.I64[0][r] += key // without Touch: what InternWindow finds is saved
	}
	return rows[0]
}

// listKeys is one key of a table of lists; few differ, so that lists are long.
func listKeys(tab *Table, key int64) *Keys {
	k := &Keys{First: []int64{key % 5}, Second: []int64{key % 2}, Nulls: []uint8{0}}
	if k.First[0] == 0 && tab.layout.Index != ListBytes {
		k.Nulls[0] = NullFirst
	}
	k.Bytes = []byte(fmt.Sprint("key", key%5))
	k.Ends = []int32{int32(len(k.Bytes))}
	k.Hash(tab.layout.Index, 1)
	return k
}

// editLists adds a row to a list, or finds one there.
func editLists(t *rapid.T, tab *Table, key int64) int32 {
	k, out := listKeys(tab, key), []int32{0}
	tab.Firsts(k, []int32{0}, out)
	row, next := out[0], tab.Nexts()
	for row != NoRow && rapid.Bool().Draw(t, "further") {
		row = next[row]
	}
	if row != NoRow {
		return row
	}
	row = tab.AddKeyed(k, []int32{0})[0]
	if tab.layout.Blob {
		tab.SetBlob(row, append(k.Bytes, "rest"...))
	}
	tab.LinkBorn(k, []int32{0}, []int32{row})
	return row
}

// lists writes all lists in order, and checks how they hang together.
func lists(b *strings.Builder, t *Table) {
	var firsts []string
	n := 0
	for _, s := range t.lists.heads.slots {
		if s.row == 0 {
			continue
		}
		line, last := "", NoRow
		for r := s.row - 1; r != NoRow; r = t.lists.next[r] {
			if n++; last != NoRow && (t.lists.prev[r] != last || t.ages()[r] <= t.ages()[last]) || !t.Live(r) || !t.sameKey(r, s.row-1) {
				line += "!"
			}
			line, last = fmt.Sprint(line, " ", r), r
		}
		if t.lists.prev[s.row-1] != last {
			line += "!"
		}
		firsts = append(firsts, line)
	}
	sort.Strings(firsts)
	fmt.Fprintf(b, " lists %v of %d rows, born %d\n", firsts, n, t.born)
	if n != t.live || strings.Contains(fmt.Sprint(firsts), "!") {
		panic(b.String())
	}
}

func TestVersionsAgreeWithTheirDumps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newTestStore()
		past := []string{dump(s)}
		t.Repeat(map[string]func(*rapid.T){
			"commit": func(t *rapid.T) {
				for range rapid.IntRange(0, 12).Draw(t, "edits") {
					edit(t, s.Tables[rapid.IntRange(0, len(s.Tables)-1).Draw(t, "table")])
				}
				past = past[:s.Version()+1]
				s.Commit()
				past = append(past, dump(s))
			},
			"rollback": func(t *rapid.T) {
				for range rapid.IntRange(0, 12).Draw(t, "edits") {
					edit(t, s.Tables[rapid.IntRange(0, len(s.Tables)-1).Draw(t, "table")])
				}
				s.Rollback()
			},
			"seek": func(t *rapid.T) {
				n := rapid.Int64Range(s.Oldest(), int64(len(past)-1)).Draw(t, "version")
				if err := s.SeekTo(n); err != nil {
					t.Fatal(err)
				}
			},
			"save": func(t *rapid.T) {
				var b bytes.Buffer
				if err := s.Save(&b); err != nil {
					t.Fatal(err)
				}
				o := newTestStore()
				if err := o.Load(&b); err != nil {
					t.Fatal(err)
				}
				same(t, "loaded", o, dump(s))
				same(t, "clone", s.Clone().(*Store), dump(s))
			},
			"": func(t *rapid.T) { same(t, "current", s, past[s.Version()]) },
		})
	})
}

func same(t *rapid.T, what string, s *Store, want string) {
	if got := dump(s); got != want {
		t.Fatalf("%s: version %d is\n%s\nwant\n%s", what, s.Version(), got, want)
	}
	checkIndexes(t, s)
}

// checkIndexes finds every live row by its key, and every due row in order.
func checkIndexes(t *rapid.T, s *Store) {
	for _, tab := range s.Tables {
		for _, r := range tab.Rows() {
			found := r
			switch {
			case tab.IsNull(r):
				found = tab.FindNull()
			case tab.layout.Index == ByInt:
				found = tab.FindInt(tab.Ints[0][r])
			case tab.layout.Index == ByBytes:
				found = tab.FindBytes(tab.Blob(r))
			case tab.layout.Index == ByWindow:
				found = tab.windows.find(tab.span(r), tab.homes.key[r])
			}
			if found != r {
				t.Fatalf("%s: row %d is found as %d", tab.layout.Name, r, found)
			}
		}
		c := tab.clone()
		var want []int64
		for _, r := range c.Rows() {
			if c.Until(r) <= 30 {
				want = append(want, c.Until(r))
			}
		}
		sort.Slice(want, func(i, j int) bool { return want[i] < want[j] })
		var got []int64
		x := *tab
		x.due = tab.due.clone()
		for _, r := range x.Expired(30, nil) {
			got = append(got, c.Until(r))
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%s: due %v, want %v", tab.layout.Name, got, want)
		}
	}
}

func TestDeltasBringTheSameVersions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, o := newTestStore(), newTestStore()
		for range rapid.IntRange(1, 20).Draw(t, "batches") {
			for range rapid.IntRange(0, 10).Draw(t, "edits") {
				edit(t, s.Tables[rapid.IntRange(0, len(s.Tables)-1).Draw(t, "table")])
			}
			s.Commit()
			var b bytes.Buffer
			if err := s.SaveDelta(&b); err != nil {
				t.Fatal(err)
			}
			if err := o.LoadDelta(&b); err != nil {
				t.Fatal(err)
			}
			same(t, "after delta", o, dump(s))
		}
	})
}

func TestNumbersAndMemoryAreUsedAgain(t *testing.T) {
	s := NewStore(Budget{History: 5}, NewTable(Layout{Index: ByBytes, Blob: true, I64: 1, Expires: true}))
	tab := s.Tables[0]
	var after int64
	for batch := range 3000 {
		for i := range 100 {
			row := tab.InternBytes([]byte(fmt.Sprintf("key %d of batch %d", i, batch)))
			tab.SetUntil(row, int64(batch+3))
		}
		for _, r := range tab.Expired(int64(batch), nil) {
			tab.Remove(r)
		}
		s.Commit()
		if batch == 1500 {
			after = s.Metrics().Bytes
		}
	}
	if n := tab.Cap(); n > 1000 {
		t.Errorf("300,000 keys, 400 at a time, took %d row numbers", n)
	}
	if now := s.Metrics().Bytes; now > 2*after {
		t.Errorf("state grew from %d to %d bytes", after, now)
	}
}
