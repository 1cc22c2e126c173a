/** What each shell has to be told so that it asks `fck` for the words that may come next. */
export const completionScripts: Readonly<Record<string, string>> = {
  bash: `_fck() {
  local IFS=$'\\n'
  local words=($(fck completion words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f1))
  COMPREPLY=($(compgen -W "\${words[*]}" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _fck fck
`,
  zsh: `#compdef fck
_fck() {
  local -a found
  local line
  for line in "\${(@f)$(fck completion words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] && found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  (( $#found )) && _describe 'fck' found || _files
}
compdef _fck fck
`,
  fish: `function __fck_words
  set -l words (commandline -opc) (commandline -ct)
  fck completion words -- $words[2..-1] 2>/dev/null
end
complete -c fck -f -a '(__fck_words)'
complete -c fck -s c -l config -r -F
complete -c fck -s C -l directory -r -F
`,
};
