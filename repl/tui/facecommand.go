package tui

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/viz"
)

// faceCommand carries out a command that changes only how things are shown.
func (m *Model) faceCommand(name, args string) tea.Cmd {
	if i := tabNamed(name); i >= 0 {
		return m.showTab(i)
	}
	if list := listOf(name); list != "" {
		return m.openList(list)
	}
	switch name {
	case "q", "quit":
		return m.quit()
	case "q!":
		m.quitting = true
	case "tab":
		if i := tabNamed(args); i >= 0 {
			return m.showTab(i)
		}
		m.say(viz.Warn, "tabs are "+tabNames())
	case "zoom":
		m.zoom = (m.zoom + 2) % 4 % 3
	case "theme":
		return m.setTheme(args)
	case "motion":
		if args != "on" && args != "off" {
			m.say(viz.Warn, "say :motion on or :motion off")
			return nil
		}
		m.motion.off = args == "off"
		m.say(viz.Plain, "motion is "+onOff(!m.motion.off))
	case "mouse":
		if args != "on" && args != "off" {
			m.say(viz.Warn, "say :mouse on or :mouse off")
			return nil
		}
		m.mouse = args == "on"
		m.say(viz.Plain, "the mouse is "+onOff(m.mouse))
	case "reveal":
		return m.reveal()
	case "editing":
		return m.setEditing(args)
	case "hints":
		if args != "full" && args != "short" && args != "off" {
			m.say(viz.Warn, "hints are full, short or off")
			return nil
		}
		m.hintsMode = args
	case "keys", "help":
		return m.help()
	case "why":
		return m.why()
	case "stepout":
		return m.showTab(tabNamed("batch"))
	case "play":
		return m.setSpeed(args)
	case "pause":
		m.play.on = false
	default:
		return m.paneCommand(name)
	}
	return nil
}

// reveal shows the hidden text of the cell, or hides it again.
func (m *Model) reveal() tea.Cmd {
	c := m.book.cell(m.view)
	if c == nil || c.Hide == "" {
		m.say(viz.Warn, "nothing of this cell is hidden")
		return nil
	}
	m.book.revealed[c.ID] = !m.book.revealed[c.ID]
	return nil
}

// setEditing changes the keys inside a cell; a cell that is being edited goes on with the new ones.
func (m *Model) setEditing(name string) tea.Cmd {
	if name != "default" && name != "vim" && name != "emacs" {
		m.say(viz.Warn, "editing is default, vim or emacs")
		return nil
	}
	m.editing = strings.TrimPrefix(name, "default")
	if c := m.book.cell(m.view); c != nil && m.book.editing {
		m.beginEdit(m.book.draft(c).buf)
	}
	m.say(viz.Plain, "cells are edited with the keys of "+name)
	return nil
}

// paneCommand opens a pane of the kernel that has no tab.
func (m *Model) paneCommand(name string) tea.Cmd {
	switch name {
	case "log", "lanes", "clocks", "explain":
		m.push(newPanePopup(":"+name, newTablePane(name)))
		return nil
	}
	m.say(viz.Warn, ":"+name+" has nothing to do on this screen")
	return nil
}

func tabNamed(name string) int {
	for i, t := range tabs {
		if t.name == strings.ToLower(name) || strconv.Itoa(i+1) == name {
			return i
		}
	}
	return -1
}

func tabNames() string {
	var out []string
	for _, t := range tabs {
		out = append(out, t.name)
	}
	return strings.Join(out, ", ")
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func (m *Model) setTheme(name string) tea.Cmd {
	switch name {
	case "light", "dark":
		m.th = newTheme(m.th.ASCII, name == "light")
	case "auto":
		return tea.RequestBackgroundColor
	case "none":
		m.th = newTheme(m.th.ASCII, m.th.light)
		m.th.plain()
	case "ascii":
		m.o.ASCII = true
		m.th = newTheme(true, m.th.light)
	case "unicode":
		m.o.ASCII = false
		m.th = newTheme(false, m.th.light)
	default:
		m.say(viz.Warn, "themes are auto, dark, light, none, ascii, unicode")
	}
	return nil
}

// setSpeed plays at a number of batches a second.
func (m *Model) setSpeed(args string) tea.Cmd {
	if args != "" {
		v, err := strconv.ParseFloat(strings.TrimSuffix(args, "x"), 64)
		if err != nil || v <= 0 || v > 120 {
			m.say(viz.Warn, "speed is batches a second, like :play 2 or :play 0.5")
			return nil
		}
		m.play.perSecond = v
	}
	if why := hasTrack(m); why != "" {
		m.say(viz.Warn, why)
		return nil
	}
	m.play.on = false
	return m.togglePlay()
}
