#!/bin/sh
# 在没有网络的 Debian 12 上安装、升级、卸载 formgen。用法见《请先读我.md》；要用 root 运行。
#   sh install.sh            安装，或升级；再运行一次没有坏处
#   sh install.sh --service  同时启用开机自动启动的服务 formgen-serve
#   sh install.sh --remove   卸载程序，设置和数据留下
#   sh install.sh --purge    卸载程序，并删去设置；数据留下
set -eu
umask 022
LC_ALL=C.UTF-8
export LC_ALL

PREFIX=/usr/local/lib/formgen
PROGRAM=/usr/local/bin/formgen
MANUAL=/usr/local/share/man/man1/formgen.1.gz
COMPLETION=/usr/local/share/bash-completion/completions/formgen
UNIT=/etc/systemd/system/formgen-serve.service
SETTINGS=/etc/formgen/serve.toml

say() { printf '%s\n' "$*"; }
stop() { printf '没有装：%s\n' "$*" >&2; exit 1; }
has_systemd() { [ -d /run/systemd/system ]; }

remove_program() {
  if has_systemd; then systemctl disable --now formgen-serve >/dev/null 2>&1 || :; fi
  rm -f "$PROGRAM" "$MANUAL" "$COMPLETION" "$UNIT"
  rm -rf "$PREFIX"
  if has_systemd; then systemctl daemon-reload; fi
}

action=install
service=no
for argument in "$@"; do
  case $argument in
    --service) service=yes ;;
    --remove | --purge) action=${argument#--} ;;
    *) say "不认识 $argument。用法：sh install.sh [--service | --remove | --purge]" >&2; exit 2 ;;
  esac
done
[ "$(id -u)" -eq 0 ] || stop "要用 root 运行，例如 sudo sh install.sh"

if [ "$action" != install ]; then
  remove_program
  if [ "$action" = purge ]; then rm -rf /etc/formgen; fi
  say "已卸载。数据没有动：服务的在 /var/lib/formgen，各人的在自己的 ~/.local/state/formgen；确实不要了，再自己删去。"
  exit 0
fi

cd "$(dirname "$0")"
[ -r VERSION ] || stop "这个文件夹不全，请把压缩包重新解开"
version=$(cat VERSION)
machine=$(cat MACHINE)

if [ "$(dpkg-query --show --showformat '${db:Status-Status}' formgen 2>/dev/null || :)" = installed ]; then
  stop "这台电脑已经用软件包（.deb）装了 formgen；先 apt-get remove formgen，或者继续用软件包升级"
fi
[ "$(dpkg --print-architecture)" = "$machine" ] || stop "这个包给 $machine 的电脑用，这台电脑是 $(dpkg --print-architecture)"
# shellcheck source=/dev/null
# 12 以外的 Debian 和衍生系统没有试过：Python 不是 3.11 的装不了。
case $(. /etc/os-release && printf '%s %s' "${ID:-}" "${VERSION_ID:-}") in
  'debian 12') ;;
  *) say "注意：这台电脑不是 Debian 12，没有在这种系统上试过。" ;;
esac

say "1/4 核对文件…"
sha256sum --check --strict --quiet SHA256SUMS || stop "文件损坏或不全，请重新拷贝压缩包"

passing=$(mktemp -d)
trap 'rm -rf "$passing"' EXIT

say "2/4 安装缺少的系统软件…"
mkdir -p "$passing/state/lists/partial" "$passing/cache/archives/partial"
# apt 的源不认空格，所以经过一个名字里没有空格的链接。
ln -s "$PWD/debian" "$passing/debian"
printf 'deb [trusted=yes] file:%s/debian ./\n' "$passing" >"$passing/sources.list"
apt() {
  DEBIAN_FRONTEND=noninteractive apt-get -q=2 -o Dir::State::lists="$passing/state/lists" -o Dir::Cache="$passing/cache" \
    -o Dir::Etc::SourceList="$passing/sources.list" -o Dir::Etc::SourceParts=- -o APT::Sandbox::User=root \
    -o APT::Install-Recommends=false -o Dpkg::Use-Pty=0 "$@"
}
apt update >"$passing/log" 2>&1 || { cat "$passing/log" >&2; stop "系统软件的清单读不了"; }
# shellcheck disable=SC2046
apt install -y $(cat debian/asked) >"$passing/log" 2>&1 || { cat "$passing/log" >&2; stop "系统软件没有装成，见上面的话"; }
python=/usr/bin/python3.11
[ -x "$python" ] || stop "这个系统没有 Python 3.11；这个包只能装在 Debian 12 上"

say "3/4 安装程序…"
target=$PREFIX/$version
# 装到一半断电的、和这一包不同的，都重新装；一样的不再装。装好之前，原来的版本照常能用。
if ! cmp -s SHA256SUMS "$target/.complete"; then
  new=$target
  if [ -e "$target" ] && [ "$(readlink "$PREFIX/current" 2>/dev/null || :)" = "$version" ]; then
    ln -sfn "$version.old" "$PREFIX/current.old"
    rm -rf "$target.old"
    mv "$target" "$target.old"
    mv -T "$PREFIX/current.old" "$PREFIX/current"
  fi
  rm -rf "$new"
  mkdir -p "$new"
  "$python" -m venv --without-pip "$new"
  for pip in pip/pip-*.whl; do :; done
  PYTHONPATH=$PWD/$pip "$python" -m pip --python "$new/bin/python" --isolated --quiet --no-cache-dir \
    --disable-pip-version-check --no-input install --no-index --find-links wheels --no-deps --require-hashes \
    --requirement requirements.txt
  "$new/bin/formgen" --version >/dev/null
  sync -f "$new"
  cp SHA256SUMS "$new/.complete"
fi
ln -sfn "$version" "$PREFIX/current.new"
mv -T "$PREFIX/current.new" "$PREFIX/current"
for other in "$PREFIX"/*; do
  case $other in "$target" | "$PREFIX/current") ;; *) rm -rf "$other" ;; esac
done

say "4/4 安装命令、说明和服务…"
put() { # FILE WHERE
  mkdir -p "$(dirname "$2")"
  cp "$1" "$2.new"
  chmod 644 "$2.new"
  mv "$2.new" "$2"
}
mkdir -p "$(dirname "$PROGRAM")"
ln -sfn "$PREFIX/current/bin/formgen" "$PROGRAM.new"
mv -T "$PROGRAM.new" "$PROGRAM"
put files/formgen.1.gz "$MANUAL"
put files/formgen.bash "$COMPLETION"
put files/formgen-serve.service "$UNIT"
# 改过的设置不覆盖，新的放在旁边。
if [ ! -e "$SETTINGS" ] || cmp -s files/serve.toml "$SETTINGS"; then
  put files/serve.toml "$SETTINGS"
else
  put files/serve.toml "$SETTINGS.dist"
  say "设置 $SETTINGS 改过，没有动；这一版的样子在 $SETTINGS.dist"
fi
if has_systemd; then
  systemctl daemon-reload
  if [ "$service" = yes ]; then systemctl enable --now formgen-serve; else systemctl try-restart formgen-serve; fi
elif [ "$service" = yes ]; then
  say "这个系统没有用 systemd，服务没有启用。"
fi
say "装好了：$("$PROGRAM" --version)。下面是这台电脑的情况："
"$PROGRAM" doctor || :
