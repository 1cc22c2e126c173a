#compdef fck
_fck() {
  local -a found
  local line word
  for line in "${(@f)$(fck completion words -- "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    word=${line%%$'\t'*}
    [[ -n $word ]] && found+=("${${word//\\/\\\\}//:/\\:}:${line#*$'\t'}")
  done
  (( $#found )) && _describe 'fck' found || _files
}
compdef _fck fck
