"""What comes into memory before anybody asks for it."""

import subprocess
import sys


def test_the_code_of_all_pages_brings_nothing_that_few_use():
    script = (
        "import sys; from crm_desktop.ui import navigation; navigation.preload();"
        "print([m for m in ('rapidfuzz', 'reportlab', 'openpyxl', 'PySide6.QtPrintSupport') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, timeout=60)

    assert done.stdout.decode().strip() == "[]"
