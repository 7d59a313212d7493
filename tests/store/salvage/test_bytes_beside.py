"""What is told of attachments whose file is damaged."""

import os
from pathlib import Path

import pytest

from crm_desktop.features.attachments.commands import add_file, remove_file
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.store.salvage.saving import look, salvage
from crm_desktop.store.store import Store
from tests import make


@pytest.mark.parametrize("size", [0, 100, 4096])
def test_attachments_of_a_cut_file_are_counted_by_the_rows_that_name_them(tmp_path: Path, size: int) -> None:
    store = Store.create(tmp_path / "own", passphrase=None, derivers=DERIVERS)
    person = make.contact(store, "王芳")
    for n in range(4):
        store.write("", add_file, person, f"{n}.bin", data=bytes([n]) * 30_000)
    gone = store.write("", add_file, person, "gone.bin", data=b"gone")
    store.write("", remove_file, gone)
    store.close()
    Store.open(tmp_path / "own", passphrase=None, derivers=DERIVERS).close()
    os.truncate(tmp_path / "own" / "blobs.db", size)

    assert salvage(look(tmp_path / "own", None), DERIVERS).files_lost == 4
