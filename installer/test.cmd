@echo off
rem Checks and tests everything, setting up what is missing first; the same arguments as test.sh:
rem nothing, --long, --long --seeds A-B, --bench, or pytest's.
setlocal
cd /d "%~dp0.."
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0setup.ps1" dev
if errorlevel 1 exit /b %errorlevel%
set PYTHONUTF8=1
if not defined QT_QPA_PLATFORM set QT_QPA_PLATFORM=offscreen
set BIN=.venv\Scripts
if "%~1"=="--bench" goto bench
if "%~1"=="--long" (
  set CRM_LONG=1
  shift
)
if "%~1"=="--seeds" goto seeds
if not "%~1"=="" goto pytest
set FAILED=
echo == style
%BIN%\ruff.exe check . || set FAILED=%FAILED% style
echo == types
%BIN%\mypy.exe || set FAILED=%FAILED% types
echo == architecture
%BIN%\lint-imports.exe --no-cache || set FAILED=%FAILED% architecture
echo == tests
%BIN%\python.exe -m pytest -n 2 --dist worksteal -q || set FAILED=%FAILED% tests
if defined FAILED (
  echo == FAILED:%FAILED%
  exit /b 1
)
echo == all passed
exit /b 0

:bench
set PYTHONDONTWRITEBYTECODE=
%BIN%\python.exe tests\bench\run.py %2 %3 %4 %5 %6 %7 %8 %9
exit /b %errorlevel%

:seeds
%BIN%\python.exe -m tests.sync.simulator.history %2 %3 %4 %5 %6 %7 %8 %9
exit /b %errorlevel%

:pytest
%BIN%\python.exe -m pytest %1 %2 %3 %4 %5 %6 %7 %8 %9
exit /b %errorlevel%
