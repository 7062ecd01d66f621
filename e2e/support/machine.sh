#!/usr/bin/env bash
# The inside of machine.ts: the first process of namespaces of its own. It makes a copy of this
# machine's root that keeps in memory alone what is written to it, and goes on as systemd, or sleeps.
#   machine.sh UNITS SHELF [FOLDER=PLACE ...]
# UNITS: a folder of units, "-" for no systemd. SHELF: an empty folder to build in. Each FOLDER is
# copied in the same way, to PLACE.
set -euo pipefail
units=$1 shelf=$2

# Where the control group of a line of /proc/self/cgroup is: "4:memory:/a", "1:name=systemd:/", "0::/".
group_folder() {
  local rest=${1#*:} root=/sys/fs/cgroup
  local controllers=${rest%%:*}
  if [ -n "$controllers" ]; then
    root=$root/${controllers#name=}
  elif [ ! -e $root/cgroup.procs ]; then
    root=$root/unified
  fi
  echo "$root${rest#*:}"
}

# Control groups of its own first: a systemd manages all that it sees, and must not see ours.
if [ -z "${MACHINE_IN_GROUPS:-}" ]; then
  mapfile -t lines < /proc/self/cgroup
  for line in "${lines[@]}"; do
    folder="$(group_folder "$line")/${shelf##*/}"
    # Some controllers take nobody in before they are told more; systemd does not ask these.
    if mkdir "$folder" 2> /dev/null; then
      echo 0 2> /dev/null > "$folder/cgroup.procs" || rmdir "$folder"
    fi
  done
  MACHINE_IN_GROUPS=yes exec unshare --cgroup bash "$0" "$@"
fi
unset MACHINE_IN_GROUPS
shift 2

mount --make-rprivate /
mount -t tmpfs -o mode=755 shelf "$shelf"
count=0
# Whatever is written to the copy is gone with it.
copy() {
  local layer="$shelf/$((count += 1))"
  mkdir -p "$layer/upper" "$layer/work" "$2"
  chmod --reference="$1" "$layer/upper"
  mount -t overlay -o "lowerdir=$1,upperdir=$layer/upper,workdir=$layer/work" copy "$2"
}
copy / "$shelf/root"
for pair in "$@"; do
  copy "${pair%%=*}" "$shelf/root${pair#*=}"
done

cd "$shelf/root"
if [ "$units" != - ]; then
  # The units of this machine are not to be started in its copy.
  rm -rf etc/systemd/system
  mkdir -p etc/systemd/system etc/machine-units
  cp "$units"/* etc/machine-units/
fi

# The kernel's own settings are everybody's: a systemd must not change them.
mount -t proc proc proc
if [ "$units" != - ]; then
  mount --bind proc/sys proc/sys
  mount -o remount,bind,ro proc/sys
fi
mount -t sysfs -o ro sysfs sys
if [ -e /sys/fs/cgroup/cgroup.procs ]; then
  mount -t cgroup2 cgroup2 sys/fs/cgroup
else
  mount -t tmpfs -o mode=755 groups sys/fs/cgroup
  while IFS=: read -r _ controllers _; do
    case $controllers in
      '') name=unified kind=cgroup2 options=rw ;;
      name=*) name=${controllers#name=} kind=cgroup options=none,$controllers ;;
      *) name=$controllers kind=cgroup options=$controllers ;;
    esac
    mkdir "sys/fs/cgroup/$name"
    mount -t "$kind" -o "$options" cgroup "sys/fs/cgroup/$name"
  done < /proc/self/cgroup
fi

mount -t tmpfs -o mode=755 run run
mount -t tmpfs -o mode=1777 tmp tmp
mount -t tmpfs -o mode=755 dev dev
for device in null zero full random urandom tty; do
  touch "dev/$device"
  mount --bind "/dev/$device" "dev/$device"
done
mkdir dev/shm dev/pts
mount -t tmpfs -o mode=1777 shm dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd

# In a new network the loopback is down (netdevice(7): SIOCSIFFLAGS, IFF_UP and IFF_LOOPBACK).
perl -MSocket -e 'socket(my $s, AF_INET, SOCK_DGRAM, 0) or die "socket: $!";
  ioctl($s, 0x8914, my $up = pack("a16 s x22", "lo", 0x9)) or die "loopback: $!"'

mkdir -p mnt
pivot_root . mnt
umount -l /mnt
cd /
if [ "$units" = - ]; then
  echo up
  exec sleep infinity
fi
# As systemd expects of whoever starts it in a container: credentials come by a mount that spreads.
mount --make-rshared /
mkdir -p /run/systemd/system /run/log/journal
export container=pharos SYSTEMD_UNIT_PATH=/etc/systemd/system:/etc/machine-units
export SYSTEMD_LOG_TARGET=journal
echo up
exec /usr/lib/systemd/systemd --system --unit=multi-user.target < /dev/null > /dev/null 2>&1
