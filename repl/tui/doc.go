// Package tui is the terminal face: a notebook pane, an inspector with tabs, and a timeline.
//
//	keys, mouse ─> Model.Update ─> action table ─> pane methods ─> tea.Cmd ─> kernel.Client
//	frame <─ paint <─ []viz.Line <─ panes' Render(w, h) <─ View, figures <───────────┘
//
// Words: a pane is a struct with Render(w, h); an action is a thing a key does, and the one
// action table makes the keys, the hints, the help and the palette; a slot names a kind of
// request of which only the newest answer counts.
//
// Absent on purpose: IO inside Update (all of it is in commands); rows that are not on the
// screen; colours outside theme.go; timers outside motion.go.
package tui
