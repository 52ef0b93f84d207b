package operator

import "sort"

// RowGroups says, for each input row of a batch, which state group it went to.
type RowGroups struct {
	parts []groupPart
	n     int
}

// groupPart is for the rows from one on: their groups, or their keys and the group of each key.
type groupPart struct {
	from   int
	groups []int32
	keys   []int64
}

// GroupsOf are the groups of rows, -1 for none.
func GroupsOf(rows []int32) *RowGroups {
	g := &RowGroups{}
	g.add(rows)
	return g
}

// add says where the rows behind those before went to.
func (g *RowGroups) add(rows []int32) {
	g.parts = append(g.parts, groupPart{from: g.n, groups: rows})
	g.n += len(rows)
}

// addKeys is add for rows whose group their key tells.
func (g *RowGroups) addKeys(keys []int64, groups []int32) {
	g.parts = append(g.parts, groupPart{from: g.n, groups: groups, keys: keys})
	g.n += len(keys)
}

// Len is the number of rows.
func (g *RowGroups) Len() int { return g.n }

// At is the group of a row, -1 for none.
func (g *RowGroups) At(row int) int32 {
	p := &g.parts[sort.Search(len(g.parts), func(i int) bool { return g.parts[i].from > row })-1]
	if row -= p.from; p.keys != nil {
		return p.groups[p.keys[row]]
	}
	return p.groups[row]
}
