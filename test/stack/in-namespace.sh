#!/bin/sh
# in-namespace.sh COMMAND…: runs COMMAND where nothing but an own loopback exists: no other interface to listen on or to reach, and no
# process is left when COMMAND ends or this script is killed (the command's process namespace goes with it). Ends with COMMAND's exit code.
# Works as root and, where user namespaces are allowed, without. The Node of the checkout comes first on PATH.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
export PATH="$root/node_modules/.bin:$PATH"
user=''
[ "$(id -u)" -eq 0 ] || user='--user --map-root-user'
# The shell stays as the first process: it takes in orphans, and signals to the command keep their usual meaning.
# shellcheck disable=SC2086
exec unshare $user --net --pid --fork --kill-child --mount-proc sh -c 'ip link set lo up || exit 71; "$@"; exit $?' sh "$@"
