# shellcheck shell=sh
# enter ROOT SCRIPT FOLDER… -- COMMAND…: runs a script in a root, from which these folders of this machine can be reached.
#
# PID 1 stays outside of the root, which shows `systemctl` that the root is not running.

root=$1 script=$2
shift 2
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mkdir "$root/run/prepare"
cp "$script" "$root/run/prepare/script"
chmod 755 "$root/run/prepare/script"
while [ "$1" != -- ]; do
  mkdir -p "$root/$1"
  mount --bind "$1" "$root/$1"
  mount -o remount,bind,ro "$root/$1"
  shift
done
shift
chroot "$root" "$@"
