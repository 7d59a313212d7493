"""What comes into memory before anybody asks for it."""

import subprocess
import sys


def test_the_code_of_all_pages_brings_nothing_that_few_use():
    script = (
        "import sys; from crm_desktop.ui import navigation; navigation.preload();"
        "few = ('rapidfuzz', 'reportlab', 'openpyxl', 'PySide6.QtPrintSupport', 'crm_desktop.import_export.files',"
        "'crm_desktop.ui.pages.settings.forms_section', 'cryptography', 'urllib3', 'zeroconf', 'zstandard');"
        "print([m for m in few if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, timeout=60)

    assert done.stdout.decode().strip() == "[]"


def test_every_page_dialog_and_section_is_where_it_is_said_to_be():
    from crm_desktop.ui import navigation
    from crm_desktop.ui.pages.settings import page as settings

    for where in (*(one.where for one in navigation.PAGES), *navigation.DIALOGS.values()):
        assert callable(navigation._find(where))
    for _name, _title, where in settings.SECTIONS:
        assert callable(settings._class(where))
