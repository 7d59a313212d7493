"""Every setting has a value that works; each may be given on the command line or as CRM_SYNC_… in the environment."""

import ipaddress
from pathlib import Path

import platformdirs
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PORT = 8765
PREFIX = "CRM_SYNC_"


class Settings(BaseSettings):
    """How the server runs."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True)

    data: Path = Path(platformdirs.user_data_dir("crm-sync-server", appauthor=False))
    """The folder of the data file and the certificate."""
    database: str = ""
    """A PostgreSQL URL, instead of the file."""
    host: str = "0.0.0.0"  # noqa: S104 - laptops come from elsewhere; there is always TLS then
    port: int = Field(default=PORT, ge=0, le=65535)
    workers: int = Field(default=1, ge=1)
    url: str = ""
    """What laptops call it by, when that is another address than its own."""
    certificate: Path | None = None
    key: Path | None = None
    blob_hours: int = Field(default=24, ge=0)
    """So long an attachment is kept that no row names any more."""
    compact_days: int = Field(default=180, ge=0)
    """A laptop that was away for longer is not waited for: what the others have read is forgotten. 0: never."""
    announce: bool = True
    """Say in the local network that a server is here."""
    min_rev: int = Field(default=0, ge=0)
    """Laptops of an older revision (`protocol.REVISION`) may still hand in what they have, but are told to update."""
    open_metrics: bool = False
    """Show the figures to other machines too."""
    log_level: str = "info"

    @property
    def file(self) -> Path:
        """The data file."""
        return self.data / "shop.db"

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach it: the one case without TLS."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def with_tls(self) -> bool:
        """Always off loopback; there when a certificate is given."""
        return not self.on_loopback or self.certificate is not None
