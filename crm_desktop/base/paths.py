"""Where the program keeps its things. `CRM_HOME` moves them all into one folder (tests, a USB stick)."""

import contextlib
import os
from pathlib import Path

APP = "showroom-crm"


def resources() -> Path:
    """Shipped data: inside the installed package, or beside it in a source tree."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_resources"
    return installed if installed.is_dir() else package.parent / "resources"


def _home() -> Path | None:
    home = os.environ.get("CRM_HOME", "").strip()
    return Path(home).expanduser() if home else None


def data_dir() -> Path:
    """The folder of the user's data; made when it is first asked for."""
    home = _home()
    if home is None:
        from platformdirs import user_data_path

        home = user_data_path(APP, appauthor=False)
    return _made(home)


def config_dir() -> Path:
    """The folder of this device's preferences."""
    home = _home()
    if home is None:
        from platformdirs import user_config_path

        home = user_config_path(APP, appauthor=False)
    return _made(home)


def cache_dir() -> Path:
    """What may be deleted at any time."""
    home = _home()
    if home is not None:
        return _made(home / "cache")
    from platformdirs import user_cache_path

    return _made(user_cache_path(APP, appauthor=False))


def profiles_dir() -> Path:
    """The folder that holds one folder per profile."""
    return _made(data_dir() / "profiles")


def default_profile() -> Path:
    """The profile that opens when none is named; it need not exist yet."""
    return profiles_dir() / "default"


def logs_dir() -> Path:
    """The folder of the log files."""
    return _made(data_dir() / "logs")


def preferences_file() -> Path:
    """The file of this device's preferences."""
    return config_dir() / "preferences.json"


def _made(folder: Path) -> Path:
    # Where it cannot be made, whoever writes into it says so or does without; what is kept elsewhere can be worked on.
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return folder
