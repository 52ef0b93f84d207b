package script

import "fmt"

// completions are the scripts of the shells. They ask the program itself for what may follow.
var completions = map[string]string{
	"bash": `_sparkrepl() {
  local line word="${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  while IFS= read -r line; do
    if [ "$line" = ":files" ]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$word")
    else
      COMPREPLY+=("$(printf %q "${line%%$'\t'*}")")
    fi
  done < <(sparkrepl complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _sparkrepl sparkrepl
`,
	"zsh": `#compdef sparkrepl
_sparkrepl() {
  local line
  local -a found
  for line in "${(@f)$(sparkrepl complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    if [[ "$line" == ":files" ]]; then
      _files
    elif [[ -n "$line" ]]; then
      found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
    fi
  done
  (( $#found )) && _describe -o sparkrepl found
}
compdef _sparkrepl sparkrepl
`,
	"fish": `function __sparkrepl
  for line in (sparkrepl complete -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)
    if test "$line" = ":files"
      __fish_complete_path (commandline -ct)
    else
      echo $line
    end
  end
end
complete -c sparkrepl -f -a '(__sparkrepl)'
`,
	"powershell": `Register-ArgumentCompleter -Native -CommandName sparkrepl -ScriptBlock {
  param($word, $ast, $at)
  $words = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($word -eq '') { $words += '""' }
  sparkrepl complete -- @words 2>$null | ForEach-Object {
    if ($_ -eq ':files') {
      Get-ChildItem -Name "$word*" | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
    } else {
      $text, $help = $_ -split [char]9, 2
      if (-not $help) { $help = $text }
      [System.Management.Automation.CompletionResult]::new($text, $text, 'ParameterValue', $help)
    }
  }
}
`,
}

// Completion is the completion script of a shell.
func Completion(shell string) (string, error) {
	text, ok := completions[shell]
	if !ok {
		return "", exit(Misuse, fmt.Errorf("there is no completion for %q", shell))
	}
	return text, nil
}
