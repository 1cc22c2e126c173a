# shellcheck shell=sh
# Defines `page ARGUMENTS`: as `page` of python/http_probe.py, by curl with these arguments.

page_status() { curl -sS -o /dev/null -w '%{http_code} %{redirect_url}' "$@"; }

page() {
  found=$(page_status "$@") || exit
  case $found in 30[12378]' https://'*) ;; *) echo "$found"; return ;; esac
  found=$(page_status -H 'X-Forwarded-Proto: https' "$@") || exit
  case $found in 30[12378]' https://'*) echo "$found always" ;; *) echo "$found followed" ;; esac
}
