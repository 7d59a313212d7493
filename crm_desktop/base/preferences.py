"""What this device remembers: language, theme, window, page, splitters. Never business data."""

import contextlib
import json
import logging
import os
from pathlib import Path
from typing import Any

from crm_desktop.base import clock, paths

log = logging.getLogger(__name__)

DEFAULTS: dict[str, Any] = {"language": "", "theme": "system", "page": "today", "profile": ""}
SAVES_DATA = "sync_saves_data"
"""Whether this device is on a network that costs: files travel only when somebody opens them."""
METERED_TOO = "sync_files_when_metered"
"""Of this device: large files travel though the system says that the network costs."""


class Preferences:
    """The preferences of this device, kept as one JSON file; keys it does not know are kept as they are."""

    def __init__(self, file: Path, values: dict[str, Any] | None = None) -> None:
        self.file = file
        self._values: dict[str, Any] = dict(values or {})

    @classmethod
    def load(cls, file: Path | None = None) -> "Preferences":
        """Read the file; a missing one means defaults, a damaged one is set aside and means defaults too."""
        file = file or paths.preferences_file()
        try:
            values = json.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls(file)
        except OSError:
            log.warning("the preferences cannot be read; defaults are used")
            return cls(file)
        except (ValueError, RecursionError):
            values = None
        if not isinstance(values, dict):
            _set_aside(file)
            return cls(file)
        return cls(file, values)

    def get(self, key: str, default: Any = None) -> Any:
        """The value of `key`; without one, `default`, else the shipped default."""
        if key in self._values:
            return self._values[key]
        return DEFAULTS.get(key) if default is None else default

    def set(self, key: str, value: Any) -> None:
        """Remember `value` (anything JSON can hold) and save at once; saving never fails loudly."""
        if key in self._values and self._values[key] == value:
            return
        self._values[key] = value
        self.save()

    def text(self, key: str) -> str:
        """The value as text; anything that is not text counts as the shipped default."""
        value = self.get(key)
        return value if isinstance(value, str) else str(DEFAULTS.get(key, ""))

    @property
    def language(self) -> str:
        """"zh_CN", "en", or "" for the system's."""
        return self.text("language")

    @property
    def theme(self) -> str:
        """"light", "dark" or "system"."""
        return self.text("theme")

    def save(self) -> bool:
        """Write the file whole or not at all; False when the disk does not let us."""
        spare = self.file.with_name(f"{self.file.name}.{os.getpid()}.new")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            # In ASCII: the name of a folder need not be text that can be encoded.
            spare.write_text(json.dumps(self._values, indent=1), encoding="utf-8")
            os.replace(spare, self.file)
        except OSError:
            log.warning("the preferences could not be saved")
            with contextlib.suppress(OSError):
                spare.unlink(missing_ok=True)
            return False
        return True


def _set_aside(file: Path) -> None:
    aside = file.with_name(f"{file.stem}.damaged-{clock.now():%Y%m%d-%H%M%S}{file.suffix}")
    log.warning("the preferences were damaged; they are kept aside and defaults are used")
    with contextlib.suppress(OSError):
        os.replace(file, aside)
