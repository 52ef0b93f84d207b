package tui

// editHelp tells the keys of EDIT, which are not actions: they are typed inside a text.
func (m *Model) editHelp() []choice {
	group := "While editing"
	list := [][2]string{{"leave, the text is kept", "Esc"}, {"run, stay in the cell", "Ctrl+J"}, {"complete a word, else indent", "Tab"}}
	switch m.editing {
	case "vim":
		group += ", keys of vim"
		list[0] = [2]string{"to normal; leave, the text is kept", "Esc, Esc"}
		list = append(list, vimHelpLines...)
	case "emacs":
		group += ", keys of Emacs"
		list = append(list, emacsHelpLines...)
	default:
		list = append(list, usualHelpLines...)
	}
	out := make([]choice, len(list))
	for i, l := range list {
		out[i] = choice{text: l[0], about: l[1], group: group}
	}
	return out
}

var usualHelpLines = [][2]string{
	{"signature and doc of the word", "Ctrl+K"}, {"undo, redo", "Ctrl+Z Ctrl+Y"}, {"cells run before, to insert one", "Ctrl+R"}, {"select", "Shift+Arrows"},
	{"a word left, right", "Ctrl+Left Ctrl+Right"}, {"copy, cut the selection", "Ctrl+C Ctrl+X"}, {"paste", "Ctrl+V"},
	{"comment lines", "Ctrl+/"}, {"go to the error, from there to the next", "Ctrl+G"}, {"open in $EDITOR", "Ctrl+X Ctrl+E"}, {"delete a word, to the start of the line", "Ctrl+W Ctrl+U"},
}

var vimHelpLines = [][2]string{
	{"insert: here, behind, at the start or end of the line, a line below or above", "i a I A o O"}, {"move", "h j k l w b e 0 ^ $ gg G f t % { }"},
	{"delete, change, yank with a motion or an object", "d c y"}, {"objects", "iw aw i\" i( i[ i{ ip"}, {"the line, the rest of it, a character", "dd D x"}, {"put behind, before", "p P"},
	{"indent, unindent, comment, small, large letters", ">> << gcc gu gU"}, {"join lines, replace a character, swap case", "J r ~"}, {"undo, redo, the change again", "u Ctrl+R ."},
	{"select characters, lines", "v V"}, {"search, next, previous, the word here", "/ n N *"}, {"go to a line, any command", ":12 :"}, {"signature and doc of the word", "K, Ctrl+K"},
	{"cells run before, to insert one (in insert)", "Ctrl+R"}, {"go to the error, from there to the next", "Ctrl+G"}, {"open in $EDITOR", "Ctrl+X Ctrl+E"},
}

var emacsHelpLines = [][2]string{
	{"move", "Ctrl+F Ctrl+B Ctrl+N Ctrl+P"}, {"a word left, right", "Alt+B Alt+F"}, {"start, end of the line", "Ctrl+A Ctrl+E"}, {"start, end of the cell", "Alt+< Alt+>"},
	{"kill the rest of the line, a word, the word before", "Ctrl+K Alt+D Alt+Backspace"}, {"set the mark; kill, copy the region", "Ctrl+Space Ctrl+W Alt+W"}, {"yank", "Ctrl+Y"},
	{"undo, redo", "Ctrl+_ Alt+_"}, {"search", "Ctrl+S"}, {"transpose, open a line, large, small letters", "Ctrl+T Ctrl+O Alt+U Alt+L"}, {"comment lines", "Alt+;"},
	{"signature and doc of the word", "Alt+K"}, {"everything by name", "Alt+X"}, {"cells run before, to insert one", "Ctrl+R"}, {"save, $EDITOR, undo", "Ctrl+X Ctrl+S / Ctrl+E / u"},
}
