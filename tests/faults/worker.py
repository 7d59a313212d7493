"""A consultant at work, in a process that will be killed: does one thing after the other and says what is saved.

Each confirmed save is one line of JSON on stdout: {"what": …, "id": …, "value": …}. Run by `test_kill.py`.
"""

import io
import json
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random

from PIL import Image
from sqlalchemy.orm import Session

from crm_desktop.base import clock
from crm_desktop.features.attachments import commands as attachments
from crm_desktop.features.calendar import commands as calendar
from crm_desktop.features.contacts import commands as contacts
from crm_desktop.features.contacts.records import NewContact, NewWay
from crm_desktop.features.customers import commands as customers
from crm_desktop.features.duplicates import commands as duplicates
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.features.touches import commands as touches
from crm_desktop.features.touches.records import NewTouch, NextFollowUp
from crm_desktop.import_export.exchange import import_files
from crm_desktop.store.store import Store


def say(what: str, row_id: str, value: object) -> None:
    """What is on this line is saved."""
    print(json.dumps({"what": what, "id": row_id, "value": value}, ensure_ascii=False), flush=True)


class Work:
    """A random day's work; the same seed does the same things."""

    def __init__(self, store: Store, folder: Path, seed: int) -> None:
        self.store, self.folder, self.seed = store, folder, seed
        self.dice = Random(seed)
        self.people: list[str] = []
        self.count = 0

    def go_on_until_killed(self) -> None:
        """Never ends by itself."""
        doings = [self.note, self.note, self.touch, self.touch, self.plan, self.tag, self.photo, self.merge, self.undo]
        for place in range(4):
            self.person(place)
        while True:
            doing: Callable[[], None] = self.dice.choice([*doings, lambda: self.person(0)])
            doing()
            if self.dice.random() < 0.03:
                self.load()

    def _next(self) -> int:
        self.count += 1
        return self.count

    def _one(self) -> str:
        return self.dice.choice(self.people)

    def person(self, _place: int) -> None:
        n = self._next()
        new = NewContact(name=f"王{n}", ways=(NewWay("phone", f"139{self.seed % 1000:04}{n:04}"),))
        made = self.store.write("新客户", customers.create_customer, new, level="A")
        self.people.append(made)
        say("name", made, new.name)

    def note(self) -> None:
        person, text = self._one(), f"备注 {self._next()}"
        self.store.write("修改", contacts.set_field, person, "note", text)
        say("note", person, text)

    def touch(self) -> None:
        text = f"电话 {self._next()}"
        plan = NextFollowUp(clock.today() + timedelta(days=self.dice.randint(0, 20)))
        new = NewTouch("call", "answered", note=text)
        made = self.store.write("接触", touches.log_touch, self._one(), new, next_follow_up=plan)
        say("touch", made.id, text)

    def plan(self) -> None:
        text = f"计划 {self._next()}"
        day = clock.today() + timedelta(days=self.dice.randint(0, 30))
        plan = NextFollowUp(day, purpose=text)
        made = self.store.write("计划", calendar.plan_follow_up, self._one(), plan)
        say("follow_up", made, text)

    def tag(self) -> None:
        person, text = self._one(), f"标签{self._next()}"
        self.store.write("标签", contacts.tag, [person], text)
        say("tag", person, text)

    def photo(self) -> None:
        n = self._next()
        content = io.BytesIO()
        Image.new("RGB", (40, 40), (n % 256, self.seed % 256, 77)).save(content, "PNG")
        made = self.store.write("照片", attachments.add_file, self._one(), f"{n}.png", data=content.getvalue())
        say("attachment", made, f"{n}.png")

    def merge(self) -> None:
        """Two into one, and back again: both orders of death must leave two or one, whole."""
        if len(self.people) < 4:
            return
        keep, other = self.dice.sample(self.people, 2)
        self.store.write("合并", duplicates.merge, keep, other)
        self.store.undo()

    def undo(self) -> None:
        person = self._one()
        self.store.write("修改", _shout, person)
        self.store.undo()

    def load(self) -> None:
        n = self._next()
        file = self.folder / f"{self.seed}-{n}.csv"
        first = 137_0000_0000 + self.seed % 1000 * 100_000 + n * 500
        rows = "".join(f"李{self.seed}-{n}-{row},{first + row}\n" for row in range(300))
        file.write_text("姓名,手机\n" + rows, encoding="utf-8")
        report = import_files(self.store, [file])
        say("import", report.batch, [f"李{self.seed}-{n}-{row}" for row in range(300)])


def _shout(session: Session, person: str) -> None:
    contacts.set_field(session, person, "job", "临时")


def main(profile: str, seed: str) -> None:
    """Work on the profile until killed."""
    store = Store.open(Path(profile), passphrase=None, derivers=DERIVERS)
    Work(store, Path(profile).parent, int(seed)).go_on_until_killed()


if __name__ == "__main__":
    main(*sys.argv[1:3])
