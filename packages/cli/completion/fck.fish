function __fck_words
  set -l words (commandline -opc) (commandline -ct)
  fck completion words -- $words[2..-1] 2>/dev/null
end
complete -c fck -f -a '(__fck_words)'
complete -c fck -s c -l config -r -F
complete -c fck -s C -l directory -r -F
