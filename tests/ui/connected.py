"""A profile that belongs to a shop, and a shop's server that answers as a test wants."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from crm_desktop.features.sync.commands import note
from sync.client.receipt import Receipt

if TYPE_CHECKING:
    from crm_desktop.store.store import Store

FACTS = {
    "user": "刘伟", "role": "consultant", "device": "d1", "inc": "i1", "shop_name": "阳光汽车城",
    "url": "https://192.168.1.20:8443", "keys_in": "key store",
}  # fmt: skip


class Shop:
    """The shop's server as a session meets it."""

    def __init__(self) -> None:
        self.answer: Receipt | Exception = Receipt(sent=12, received=45)
        self.told: list[Receipt] = []
        self.count = 0

    def __call__(self, _store: object, progress: Callable[[Receipt], None]) -> Receipt:
        self.count += 1
        for receipt in self.told:
            progress(receipt)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def enrol(store: "Store") -> None:
    """What enrolling leaves in the file."""

    store.write("enrol", note, FACTS)
