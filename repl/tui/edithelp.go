package tui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/viz"
)

// editLine is a line of help about EDIT.
type editLine struct {
	text, keys string
	key        string // the key that does it, "" where the line tells of several
}

// editHelp tells the keys of EDIT, which are not actions: they are typed inside a text. What one key
// does is done there when it is chosen.
func (m *Model) editHelp() []choice {
	group := "While editing"
	list := []editLine{{"leave, the text is kept", "Esc", "esc"}, {"run, stay in the cell", "Ctrl+J", "ctrl+enter"}, {"complete a word, else indent", "Tab", "tab"}}
	switch m.editing {
	case "vim":
		group += ", keys of vim"
		list[0] = editLine{"to normal; leave, the text is kept", "Esc, Esc", ""}
		list = append(list, vimHelpLines...)
	case "emacs":
		group += ", keys of Emacs"
		list = append(list, emacsHelpLines...)
	default:
		list = append(list, usualHelpLines...)
	}
	out := make([]choice, len(list))
	for i, l := range list {
		out[i] = choice{text: l.text, about: l.keys, group: group, do: l.do}
	}
	return out
}

// do does what the line tells of, or says where its keys are typed.
func (l editLine) do(m *Model) tea.Cmd {
	c := m.book.cell(m.view)
	switch {
	case !m.book.editing || c == nil:
		m.say(viz.Plain, l.keys+": typed inside a cell; "+m.keyName("edit")+" goes there")
	case l.key == "":
		m.say(viz.Plain, l.keys+": type it in the cell")
	default:
		return m.editByName(l.key, c, m.book.draft(c).buf)
	}
	return nil
}

var usualHelpLines = []editLine{
	{"signature and doc of the word", "Ctrl+K", "ctrl+k"}, {"undo", "Ctrl+Z", "ctrl+z"}, {"redo", "Ctrl+Y", "ctrl+y"}, {"cells run before, to insert one", "Ctrl+R", "ctrl+r"},
	{"select", "Shift+Arrows", ""}, {"a word left, right", "Ctrl+Left Ctrl+Right", ""}, {"start, end of the cell", "Ctrl+Home Ctrl+End", ""},
	{"copy the selection", "Ctrl+C", "ctrl+c"}, {"cut the selection", "Ctrl+X", "ctrl+x"}, {"paste", "Ctrl+V", "ctrl+v"},
	{"comment lines, or not any more", "Ctrl+/", "ctrl+/"}, {"indent, unindent the selected lines", "Tab Shift+Tab", ""}, {"go to the error, from there to the next", "Ctrl+G", "ctrl+g"},
	{"open in $EDITOR", "Ctrl+X Ctrl+E", "ctrl+x ctrl+e"}, {"delete the word before the cursor", "Ctrl+W", "ctrl+w"}, {"delete to the start of the line", "Ctrl+U", "ctrl+u"},
	{"save", "Ctrl+S", "ctrl+s"}, {"everything by name", "Ctrl+P", "ctrl+p"},
}

var vimHelpLines = []editLine{
	{"insert: here, behind, at the start or end of the line, a line below or above", "i a I A o O", ""}, {"move", "h j k l w b e 0 ^ $ gg G f t % { }", ""},
	{"delete, change, yank with a motion or an object", "d c y", ""}, {"objects", "iw aw i\" i( i[ i{ ip", ""}, {"the line, the rest of it, a character", "dd D x", ""}, {"put behind, before", "p P", ""},
	{"indent, unindent, comment, small, large letters", ">> << gcc gu gU", ""}, {"join lines, replace a character, swap case", "J r ~", ""}, {"undo, redo, the change again", "u Ctrl+R .", ""},
	{"select characters, lines", "v V", ""}, {"search, next, previous, the word here", "/ n N *", ""}, {"go to a line, any command", ":12 :", ""}, {"signature and doc of the word", "K, Ctrl+K", "ctrl+k"},
	{"cells run before, to insert one (in insert)", "Ctrl+R", "ctrl+r"}, {"go to the error, from there to the next", "Ctrl+G", "ctrl+g"}, {"open in $EDITOR", "Ctrl+X Ctrl+E", "ctrl+x ctrl+e"},
	{"save", "Ctrl+S", "ctrl+s"}, {"everything by name", "Ctrl+P", "ctrl+p"},
}

var emacsHelpLines = []editLine{
	{"move", "Ctrl+F Ctrl+B Ctrl+N Ctrl+P", ""}, {"a word left, right", "Alt+B Alt+F", ""}, {"start, end of the line", "Ctrl+A Ctrl+E", ""}, {"start, end of the cell", "Alt+< Alt+>", ""}, {"a page down, up", "Ctrl+V Alt+V", ""},
	{"kill the rest of the line, a word, the word before", "Ctrl+K Alt+D Alt+Backspace", ""}, {"set the mark; kill, copy the region", "Ctrl+Space Ctrl+W Alt+W", ""}, {"yank", "Ctrl+Y", ""},
	{"undo, redo", "Ctrl+_ Alt+_", ""}, {"search", "Ctrl+S", ""}, {"transpose, open a line, large, small letters", "Ctrl+T Ctrl+O Alt+U Alt+L", ""}, {"comment lines", "Alt+;", "ctrl+/"},
	{"signature and doc of the word", "Alt+K", "alt+k"}, {"everything by name", "Alt+X", "ctrl+p"}, {"cells run before, to insert one", "Ctrl+R", "ctrl+r"}, {"save, $EDITOR, undo, quit", "Ctrl+X Ctrl+S / Ctrl+E / u / Ctrl+C", ""},
}
