package kernel

// defaultKeys are the keys of the actions of the terminal face that sentences and commands name,
// as a person reads them. The face has the table of actions; a test holds the two together.
var defaultKeys = map[string]string{
	"step": ".", "back": ",", "next-stop": ">", "previous-stop": "<", "first-batch": "g", "play": "Space", "restart": "0 0",
	"run": "r", "run-stale": "R", "edit": "i", "skip": "s", "cell-type": "t", "undo": "u", "redo": "Ctrl+R", "open-output": "l", "next-view": "O", "next-query": "Q",
	"why": "W", "mark": "m", "diff": "D", "stops": "B", "break": "b", "watch": "w", "mouse": "M", "bigger": "+",
	"tab-batch": "1", "tab-plan": "2", "tab-windows": "3", "tab-state": "4", "tab-timeline": "5", "tab-late": "6",
	"explain": "x", "interrupt": "Ctrl+C", "save": "Ctrl+S", "help": "?", "quit": "q",
}

// DefaultKey is the key that an action of the face has by itself; "" when nothing names it.
func DefaultKey(action string) string { return defaultKeys[action] }

// Key is the key of an action of the face that talks to this kernel, for a sentence.
func (k *Kernel) Key(action string) string {
	if key := k.o.Keys[action]; key != "" {
		return key
	}
	return defaultKeys[action]
}
