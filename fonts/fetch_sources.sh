#!/usr/bin/env bash
# Fetch and unpack the packages that the faces are built from: fonts/fetch_sources.sh FOLDER
# Debian 12 (apt-get download, dpkg-deb) and npm; what arrives must be what sources.sha256 says.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cd "$1"

if ! sha256sum --check --status "$here/sources.sha256" 2>/dev/null; then
  apt-get download texlive-lang-chinese=2022.20230122-1 fonts-arphic-ukai=0.2.20080216.2-5 \
    fonts-lxgw-wenkai=1.250+repack-1 fonts-liberation2=2.1.5-1 fonts-dejavu-core=2.37-6 unicode-data=15.0.0-1
  npm pack --silent @expo-google-fonts/noto-serif-sc@0.4.3 @expo-google-fonts/noto-sans-sc@0.4.3
  sha256sum --check --quiet "$here/sources.sha256"
fi

for package in *.deb; do
  dpkg-deb --extract "$package" "${package%%_*}"
done
for name in noto-serif-sc noto-sans-sc; do
  mkdir -p "$name"
  tar --extract --file "expo-google-fonts-$name-0.4.3.tgz" --directory "$name"
done
