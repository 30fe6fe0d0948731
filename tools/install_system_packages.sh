#!/usr/bin/env bash
# Install what is missing of these sections of system-packages.txt: tools/install_system_packages.sh SECTION...
# Changes nothing, and says nothing, where all is there.
set -euo pipefail
cd "$(dirname "$0")/.."

is_there() { # PACKAGE TEST
  if [ -n "$2" ] && bash -c "$2" >/dev/null 2>&1; then
    return 0
  fi
  [ "$(dpkg-query --show --showformat '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing=()
section=
while IFS='|' read -r package test _; do
  read -r package <<<"$package"
  case $package in
    '' | '#'*) continue ;;
    '['*']') section=${package//[\[\]]/}; continue ;;
  esac
  [[ " $* " == *" $section "* ]] || continue
  read -r test <<<"$test" || true
  is_there "$package" "$test" || missing+=("$package")
done <system-packages.txt

[ ${#missing[@]} -gt 0 ] || exit 0
as_root=()
if ! command -v apt-get >/dev/null; then
  printf 'Missing: %s. This is not Debian: please install what stands for them (system-packages.txt gives the reasons).\n' "${missing[*]}" >&2
  exit 1
elif [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    printf 'Missing: %s. Please run as root: apt-get install %s\n' "${missing[*]}" "${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
printf 'Installing system packages: %s\n' "${missing[*]}"
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
