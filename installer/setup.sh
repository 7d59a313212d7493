#!/bin/sh
# Sets up everything a fresh machine needs; run.sh and test.sh call it. Safe to run again; nothing to do is instant.
#
#   sh installer/setup.sh        what the program needs
#   sh installer/setup.sh dev    and what its checks and tests need
#
# Steps: system libraries and Python (Debian, Ubuntu and kin; others get the list) → a private uv → the locked
# packages in .venv → the message catalogues. Exit 3: an administrator is needed; the one command is printed.
# CRM_INSTALLER=pip takes pip in place of uv: it follows a package mirror you have configured, uv.lock does not.
set -eu
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin   # ldconfig lives there
unset PYTHONHOME PYTHONPATH VIRTUAL_ENV UV_PROJECT_ENVIRONMENT UV_PYTHON UV_LOCKED UV_NO_DEV 2>/dev/null || true
level=${1:-app}

say() {   # say ENGLISH CHINESE
  case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in zh*) printf '%s\n' "$2" >&2 ;; *) printf '%s\n' "$1" >&2 ;; esac
}

# --- Is everything in place? One stamp for each level; a changed input or a moved folder makes it stale. -----------
inputs=$(cat pyproject.toml uv.lock installer/setup.sh | cksum | tr -d ' ')-$(pwd | cksum | tr -d ' ')
screen=none
if [ "$(uname -s)" = Linux ]; then
  [ -z "${DISPLAY:-}" ] || screen=x11
  [ -z "${WAYLAND_DISPLAY:-}" ] || screen=wayland
fi
fresh() { [ -f ".venv/.ready-$1" ] && read -r was < ".venv/.ready-$1" && [ "$was" = "$inputs" ]; }

if fresh "$level" && fresh "$screen" && [ -x .venv/bin/crm-desktop ] && .venv/bin/python -c '' 2>/dev/null; then
  exit 0
fi

mkdir -p .tools
if command -v flock >/dev/null 2>&1; then exec 9> .tools/lock; flock 9; fi   # two first starts at once: one waits

# --- System libraries and Python ----------------------------------------------------------------------------------
works() { "$1" -c "import sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))" >/dev/null 2>&1; }
has_pip() { "$1" -c 'import ensurepip' >/dev/null 2>&1; }
find_python() {   # a Python that really runs (a version manager's shim may not), preferably one that can make a venv
  PY=""
  for name in python3.13 python3.12 python3.11 python3 python /usr/bin/python3 /usr/local/bin/python3; do
    command -v "$name" >/dev/null 2>&1 && works "$name" || continue
    if has_pip "$name"; then PY=$name; return 0; fi
    [ -n "$PY" ] || PY=$name
  done
}
have() {   # asked of the loader's cache; where there is none, there is nothing to ask
  command -v ldconfig >/dev/null 2>&1 || return 0
  ldconfig -p 2>/dev/null | grep -q "[[:space:]]$1 "
}
missing=""
need() { have "$1" || missing="$missing $2"; }   # need LIBRARY DEBIAN-PACKAGE
glib_name() { if apt-cache show libglib2.0-0t64 >/dev/null 2>&1; then echo libglib2.0-0t64; else echo libglib2.0-0; fi; }

list_missing() {
  missing=""
  if [ "$(uname -s)" = Linux ]; then
    need libglib-2.0.so.0 "$(glib_name)"
    need libGL.so.1 libgl1
    need libEGL.so.1 libegl1
    need libxkbcommon.so.0 libxkbcommon0
    need libgssapi_krb5.so.2 libgssapi-krb5-2   # of QtNetwork, which tells whether the network costs
    need libdbus-1.so.3 libdbus-1-3
    need libfontconfig.so.1 libfontconfig1
    if [ "$screen" != none ]; then   # a real window
      need libxcb-cursor.so.0 libxcb-cursor0
      need libxcb-icccm.so.4 libxcb-icccm4
      need libxcb-image.so.0 libxcb-image0
      need libxcb-keysyms.so.1 libxcb-keysyms1
      need libxcb-render-util.so.0 libxcb-render-util0
      need libxcb-shape.so.0 libxcb-shape0
      need libxcb-xkb.so.1 libxcb-xkb1
      need libxkbcommon-x11.so.0 libxkbcommon-x11-0
    fi
    if [ "$screen" = wayland ]; then
      need libwayland-cursor.so.0 libwayland-cursor0
      need libwayland-egl.so.1 libwayland-egl1
    fi
    [ -e /etc/ssl/certs/ca-certificates.crt ] || [ -n "${SSL_CERT_FILE:-}" ] || [ -e /etc/pki/tls/certs/ca-bundle.crt ] \
      || [ -e /etc/ssl/ca-bundle.pem ] || missing="$missing ca-certificates"
  fi
  find_python
  if [ -z "$PY" ]; then
    # Where the system's own Python is too old, a newer one stands beside it under its full name.
    if command -v python3 >/dev/null 2>&1 && apt-cache show python3.11-venv >/dev/null 2>&1; then
      missing="$missing python3.11 python3.11-venv"
    else
      missing="$missing python3 python3-venv"
    fi
  elif ! has_pip "$PY"; then
    missing="$missing python3-venv"
  fi
}

install_missing() {
  if ! command -v apt-get >/dev/null 2>&1; then
    say "These are missing (Debian's names):$missing. Install their equivalents with your package manager, then run this again." \
        "缺少以下系统组件（Debian 包名）：$missing。请用系统的包管理器安装对应的包，然后重新运行。"
    exit 3
  fi
  install="apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300"
  if [ "$(id -u)" = 0 ]; then as_root="env"
  elif sudo -n true 2>/dev/null; then as_root="sudo -n env"
  elif [ -t 0 ] && command -v sudo >/dev/null 2>&1; then as_root="sudo env"
  else
    say "System packages are missing. Ask an administrator to run this one command, then start again:" \
        "缺少系统组件。请让管理员执行下面这一条命令，然后重新运行："
    printf '    sudo sh -c "apt-get update && %s%s"\n' "$install" "$missing" >&2
    exit 3
  fi
  say "Installing system packages (once; about a minute):$missing" "正在安装系统组件（仅一次，约一分钟）：$missing"
  log=.tools/apt.log
  $as_root apt-get update -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 > $log 2>&1 || true
  list_missing   # with the fresh package lists the names may differ
  # shellcheck disable=SC2086  # words on purpose
  if ! $as_root DEBIAN_FRONTEND=noninteractive $install -o Acquire::Retries=3 $missing >> $log 2>&1; then
    tail -n 20 $log >&2
    say "The system packages could not be installed; the lines above say why. Nothing else was changed." \
        "系统组件安装失败，原因见上面的输出。其他内容未作改动。"
    exit 3
  fi
}

list_missing
if [ -n "$missing" ]; then
  install_missing
  list_missing
fi
if [ -z "$PY" ]; then
  say "Python 3.11, 3.12 or 3.13 is needed and was not found. Install one, then run this again." \
      "需要 Python 3.11、3.12 或 3.13，但没有找到。请安装后重新运行。"
  exit 3
fi

# --- The locked packages --------------------------------------------------------------------------------------------
find_uv() {   # one on the PATH if it works and is new enough for the lock file, else a private one
  UV=$(command -v uv || true)
  if [ -n "$UV" ]; then
    version=$("$UV" --version 2>/dev/null | cut -d' ' -f2)
    major=${version%%.*}; rest=${version#*.}; minor=${rest%%.*}
    case "$major.$minor" in *[!0-9.]*|.*|*.) UV="" ;; 0.[0-8]) UV="" ;; esac
  fi
  [ -z "$UV" ] || return 0
  UV=.tools/uv/bin/uv
  if ! "$UV" --version >/dev/null 2>&1; then
    rm -rf .tools/uv
    "$PY" -m venv .tools/uv && .tools/uv/bin/python -m pip install -q --disable-pip-version-check 'uv>=0.9'
  fi
}
groups=--no-dev
[ "$level" = app ] || groups="--group=dev --extra=server"
with_uv() {
  [ "${CRM_INSTALLER:-uv}" = uv ] && find_uv || return 1
  # --inexact: starting the program must not throw out what the tests need. Compiled: every start is a fast one.
  UV_PYTHON_DOWNLOADS=never "$UV" sync --frozen --inexact --compile-bytecode -q $groups \
    --python "$("$PY" -c 'import sys; print(sys.executable)')"
}
with_pip() {   # the same versions and hashes, by pip
  [ -x .venv/bin/pip ] || { rm -rf .venv && "$PY" -m venv .venv; } || return 1
  .venv/bin/python installer/locked_requirements.py "$level" > .tools/requirements.txt || return 1
  .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps --use-pep517 -r .tools/requirements.txt \
    && .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps -e .
}

say "Installing the program's packages into .venv (once) …" "正在把程序所需的包安装到 .venv（仅一次）……"
# A folder that was moved, or a Python that was upgraded away, leaves scripts that point nowhere.
if [ -d .venv ] && ! { .venv/bin/python -c '' && head -n 3 .venv/bin/crm-desktop | grep -qF "$(pwd)/.venv/"; } 2>/dev/null; then
  rm -rf .venv
fi
rm -f .venv/.ready-*
if ! with_uv; then
  [ "${CRM_INSTALLER:-uv}" = pip ] || say "uv could not do it; trying with pip …" "uv 未能完成，改用 pip 重试……"
  if ! with_pip; then
    say "The packages could not be installed; the lines above say why. Check the network, then run this again." \
        "程序所需的包安装失败，原因见上面的输出。请检查网络后重新运行。"
    exit 1
  fi
fi
# The Chinese texts are compiled now (and again by the program itself when a catalogue is newer).
.venv/bin/python -c 'from crm_desktop.base import i18n; i18n.set_language("zh_CN")'
for name in app "$level" none "$screen"; do printf '%s\n' "$inputs" > ".venv/.ready-$name"; done
