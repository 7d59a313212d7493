# Sets up everything a fresh Windows machine needs; run.cmd and test.cmd call it. Nothing to do is quick.
#   setup.ps1        what the program needs
#   setup.ps1 dev    and what its checks and tests need
# Keep this file UTF-8 with BOM: Windows PowerShell 5 garbles the Chinese otherwise.
param([string]$Level = 'app')
$ErrorActionPreference = 'Stop'
Set-Location (Join-Path $PSScriptRoot '..')
foreach ($name in 'PYTHONHOME', 'PYTHONPATH', 'VIRTUAL_ENV', 'UV_PROJECT_ENVIRONMENT', 'UV_PYTHON', 'UV_LOCKED', 'UV_NO_DEV') {
  Remove-Item "Env:$name" -ErrorAction SilentlyContinue
}

function Say([string]$English, [string]$Chinese) {
  if ((Get-UICulture).Name -like 'zh*') { Write-Host $Chinese } else { Write-Host $English }
}

# A stamp for each level; a changed input or a moved folder makes it stale.
$inputs = ((Get-FileHash pyproject.toml).Hash, (Get-FileHash uv.lock).Hash, (Get-FileHash installer\setup.ps1).Hash, (Get-Location).Path) -join ' '
$stamp = ".venv\.ready-$Level"
if ((Test-Path .venv\Scripts\crm-desktop.exe) -and (Test-Path $stamp) -and ((Get-Content $stamp -Raw).Trim() -eq $inputs)) { exit 0 }

# 1. A 64-bit Python 3.11-3.13 that really runs; the Store's stub python.exe does not.
function Find-Python {
  $candidates = @(@('py', '-3.13'), @('py', '-3.12'), @('py', '-3.11'), @('python'),
    @("$env:LOCALAPPDATA\Programs\Python\Python312\python.exe"))
  foreach ($candidate in $candidates) {
    if (-not (Get-Command $candidate[0] -ErrorAction SilentlyContinue)) { continue }
    $options = @($candidate | Select-Object -Skip 1)
    # A native program's own error text must not end the script, whichever PowerShell runs it.
    $found = try {
      & $candidate[0] @options -c "import sys, venv; print(sys.executable if (3, 11) <= sys.version_info[:2] < (3, 14) and sys.maxsize > 2**32 else '')" 2>$null
    } catch { '' }
    if ($LASTEXITCODE -eq 0 -and $found) { return "$found".Trim() }
  }
  return $null
}
$python = Find-Python
if (-not $python -and (Get-Command winget -ErrorAction SilentlyContinue)) {
  Say 'Installing Python 3.12 for this user (once) ...' '正在为当前用户安装 Python 3.12（仅一次）……'
  & winget install --id Python.Python.3.12 --exact --scope user --silent --accept-source-agreements --accept-package-agreements
  $python = Find-Python
}
if (-not $python) {
  Say 'A 64-bit Python 3.11, 3.12 or 3.13 is needed: install it from python.org, then run this again.' `
      '需要 64 位 Python 3.11、3.12 或 3.13：请从 python.org 安装后重新运行。'
  exit 3
}

# 2. A private uv. 3. The locked packages. 4. The Chinese texts.
Say "Installing the program's packages into .venv (once) ..." '正在把程序所需的包安装到 .venv（仅一次）……'
$ErrorActionPreference = 'Continue'   # from here on exit codes decide
if (-not (Test-Path .tools\uv\Scripts\uv.exe)) {
  & $python -m venv .tools\uv
  & .tools\uv\Scripts\python.exe -m pip install -q --disable-pip-version-check 'uv>=0.9'
}
$env:UV_PYTHON_DOWNLOADS = 'never'
$group = if ($Level -eq 'dev') { '--group=dev' } else { '--no-dev' }
Get-ChildItem .venv\.ready-* -ErrorAction SilentlyContinue | Remove-Item
& .tools\uv\Scripts\uv.exe sync --frozen --inexact --compile-bytecode -q $group --python $python
if ($LASTEXITCODE -ne 0) {
  Say 'The packages could not be installed; the lines above say why. Check the network, then run this again.' `
      '程序所需的包安装失败，原因见上面的输出。请检查网络后重新运行。'
  exit 1
}
& .venv\Scripts\python.exe -c "from crm_desktop.base import i18n; i18n.set_language('zh_CN')"
foreach ($name in 'app', $Level) { Set-Content -Path ".venv\.ready-$name" -Value $inputs -Encoding UTF8 }
exit 0
