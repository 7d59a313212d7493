#!/bin/sh
# Starts Showroom CRM, setting up what is missing first: sh installer/run.sh [ARGUMENTS OF crm-desktop]
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
sh "$here/installer/setup.sh" app
program=$here/.venv/bin/crm-desktop

# A machine without a locale speaks ASCII; Chinese needs UTF-8.
case "${LC_ALL:-${LC_CTYPE:-${LANG:-}}}" in
  ''|C|POSIX) unset LC_ALL; export LC_CTYPE=C.UTF-8 ;;
esac

# Does this ask for the window (no command, or `gui`), and on which profile and in which language?
window=yes profile="" lang="" option=""
for word in "$@"; do
  case "$option" in
    --profile) profile=$word option=""; continue ;;
    --lang) lang=$word option=""; continue ;;
  esac
  case "$word" in
    gui|--json) ;;
    --profile|--lang) option=$word ;;
    --profile=*) profile=${word#*=} ;;
    --lang=*) lang=${word#*=} ;;
    *) window=no; break ;;
  esac
done
if [ "$window" = no ] || [ "$(uname -s)" != Linux ] || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}${QT_QPA_PLATFORM:-}" ]; then
  exec "$program" "$@"
fi

# No display: show the program in pictures, on made-up people unless a profile is named.
case "${lang:-${LANG:-}}" in
  zh*) echo "这台机器没有显示器，无法打开窗口；改为把每个页面画成图片，保存到 $(pwd)/tour-pictures。" >&2 ;;
  *) echo "There is no display here, so no window can open; drawing every page into $(pwd)/tour-pictures instead." >&2 ;;
esac
exec "$program" tour --out ./tour-pictures ${profile:+--profile "$profile"} ${lang:+--lang "$lang"}
