"""What a user of the pure laptop takes back from the shop, and shares again."""

from __future__ import annotations

from dataclasses import replace

from sync.core import journal
from sync.core.mutations import Mutation, Op, sealed, voided
from sync.core.schema import MADE_BY_SERVER, Schema
from sync.core.values import Key
from tests.sync.simulator.desk import Desk


class Withdrawing(Desk):
    """The part of a laptop that asks the server to forget."""

    schema: Schema

    def _name(self) -> str:
        raise NotImplementedError

    def to_withdraw(self) -> list[Key]:
        """What the server knows and was made private here, or was moved to a contact that is."""
        file, private = self.file, self.private()
        return [
            key
            for key, edits in file.edits.items()
            if key in private and journal.leaves_the_shop(file.rows[key].row_seq, edits)
        ]

    def _withdraw(self, root: Key) -> None:
        """The server is asked to erase it. What waits or was answered keeps its number only; the rows are as if new."""
        file = self.file
        family = {root, *self.aggregate(root[1])}
        known = [
            key for key in family
            if key[0] not in MADE_BY_SERVER and journal.is_known(file.rows[key].row_seq, file.edits.get(key, []))
        ]  # fmt: skip
        for place in (file.outbox, file.acked):
            place.update({number: voided(one) for number, one in place.items() if one.key in family})
        file.answered = {number: one for number, one in file.answered.items() if not any(e.key in family for e in one)}
        for key in sorted(family):
            file.edits.pop(key, None)
            file.hidden.discard(key)
            file.rows[key] = replace(file.rows[key], row_seq=0)
            self._as_new(key)
        file.withdrawn.add(root[1])
        for key in sorted(known, key=lambda one: (-self.schema.place(one[0]), one[1])):
            asked = sealed(Mutation(file.inc, file.next_lsn, self._name(), *key, Op.PURGE))
            file.outbox[asked.inc, asked.lsn] = asked
            file.next_lsn += 1

    def _as_new(self, key: Key) -> None:
        """Entered now, and deleted if it is: what was never sent and is deleted is not sent."""
        self.note(*key, None, "I", None, None)
        deleted = self.file.rows[key].values.get("deleted")
        if deleted is not None:
            self.note(*key, "deleted", "D", None, deleted)

    def shared_again(self) -> list[str]:
        """What was withdrawn, is not private any more, and was erased by the server as it was asked."""
        file = self.file
        asked = {one.id for one in file.outbox.values() if one.op is Op.PURGE}
        found = []
        for row in sorted(file.withdrawn):
            family = [one for one in file.rows.values() if row in (one.id, one.root)]
            above = [one for one in file.rows.values() if one.id in {each.root for each in family}]
            closed = any(one.values.get("private") for one in (*family, *above) if one.id in (row, one.root))
            held = {one.root for one in family if one.id == row} & file.withdrawn - {row}
            waits = closed or held or asked & {one.id for one in family}
            if family and row not in file.for_good and not waits:
                found.append(row)
        return found

    def was_withdrawn(self, key: Key) -> bool:
        """Whether this laptop had the server erase a row that is here again."""
        known = [*self.file.acked.values(), *self.file.outbox.values()]
        return key in self.file.rows and any(one.op is Op.PURGE and one.key == key for one in known)

    def is_shared_again(self, purge: Mutation) -> bool:
        """Whether a row that was erased at the server is here, for it was shared again afterwards."""
        if purge.op is not Op.PURGE or purge.key not in self.file.rows:
            return False
        later = [one for one in self.file.outbox.values() if one.key == purge.key and one.op is Op.INSERT]
        opened = any(edit.op == "I" for edit in self.file.edits.get(purge.key, ()))
        return opened or any(one.inc != purge.inc or one.lsn > purge.lsn for one in later)

    def _keep_withdrawn(self, key: Key) -> None:
        """The server does not take it: it forgot who asked it to erase the row. It stays here, as never sent."""
        file = self.file
        file.edits.pop(key, None)
        file.hidden.discard(key)
        file.rows[key] = replace(file.rows[key], row_seq=0)
        self._as_new(key)
        file.withdrawn.add(key[1])
        file.for_good.add(key[1])
