package script

import (
	"fmt"
	"io"
	"strings"
)

// Completion writes the completion script of a shell: commands first, then flags and files.
func Completion(w io.Writer, shell string, commands, flags []string, help map[string]string) error {
	var text string
	switch shell {
	case "bash":
		text = fmt.Sprintf(`_sparkrepl() {
  local word="${COMP_WORDS[COMP_CWORD]}"
  case "$word" in
    -*) COMPREPLY=($(compgen -W "%s" -- "$word")) ;;
    *) if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W "%s" -- "$word")); fi
       COMPREPLY+=($(compgen -f -- "$word")) ;;
  esac
}
complete -o filenames -F _sparkrepl sparkrepl
`, strings.Join(flags, " "), strings.Join(commands, " "))
	case "zsh":
		var list strings.Builder
		for _, c := range commands {
			fmt.Fprintf(&list, "    '%s:%s'\n", c, strings.NewReplacer("'", "", ":", " ").Replace(help[c]))
		}
		text = fmt.Sprintf("#compdef sparkrepl\n_sparkrepl() {\n  local -a commands\n  commands=(\n%s  )\n  if (( CURRENT == 2 )); then _describe command commands; fi\n  if [[ $words[CURRENT] == -* ]]; then compadd -- %s; fi\n  _files\n}\ncompdef _sparkrepl sparkrepl\n",
			list.String(), strings.Join(flags, " "))
	default:
		var b strings.Builder
		for _, c := range commands {
			fmt.Fprintf(&b, "complete -c sparkrepl -n __fish_use_subcommand -a %s -d '%s'\n", c, strings.ReplaceAll(help[c], "'", ""))
		}
		for _, f := range flags {
			fmt.Fprintf(&b, "complete -c sparkrepl -l %s\n", strings.TrimPrefix(f, "--"))
		}
		text = b.String()
	}
	_, err := io.WriteString(w, text)
	return err
}
