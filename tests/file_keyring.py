"""A key store that works: what it is given stands in a file, so that it outlives the process."""

import json
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class FileKeyring(KeyringBackend):
    """Behaves as the key store of a desktop does; deleting what is not there is an error, as it is there."""

    priority = 1  # type: ignore[assignment]

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file = file

    def held(self) -> dict[str, str]:
        """Everything, by service and name."""
        return dict(json.loads(self.file.read_text("utf-8"))) if self.file.exists() else {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self.file.write_text(json.dumps({**self.held(), f"{service}/{username}": password}), "utf-8")

    def delete_password(self, service: str, username: str) -> None:
        held = self.held()
        if held.pop(f"{service}/{username}", None) is None:
            raise PasswordDeleteError(username)
        self.file.write_text(json.dumps(held), "utf-8")
