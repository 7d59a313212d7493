"""Fixtures of the store's own tests: a bare profile without business."""

import pytest

from crm_desktop.store.store import Store


@pytest.fixture
def bare(tmp_path):
    store = Store.create(tmp_path / "bare", passphrase=None, derivers=())
    yield store
    store.close()
