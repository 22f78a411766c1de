#!/bin/bash
# Installs Debian packages, as root, and sees to it that none of them starts a service: neither now
# nor at the next start of the machine. Services that are there already are left as they are.
#
# usage: install.sh PACKAGE...
set -euo pipefail

[ "$(id -u)" = 0 ] || { echo "This must run as root: sudo $0 $*" >&2; exit 2; }

services="prosody ejabberd epmd"
policy=/usr/sbin/policy-rc.d
saved=$policy.before-parlance

there() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2> /dev/null)" = installed ]; }
owner() { if [ "$1" = epmd ]; then echo erlang-base; else echo "$1"; fi; }

new=""
for service in $services; do
  there "$(owner "$service")" || new="$new $service"
done

# Debian asks this file before it starts a service for a package: 101 means no.
placed=no
restore() {
  if [ "$placed" = yes ]; then
    rm -f "$policy"
    if [ -e "$saved" ]; then mv "$saved" "$policy"; fi
    placed=no
  fi
}
trap restore EXIT
trap 'exit 1' HUP INT TERM

# A run that was killed halfway left ours there.
if [ -e "$policy" ] && grep -q 'placed by Parlance' "$policy"; then
  rm -f "$policy"
  if [ -e "$saved" ]; then mv "$saved" "$policy"; fi
fi
if ! { [ -x "$policy" ] && { "$policy" prosody start > /dev/null 2>&1; [ $? = 101 ]; }; }; then
  if [ -e "$policy" ]; then mv "$policy" "$saved"; fi
  placed=yes
  printf '#!/bin/sh\n# placed by Parlance while it installs packages\nexit 101\n' > "$policy"
  chmod 755 "$policy"
fi

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq -o DPkg::Lock::Timeout=600
apt-get install -y -qq --no-install-recommends \
  -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=600 "$@"

for service in $new; do
  there "$(owner "$service")" || continue
  if command -v systemctl > /dev/null; then
    systemctl disable --quiet "$service" > /dev/null 2>&1 || true
    if [ "$service" = epmd ]; then
      systemctl disable --quiet epmd.socket > /dev/null 2>&1 || true
    fi
  fi
  if command -v update-rc.d > /dev/null && [ -e "/etc/init.d/$service" ]; then
    update-rc.d "$service" disable > /dev/null 2>&1 || true
  fi
done
