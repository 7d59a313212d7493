"""What the users of a simulated shop do on their laptops; chance decides what, and on which row."""

from __future__ import annotations

import random
from dataclasses import dataclass

from sync.core.shop import Shop
from sync.core.values import Key
from tests.sync.simulator.replica import Laptop
from tests.sync.simulator.setting import STAGES, USERS
from tests.sync.simulator.shadow import LONG, TRACKED, Shadow, lines_of, values_in

HOT, CROWDED = 2, 0.7
ENOUGH = 4


@dataclass(frozen=True)
class Form:
    """An open form: what it had on screen, and in which state (R13)."""

    key: Key
    column: str
    shown: object
    row_seq: int


class Acts:
    """The hands of all users."""

    chance: random.Random
    shop: Shop
    shadow: Shadow
    laptops: dict[str, Laptop]
    forms: dict[str, Form]
    log: list[str]
    made = 0

    def at(self) -> str:
        """What a laptop's clock says."""
        raise NotImplementedError

    def act(self, user: str) -> None:
        name = self.chance.choices(
            ("edit", "insert", "child", "delete", "restore", "move", "undo", "open", "save", "stage", "script", "erase",
             "promote", "settle", "poison", "story", "withdraw"),
            (30, 8, 14, 7, 3, 6, 6, 5, 5, 6, 5, 1, 3, 4, 1, 14, 1),
        )[0]  # fmt: skip
        getattr(self, f"do_{name}")(user, self.laptops[user])

    def value(self, user: str) -> str:
        self.made += 1
        return f"{user}{self.made}"

    def pick(self, laptop: Laptop, *tables: str, dead: bool = False) -> Key | None:
        shown = laptop.shown()
        keys = [
            key
            for key, row in shown.items()
            if key[0] in tables
            and (row.values.get("deleted") is not None) == dead
            and not any(root[1] == row.root and one.values.get("deleted") for root, one in shown.items() if root != key)
        ]
        if not keys:
            return None
        # Most of the work is on a few rows: where nobody meets, nothing can go wrong.
        return self.chance.choice(sorted(keys)[:HOT] if self.chance.random() < CROWDED else sorted(keys))

    def do_edit(self, user: str, laptop: Laptop) -> None:
        key = self.pick(laptop, *TRACKED)
        if key is not None:
            laptop.file.step += 1
            for column in self.chance.sample(TRACKED[key[0]], self.chance.randint(1, len(TRACKED[key[0]]))):
                self.type(user, laptop, key, column)

    def type(self, user: str, laptop: Laptop, key: Key, column: str, form: Form | None = None) -> None:
        row = laptop.file.rows[key]
        value = self.value(user)
        shown = form.shown if form else row.values.get(column)
        self.shadow.type(user, key, column, row.root, value, shown)
        now = self.shadow.typed.get(str(row.values.get(column)))
        if form and now and now.user == user:  # his own, typed beside the open form
            self.shadow.type(user, key, column, row.root, value, row.values.get(column))
        self.log.append(f"{user} {key} {column} = {value} over {shown}")
        laptop.write(key, column, value, at=self.at(), seen=form.row_seq if form else None)

    def do_story(self, user: str, laptop: Laptop) -> None:
        """A line more in a long text, or a line in place of another."""
        key = self.pick(laptop, *LONG)
        if key is not None:
            laptop.file.step += 1
            self.tell(user, laptop, key, self.chance.choice(LONG[key[0]]))

    def tell(self, user: str, laptop: Laptop, key: Key, column: str, form: Form | None = None) -> None:
        """Every change of a long text types one new line; what it replaces was on screen."""
        row, line = laptop.file.rows[key], self.value(user)
        now = row.values.get(column)
        shown = form.shown if form else now
        text = shown.split("\n") if isinstance(shown, str) else []
        at = self.chance.randint(0, len(text))
        gone = text[at : at + self.chance.choice([0, 0, 1])]
        text[at : at + len(gone)] = [line]
        # He has seen, too, what stood in the text when he typed in it beside the open form.
        beside = (lines_of(now) - lines_of(shown)) & self.shadow.written.get((user, key, column), set())
        self.shadow.written[user, key, column] = set(text)
        self.shadow.type(user, key, column, row.root, line, "\n".join([*gone, *beside]))
        self.log.append(f"{user} {key} {column} has {line} in place of {gone}: {text}")
        laptop.write(key, column, "\n".join(text), at=self.at(), seen=form.row_seq if form else None)

    def do_insert(self, user: str, laptop: Laptop) -> None:
        if len(self.shop.aggregates) > ENOUGH and self.chance.random() < CROWDED:
            self.do_edit(user, laptop)
            return
        self._insert(user, laptop, "contact", self.value(user) + "c", {
            "owner": user, "occasion": "new", "private": self.chance.choice([None, None, None, 1])
        })  # fmt: skip

    def do_child(self, user: str, laptop: Laptop) -> None:
        root, table = self.pick(laptop, "contact"), self.chance.choice(["touch", "touch", "scale_change"])
        if root is not None:
            self._insert(user, laptop, table, self.value(user) + table[0], {"root": root[1]})

    def do_script(self, user: str, laptop: Laptop) -> None:
        """Shop data with one id everywhere (decision 6)."""
        name = f"s{self.chance.randint(1, 3)}"
        if ("script", name) not in laptop.file.rows and not laptop.file.edits.get(("script", name)):
            self._insert(user, laptop, "script", name, {})

    def _insert(self, user: str, laptop: Laptop, table: str, row: str, values: dict[str, object]) -> None:
        typed = {column: self.value(user) for column in TRACKED[table]}
        for column in LONG.get(table, ()):
            typed[column] = self.chance.choice(["", self.value(user)])
        laptop.insert(table, row, {**values, **typed}, at=self.at())  # type: ignore[dict-item]
        for column, value in typed.items():
            if value:
                self.shadow.type(user, (table, row), column, str(values.get("root", row)), value, None)
        self.log.append(f"{user} inserts {table} {row} {typed}")

    def do_delete(self, user: str, laptop: Laptop) -> None:
        key = self.pick(laptop, *TRACKED)
        if key is None:
            return
        laptop.file.step += 1
        self.shadow.delete(user, key, self.seen(laptop, key))
        self.log.append(f"{user} deletes {key} seeing {sorted(self.seen(laptop, key))}")
        laptop.write(key, "deleted", self.at(), at=self.at())

    def seen(self, laptop: Laptop, key: Key) -> set[str]:
        """What a user has on screen of a row and all that hangs on it."""
        family = [one for one in laptop.shown().values() if one.root == key[1] or one.key == key]
        return {value for one in family for value in values_in(one.table, one.values)}

    def do_restore(self, user: str, laptop: Laptop) -> None:
        key = self.pick(laptop, *TRACKED, dead=True)
        if key is not None:
            laptop.file.step += 1
            self.shadow.woken.add(key)
            self.log.append(f"{user} brings back {key}")
            laptop.write(key, "deleted", None, at=self.at())

    def do_move(self, user: str, laptop: Laptop) -> None:
        """To another consultant, or a touch to another contact."""
        key = self.pick(laptop, "contact", "contact", "touch")
        if key is None:
            return
        column, value = "owner", self.chance.choice([one for one in USERS if one != "meg"])
        if key[0] == "touch":
            target = self.pick(laptop, "contact")
            column, value = "root", target[1] if target else laptop.file.rows[key].root
            if target in laptop.private():
                return
        laptop.file.step += 1
        if column == "root":
            self.shadow.move(key, str(value))
        self.log.append(f"{user} moves {key} to {value}")
        laptop.write(key, column, value, at=self.at())

    def do_undo(self, user: str, laptop: Laptop) -> None:
        undone = laptop.undo(at=self.at())
        for edit in undone:
            self.log.append(f"{user} undoes {edit.key} {edit.column} {edit.after} back to {edit.before}")
            if edit.op == "R":
                self.shadow.delete(user, edit.key, self.seen(laptop, edit.key))
            self.shadow.woken.add(edit.key)
            if edit.column == "root" and edit.key in laptop.private():  # back to somebody private: the shop forgets it
                self.shadow.erased.add(edit.key[1])
            self.shadow.undone |= lines_of(edit.after) - lines_of(edit.before)

    def do_open(self, user: str, laptop: Laptop) -> None:
        key = self.pick(laptop, *TRACKED)
        if key is not None:
            column = self.chance.choice((*TRACKED[key[0]], *LONG.get(key[0], ())))
            row = laptop.file.rows[key]
            # A pending edit hides what came in under it: that was not on screen either.
            seen = laptop.lowest([row.row_seq, *(edit.base_seq for edit in laptop.file.edits.get(key, []))])
            self.forms[user] = Form(key, column, row.values.get(column), seen)
            self.log.append(f"{user} opens {key} {column}")

    def do_save(self, user: str, laptop: Laptop) -> None:
        form = self.forms.pop(user, None)
        if form is not None and form.key in laptop.shown() and not self.is_dead(laptop, form.key):
            laptop.file.step += 1
            change = self.tell if form.column in LONG.get(form.key[0], ()) else self.type
            change(user, laptop, form.key, form.column, form)

    def is_dead(self, laptop: Laptop, key: Key) -> bool:
        """Deleted, or under a root that is."""
        rows = laptop.file.rows
        return any(one.values.get("deleted") is not None for one in rows.values() if one.id in (key[1], rows[key].root))

    def do_stage(self, user: str, laptop: Laptop) -> None:
        """A workflow column, with few values: the same one from two users is no conflict."""
        key = self.pick(laptop, "contact")
        if key is not None:
            laptop.file.step += 1
            laptop.write(key, "occasion", self.chance.choice(STAGES), at=self.at())

    def do_erase(self, user: str, laptop: Laptop) -> None:
        key = self.pick(laptop, "contact")
        if key is not None:
            self.shadow.erased.add(key[1])
            self.shadow.withdrawn.discard((user, key))
            self.log.append(f"{user} erases {key}")
            laptop.remove(key, at=self.at())

    def do_promote(self, user: str, laptop: Laptop) -> None:
        private = sorted(key for key in laptop.private() if key[0] == "contact")
        if private:
            laptop.file.step += 1
            key = self.chance.choice(private)
            self.shadow.withdrawn.discard((user, key))
            self.log.append(f"{user} promotes {key}")
            laptop.write(key, "private", None, at=self.at())

    def do_withdraw(self, user: str, laptop: Laptop) -> None:
        """A contact that was shared becomes private again: the shop forgets it, here it stays."""
        key = self.pick(laptop, "contact")
        if key is not None and key not in laptop.private():
            laptop.file.step += 1
            self.shadow.erased.add(key[1])
            self.shadow.withdrawn.add((user, key))
            self.log.append(f"{user} withdraws {key}")
            laptop.write(key, "private", 1, at=self.at())

    def do_settle(self, user: str, laptop: Laptop) -> None:
        """Decide a conflict of the inbox: take the value that lost."""
        shown = laptop.shown()
        key = self.pick(laptop, "conflict")
        if key is None:
            return
        values = shown[key].values
        target = (str(values.get("tbl")), str(values.get("row")))
        column, lost = str(values.get("col")), values.get("lost")
        laptop.file.step += 1
        if values.get("kind") == "field" and column in LONG.get(target[0], ()):
            self.take_text(user, laptop, target, column, lost)
        elif values.get("kind") == "field" and target in shown and column in TRACKED.get(target[0], ()):
            kept = shown[target].values.get(column)
            if isinstance(lost, str) and isinstance(kept, str) and shown[target].values.get("deleted") is None:
                self.shadow.type(user, target, column, shown[target].root, lost, kept)
                self.log.append(f"{user} takes {lost} for {target} {column} over {kept}")
                laptop.write(target, column, lost, at=self.at())
        laptop.write(key, "state", self.chance.choice(["taken", "left"]), at=self.at())

    def take_text(self, user: str, laptop: Laptop, key: Key, column: str, lost: object) -> None:
        """The whole text that lost, in place of the one on screen."""
        row = laptop.shown().get(key)
        if row is not None and row.values.get("deleted") is None and isinstance(lost, str):
            kept = row.values.get(column)
            for line in lines_of(lost):
                self.shadow.type(user, key, column, row.root, line, "\n".join(lines_of(kept) - lines_of(lost)))
            if not lines_of(lost):  # an empty text types no line that could stand for those it replaces
                self.shadow.undone |= lines_of(kept)
            self.log.append(f"{user} takes {lines_of(lost)} for {key} {column} over {kept}")
            laptop.write(key, column, lost, at=self.at())

    def do_poison(self, user: str, laptop: Laptop) -> None:
        """A value the server may not take: it waits, and blocks nothing (I8)."""
        key = self.pick(laptop, "contact")
        if key is not None:
            laptop.file.step += 1
            value = self.value(user) + "x" * 60
            self.shadow.type(user, key, "name", laptop.file.rows[key].root, value, laptop.file.rows[key].values["name"])
            laptop.write(key, "name", value, at=self.at())
