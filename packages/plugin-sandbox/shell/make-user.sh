# shellcheck shell=sh
# make-user NAME PATH: makes the login user of a host; the key is read from standard input.

PATH=$2
umask 077
if [ "$1" != root ]; then
  # A preparation chooses another shell by `useradd --defaults --shell`; /bin/sh is what Debian has there.
  shell=$(sed -n 's/^SHELL=//p' /etc/default/useradd | tail -n 1)
  case "$shell" in '' | /bin/sh) shell=/bin/bash ;; esac
  useradd --create-home --shell "$shell" "$1"
  printf '%s ALL=(ALL:ALL) NOPASSWD: ALL\n' "$1" >/etc/sudoers.d/90-sandbox
  chmod 440 /etc/sudoers.d/90-sandbox
fi
home=$(getent passwd "$1" | cut -d: -f6)
mkdir -p "$home/.ssh"
cat >"$home/.ssh/authorized_keys"
chown -R "$1:" "$home/.ssh"
