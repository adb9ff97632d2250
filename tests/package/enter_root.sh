#!/usr/bin/env bash
# Runs a command as the first process of a Debian root, in namespaces of its own: mounts, processes, names, and without --network
# a network of its own with nothing but loopback. What it mounts goes with it; the caller's mounts and processes stay out of reach.
#
#   enter_root.sh [--network] ROOT COMMAND...
#
# Needs root. Killing this process ends all that runs inside.
set -euo pipefail

own_network=(--net)
if [[ $1 == --network ]]; then
  own_network=()
  shift
fi

# shellcheck disable=SC2016  # the inner shell expands it
exec unshare --mount --propagation private --pid --fork --kill-child --uts --ipc --cgroup "${own_network[@]}" bash -euc '
  root=$1 own_network=$2
  shift 2
  [[ -z $own_network ]] || ip link set lo up
  hostname clean-root
  mount --bind "$root" "$root"
  cd "$root"
  mount -t proc proc proc
  mount --bind proc/sys proc/sys
  mount -o remount,bind,ro proc/sys  # kernel settings are the machine'\''s
  mount -t sysfs -o ro sysfs sys
  mount -t cgroup2 cgroup2 sys/fs/cgroup || [[ $1 != */systemd ]]
  mount -t tmpfs -o mode=0755 dev dev
  for node in "null 1 3" "zero 1 5" "full 1 7" "random 1 8" "urandom 1 9" "tty 5 0"; do
    read -r name major minor <<<"$node"
    mknod --mode=0666 "dev/$name" c "$major" "$minor"
  done
  ln -s /proc/self/fd dev/fd
  mkdir dev/pts dev/shm
  mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts dev/pts
  ln -s pts/ptmx dev/ptmx
  mount -t tmpfs -o mode=1777 shm dev/shm
  mount -t tmpfs -o mode=0755 run run
  mkdir -p run/lock run/old
  pivot_root . run/old
  cd /
  umount --lazy /run/old
  rmdir /run/old
  exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LANG=C.UTF-8 container=clean-root "$@"
' enter_root "$1" "${own_network[*]}" "${@:2}"
