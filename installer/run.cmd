@echo off
rem Starts Showroom CRM, setting up what is missing first: installer\run.cmd [ARGUMENTS OF crm-desktop]
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0setup.ps1" app
if errorlevel 1 exit /b %errorlevel%
"%~dp0..\.venv\Scripts\crm-desktop.exe" %*
exit /b %errorlevel%
