"""What is done with people who are one's own: shared, taken back, merged, thrown away."""

from __future__ import annotations

from collections.abc import Callable

from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.customers import commands as customers
from crm_desktop.features.duplicates import commands as duplicates
from crm_desktop.features.network import commands as network
from tests.sync.showroom.hands import Hands


class WithSecrets(Hands):
    """Somebody with a network of his own."""

    meanwhile: Callable[[], object]
    """What happens before something is taken back: a session."""

    def _private(self) -> str:
        return self._one("SELECT id FROM contact WHERE deleted IS NULL AND private = 1 ORDER BY created, id")

    def do_withdraw(self) -> None:
        """Shared by mistake, known to the shop perhaps, and taken back."""
        self.write(contacts.share, self._private(), with_touches=True)
        self._undo_later()

    def _undo_later(self) -> None:
        if self.dice.random() < 0.7:
            self.meanwhile()
        self.store.undo()

    def do_withdraw_archive(self) -> None:
        self.write(customers.open_archive, self._private(), with_touches=True)
        self._undo_later()

    def do_merge_private(self) -> None:
        pair = [self._private(), self.person()]
        self.dice.shuffle(pair)
        self.write(duplicates.merge, *pair)

    def do_merge_back(self) -> None:
        self.write(duplicates.merge, self._private(), self.person())
        self._undo_later()

    def do_share_many(self) -> None:
        self.write(network.share, [self._private(), self._private()], with_touches=self.dice.random() < 0.5)

    def do_trash_many(self) -> None:
        self.write(contacts.trash, [self.person(), self.person()])

    def do_restore_all(self) -> None:
        gone = self._ids("SELECT id FROM contact WHERE deleted IS NOT NULL AND merged_into = '' ORDER BY id LIMIT 4")
        self.write(contacts.restore, gone)

    def do_new_and_gone(self) -> None:
        """Somebody is merged into a new one, who is thrown away before the shop hears of him."""
        made = self.write(customers.capture, self.name(), self.phone(), self.code("occasions"), as_customer=True)
        self.write(duplicates.merge, made, self.person())
        if self.dice.random() < 0.5:
            self.write(contacts.trash, [made])
