"""What is put off comes when it is used, whole, and only then."""

import subprocess
import sys

WITHOUT = """
import sys
from crm_desktop.ui import late_import
late_import.put_off()
import sqlalchemy.orm, filelock
print(sorted(name for name in sys.modules if name in {"asyncio.events", "asyncio.tasks", "ssl", "email.message"}))
"""
WITH = """
import sys
from crm_desktop.ui import late_import
late_import.put_off()
import sqlalchemy, asyncio, importlib.metadata
from asyncio import sleep

async def later():
    await sleep(0)
    return asyncio.get_running_loop().is_running()

print(asyncio.run(later()), importlib.metadata.version("sqlalchemy") == sqlalchemy.__version__)
print(asyncio.iscoroutine(later()), "asyncio.events" in sys.modules)
"""


def said(program: str) -> list[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], check=True, capture_output=True, text=True
    ).stdout.split("\n")


def test_the_store_comes_up_without_sockets_and_mail() -> None:
    assert said(WITHOUT)[0] == "[]"


def test_what_was_put_off_works_when_somebody_uses_it() -> None:
    assert said(WITH)[:2] == ["True True", "True True"]


def test_what_is_there_already_stays_as_it_is() -> None:
    program = "import asyncio; was = asyncio.run; from crm_desktop.ui import late_import; late_import.put_off(); "
    assert said(program + "import asyncio; print(asyncio.run is was)")[0] == "True"


def test_a_laptop_that_does_not_sync_now_loads_nothing_of_the_network() -> None:
    program = "import sys; import crm_desktop.features.sync.commands; "
    assert said(program + "print(sorted({'urllib3', 'cryptography', 'http.client'} & set(sys.modules)))")[0] == "[]"


def test_before_the_window_is_painted_no_feature_is_read() -> None:
    program = "import sys; from crm_desktop import app; "
    modules = "m for m in sys.modules if m.startswith('crm_desktop.features.') and m.count('.') > 2"
    assert said(program + f"print([{modules}])")[0] == "[]"
