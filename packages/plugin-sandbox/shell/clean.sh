# shellcheck shell=sh
# clean PATH: removes files that only this machine or only one host may have; the paths of planted files are on standard
# input, each with a NUL at its end.

PATH=$1
cd /
xargs -0 rm -f --
rm -rf /tmp/* /tmp/.[!.]* /etc/apt/auth.conf.d /etc/ssh/ssh_host_*
rm -f /etc/machine-id
: >/etc/machine-id
