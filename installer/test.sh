#!/bin/sh
# Checks and tests everything, setting up what is missing first.
#
#   sh installer/test.sh            style, types, architecture, tests: what .ci/run asks
#   sh installer/test.sh --long     the same with the tests that take longer than CI allows
#   sh installer/test.sh --long --seeds A-B   only histories of sync; adds to tests/sync/RESULTS.md
#                                   (--real after it: with the program's own store)
#   sh installer/test.sh --bench    the benches of tests/bench (arguments after it are theirs; --bench sync: those of sync)
#   sh installer/test.sh ARGUMENTS  only pytest, with these arguments
set -eu
cd "$(dirname "$0")/.."
sh installer/setup.sh dev
bin=$(pwd)/.venv/bin

case "${LC_ALL:-${LC_CTYPE:-${LANG:-}}}" in
  ''|C|POSIX) unset LC_ALL; export LC_CTYPE=C.UTF-8 ;;
esac
export QT_QPA_PLATFORM="${QT_QPA_PLATFORM:-offscreen}"

if [ "${1:-}" = --bench ]; then
  shift
  unset PYTHONDONTWRITEBYTECODE   # compiling on every start would be measured
  exec "$bin/python" tests/bench/run.py "$@"
fi
if [ "${1:-}" = --long ]; then
  shift
  export CRM_LONG=1
  if [ "${1:-}" = --seeds ]; then
    shift
    exec "$bin/python" -m tests.sync.simulator.history "$@"
  fi
fi
if [ $# -gt 0 ]; then
  exec "$bin/python" -m pytest "$@"
fi

failed=""
check() {   # check NAME COMMAND…: every check runs, so one run tells all
  name=$1
  shift
  printf '== %s\n' "$name"
  "$@" || failed="$failed $name"
}
check style "$bin/ruff" check .
check types "$bin/mypy"
check architecture "$bin/lint-imports" --no-cache
check tests "$bin/python" -m pytest -n 2 --dist worksteal -q
if [ -n "$failed" ]; then
  printf '== FAILED:%s\n' "$failed"
  exit 1
fi
printf '== all passed\n'
