package tui

import (
	"io"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// paintFirst writes the first frame to the terminal of the process, on its other screen. The library
// draws at the ticks of its clock, of which the first comes 8 ms after it has started; it then draws the
// same frame over this one. leaveFirst must follow when the library has ended.
func (m *Model) paintFirst(terminal io.Writer) {
	colours := *lipgloss.Writer // what this terminal shows of them
	colours.Forward = terminal
	lines, _, _ := m.frame()
	_, _ = io.WriteString(&colours, ansi.SetModeAltScreenSaveCursor+ansi.ResetModeTextCursorEnable+ansi.CursorHomePosition+
		strings.ReplaceAll(m.th.paint(lines), "\n", "\r\n"))
	m.painted = true
}

// leaveFirst gives the terminal back in case the library ended before it had drawn: what it has not
// entered it does not leave. On the usual screen it does nothing.
func leaveFirst(terminal io.Writer) {
	_, _ = io.WriteString(terminal, ansi.ResetModeAltScreenSaveCursor+ansi.SetModeTextCursorEnable)
}
