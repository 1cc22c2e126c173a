# shellcheck shell=sh disable=SC2154
# Prints the facts of a machine, one `name=value` a line.

# shellcheck source=/dev/null
if [ -r /etc/os-release ]; then . /etc/os-release; fi
echo "os=$ID"; echo "osLike=$ID_LIKE"; echo "osVersion=$VERSION_ID"; echo "osName=$PRETTY_NAME"
# Other package managers may be installed beside that of the system: apt on Fedora, dnf on Debian.
case " $ID $ID_LIKE " in
  *" debian "* | *" ubuntu "*) own=apt-get ;;
  *" fedora "* | *" rhel "* | *" centos "* | *" amzn "*) own='dnf yum' ;;
  *" alpine "*) own=apk ;;
  *" suse "* | *" opensuse "*) own=zypper ;;
  *" arch "*) own=pacman ;;
  *) own= ;;
esac
for tool in $own apt-get dnf yum apk zypper pacman; do
  if command -v "$tool" >/dev/null 2>&1; then echo "packages=$tool"; break; fi
done
system=$(uname -nm)
echo "arch=${system##* }"
echo "cpus=$(getconf _NPROCESSORS_ONLN 2>/dev/null || nproc)"
if [ -d /run/systemd/system ]; then echo init=systemd; elif [ -d /run/openrc ]; then echo init=openrc; fi
echo "hostname=${system%% *}"; echo "user=$(id -un)"; echo "home=$HOME"
echo "libc=$(getconf GNU_LIBC_VERSION 2>/dev/null || echo musl)"
# The kernel's file has no end of line, at which `read` would succeed.
mode=
{ read -r mode </sys/fs/selinux/enforce; } 2>/dev/null
echo "selinux=${mode:-$(getenforce 2>/dev/null)}"
