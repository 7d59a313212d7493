"""Laptops of a shop with files, for the tests that carry them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import text

from crm_desktop.features.attachments.commands import add_file
from crm_desktop.features.sync.commands import run_files
from sync.client.blobs import Carried
from sync.client.transport import Transport
from sync.core.packing import expand
from tests.sync.loopback.office import QUICK, Desk

LARGE = bytes(range(256)) * 4096 * 3
"""Three MiB: several parts."""
COPY = "身份证复印件".encode() * 20


def picture(shade: int = 40) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (900, 600), (shade, 90, 120)).save(out, "PNG")
    return out.getvalue()


def keep(desk: Desk, person: str, name: str, data: bytes, **more: Any) -> str:
    return str(desk.store.write("加文件", add_file, person, name, data=data, **more))


def carry(desk: Desk, **more: Any) -> Carried:
    desk.sync()
    return run_files(desk.store, patience=QUICK, **more)


def has(desk: Desk, row: str) -> bool:
    name = desk.value("SELECT sha256 FROM attachment WHERE id = :id", id=row)
    return desk.store.blobs.get(name) is not None


def calls(desk: Desk, url: str) -> None:
    """Where this laptop looks for the shop."""
    change = text("UPDATE sync_state SET value = :url WHERE key = 'url'")
    desk.store.write("搬走", lambda session: session.execute(change, {"url": url}))


class Spy:
    """Reads every request of a laptop."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[tuple[str, str, bytes]] = []
        once = Transport._once

        def spied(transport: Transport, path: str, body: bytes, headers: Any, method: str) -> Any:
            self.asked.append((method, path, body))
            return once(transport, path, body, headers, method)

        monkeypatch.setattr(Transport, "_once", spied)

    @property
    def paths(self) -> list[str]:
        return [f"{method} {(path.partition('blobs/')[1] and path.rpartition('/')[2][:8]) or path}" for
                method, path, _body in self.asked]  # fmt: skip

    def read(self) -> bytes:
        return b"\n".join(
            path.encode() + (expand(body) if method == "POST" else body) for method, path, body in self.asked
        )
