# shellcheck shell=sh
# firewall PORT…: prints the zones of firewalld, and which of its services open these ports; or the rules of ufw.

firewall() {
  export LC_ALL=C
  if zones=$(firewall-cmd --list-all-zones 2>/dev/null); then
    printf 'firewalld\n%s\n' "$zones"
    for port in "$@"; do
      grep -Fls "port=\"$port\"" /etc/firewalld/services/*.xml /usr/lib/firewalld/services/*.xml |
        while read -r file; do printf '\nopens %s %s\n' "$port" "$(basename "$file" .xml)"; done
    done
  elif [ -e /etc/ufw/ufw.conf ] && grep -qsx ENABLED=yes /etc/ufw/ufw.conf; then
    ufw status verbose
  fi
}
