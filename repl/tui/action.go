package tui

import (
	tea "charm.land/bubbletea/v2"
)

// where says in which pane an action's keys mean it.
type where int

const (
	inBook where = 1 << iota
	inInsp
	inStart
	inSheet // tables and texts over the panes
	inAny   = inBook | inInsp
)

// The groups that the code names.
const (
	groupBatches = "Batches"
	groupTables  = "Tables"
	groupPanes   = "Panes"
)

// action is one thing a key does in NAV. The table of actions makes the keys, the hints, the
// help and the palette, so that none of them can name what does not work.
type action struct {
	name  string // in the configuration's [keys]
	keys  string // alternatives, "|" between; a pair of keys with a space in it
	where where
	group string
	title string
	hint  string // short word for the bottom line; "" keeps it out of there
	rank  int    // place in the bottom line
	// ready says why it cannot be done now, "" when it can.
	ready func(*Model) string
	do    func(*Model) tea.Cmd
}

func (m *Model) where() where {
	switch {
	case m.start != nil:
		return inStart
	case m.focus == paneInsp:
		return inInsp
	}
	return inBook
}

// actions lists everything, in the order of help.
func actions() []action {
	out := batchActions()
	out = append(out, cellActions()...)
	out = append(out, tableActions()...)
	out = append(out, paneActions()...)
	out = append(out, startActions()...)
	return append(out, anyActions()...)
}

// action looks a key up in the pane that has the focus; pair says that the key begins a pair.
func (m *Model) action(key string) (a *action, pair bool) {
	w := m.where()
	for i := range m.actions {
		if m.actions[i].where&w == 0 {
			continue
		}
		for _, k := range splitKeys(m.actions[i].keys) {
			if k == key {
				return &m.actions[i], false
			}
			if len(k) > len(key)+1 && k[:len(key)+1] == key+" " {
				pair = true
			}
		}
	}
	return nil, pair
}

func splitKeys(keys string) []string {
	if keys == "|" {
		return []string{"|"}
	}
	var out []string
	from := 0
	for i := 0; i <= len(keys); i++ {
		if i == len(keys) || keys[i] == '|' {
			out = append(out, keys[from:i])
			from = i + 1
		}
	}
	return out
}

// always is the ready of what can be done at any time.
func always(*Model) string { return "" }

func hasTrack(m *Model) string {
	if m.track() == nil {
		return "no query runs yet: run the cells first (" + m.keyName("run-stale") + ")"
	}
	return ""
}

func hasCell(m *Model) string {
	if m.book.cell(m.view) == nil {
		return m.noCellHere()
	}
	return ""
}

func (m *Model) noCellHere() string {
	return "there is no cell here; " + m.keyName("cell-above") + " or " + m.keyName("cell-below") + " adds one"
}

func mayEdit(m *Model) string {
	if m.view == nil {
		return "the kernel is starting"
	}
	if m.view.ReadOnly != "" {
		return "this notebook cannot be changed: " + m.view.ReadOnly
	}
	return ""
}

func mayEditCell(m *Model) string {
	if why := mayEdit(m); why != "" {
		return why
	}
	return hasCell(m)
}

func hasRow(m *Model) string {
	if len(m.table().cells()) == 0 {
		return "there is no row under the cursor"
	}
	return ""
}

// named is the action with a name, nil when there is none.
func (m *Model) named(name string) *action {
	for i := range m.actions {
		if m.actions[i].name == name {
			return &m.actions[i]
		}
	}
	return nil
}

// perform does an action, or says why it cannot be done.
func (m *Model) perform(a *action) tea.Cmd {
	m.message = nil
	if why := a.ready(m); why != "" {
		m.say("warn", why)
		return nil
	}
	return a.do(m)
}
