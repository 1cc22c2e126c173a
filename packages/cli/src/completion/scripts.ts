/**
 * The script with which each shell asks `fck` for the next words. A word may be anything, such as `$(reboot)`: scripts compare and
 * insert words, and never evaluate them.
 */
export const completionScripts: Readonly<Record<string, string>> = {
  bash: `_fck() {
  local word about current="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  while IFS=$'\\t' read -r word about; do
    if [[ -n $word && $word == "$current"* ]]; then
      printf -v word %q "$word"
      COMPREPLY+=("$word")
    fi
  done < <(fck completion words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _fck fck
`,
  zsh: `#compdef fck
_fck() {
  local -a found
  local line word
  for line in "\${(@f)$(fck completion words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    word=\${line%%$'\\t'*}
    [[ -n $word ]] && found+=("\${\${word//\\\\/\\\\\\\\}//:/\\\\:}:\${line#*$'\\t'}")
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
