"""What a row adds to a person: it fills what is empty, adds what is new, and overwrites nothing.

A differing value is kept in the note under its header. `merge(…, probe=True)` only says whether anything would change.
"""

import hashlib
from datetime import datetime
from typing import Any

from crm_desktop.base import clock, names
from crm_desktop.features.contacts import rules
from crm_desktop.import_export.known import Known, Row, folded_name
from crm_desktop.import_export.person import Incoming

_LONGEST_NOTE = 16_000


class _Nothing(Exception):
    """A probe found a change."""


def changes(known: Known, incoming: Incoming, *, as_customer: bool) -> bool:
    """Whether the row says anything that the person does not have yet."""
    try:
        _Merge(known, incoming, probe=True).run(as_customer=as_customer)
    except _Nothing:
        return True
    return False


def merge(known: Known, incoming: Incoming, *, as_customer: bool) -> bool:
    """Add what the row says. Returns whether anything changed."""
    merging = _Merge(known, incoming, probe=False)
    merging.run(as_customer=as_customer)
    return merging.changed


class _Merge:
    """One merge; every change goes through `_change`."""

    def __init__(self, known: Known, incoming: Incoming, *, probe: bool) -> None:
        self.known, self.incoming, self.probe = known, incoming, probe
        self.changed = False
        self.lines: list[str] = []  # differing values, for the note

    def run(self, *, as_customer: bool) -> None:
        told = self.incoming
        self._contact()
        if told.ways:
            self._ways()
        if told.tags:
            self._tags()
        if told.own:
            self._own()
        if as_customer:
            self._customer()
        if told.opportunity:
            self._opportunity()
        if told.vehicle:
            self._vehicle()
        self._plans()
        if told.photos:
            self._photos()
        if told.notes or self.lines:
            self._note()

    def _change(self) -> None:
        self.changed = True
        if self.probe:
            raise _Nothing

    def _fill(self, row: Row, column: str, value: Any, *, told: str = "") -> None:
        """Fill an empty column; another value stays and the new one is noted. `told`: its name in the row."""
        now = row.values.get(column)
        if now in (None, "", False):
            if value not in (None, "", False):
                self._change()
                row.set(column, value)
        elif now != value and not _alike(now, value):
            header = self.incoming.headers.get(told or column, column)
            self.lines.append(f"{header}: {self.incoming.texts.get(told or column, value)}")

    def _contact(self) -> None:
        known = self.known
        for column, value in self.incoming.contact.items():
            if column == "name":
                self._name(str(value))
            else:
                self._fill(known.contact, column, value)

    def _name(self, name: str) -> None:
        known = self.known
        if not self.incoming.named or name == known.contact.values["name"]:
            return
        if folded_name(name) in (folded_name(known.name), folded_name(str(known.contact.values["nickname"]))):
            return
        if known.unnamed:
            self._change()
            known.contact.set("name", name)
        else:
            self.lines.append(f"{self.incoming.headers.get('name', 'name')}: {name}")

    def _ways(self) -> None:
        have = self.known.way_keys() if self.known.ways else set()
        for way in self.incoming.ways:
            if way.key in have:
                continue
            self._change()
            have.add(way.key)
            position = self.known.ways[-1].values["position"] + 1 if self.known.ways else 0
            row = self.known.add(
                "contact_way", kind=way.kind, value=way.value, normal=way.normal, label=way.label, position=position
            )
            self.known.ways.append(row)

    def _tags(self) -> None:
        for name in self.incoming.tags:
            if name not in self.known.tags:
                self._change()
                self.known.tags.add(name)
                self.known.add("tag", name=name)

    def _own(self) -> None:
        for code, value in self.incoming.own.items():
            if code in self.known.own:
                self._fill(self.known.own[code], "value", value, told=code)
            else:
                self._change()
                self.known.own[code] = self.known.add("custom_value", field=code, value=value)

    def _customer(self) -> None:
        told = self.incoming.customer
        if self.known.customer is None:
            self._change()
            self.known.contact.set("private", False)
            given = {
                "status": _default_status(self.incoming),
                "level": "",
                "tier": None,
                "opened_on": clock.today(),
                "decision_maker": "",
                "tier_reason": "",
                "next_step": "",
            }
            self.known.customer = self.known.add("customer", **(given | told))
            return
        archive = self.known.customer
        unknown = archive.stored and not archive.values["level"]
        for column, value in told.items():
            if column != "opened_on":
                self._fill(archive, column, value)
            elif archive.values["opened_on"] != value:
                self.lines.append(f"{self.incoming.headers[column]}: {self.incoming.texts[column]}")
        if unknown and archive.values["level"]:
            self.known.add("scale_change", at=clock.now(), scale="level", after=archive.values["level"])

    def _opportunity(self) -> None:
        told = self.incoming.opportunity
        if self.known.opportunity is None:
            self._change()
            stage = {"O": "ordered", "D": "delivered", "F1": "lost"}.get(
                self.incoming.customer.get("status", ""), "open"
            )
            self.known.opportunity = self.known.add("opportunity", stage=stage, **told)
            return
        for column, value in told.items():
            self._fill(self.known.opportunity, column, value)

    def _vehicle(self) -> None:
        told = dict(self.incoming.vehicle)
        told["plate_normal"] = names.plate_normal(told.get("plate", ""))
        found = self.known.car(vin=told.get("vin", ""), plate=told["plate_normal"])
        if found is None and not told.get("vin") and not told["plate_normal"]:
            found = next(
                (car for car in self.known.vehicles if all(car.values.get(c) == v for c, v in told.items() if v)), None
            )
        if found is None and len(self.known.vehicles) == 1 and _may_be_same(self.known.vehicles[0], told):
            found = self.known.vehicles[0]
        if found is None:
            self._change()
            self.known.vehicles.append(self.known.add("vehicle", kind="own", **({"vin": "", "plate": ""} | told)))
            return
        for column, value in told.items():
            if column != "plate_normal" or not found.values.get("plate_normal"):
                self._fill(found, column, value)

    def _plans(self) -> None:
        incoming, known = self.incoming, self.known
        if incoming.follow_on and incoming.follow_on not in known.plans:
            self._change()
            known.plans[incoming.follow_on] = {incoming.follow_purpose}
            known.add(
                "follow_up",
                due_on=incoming.follow_on,
                due_at=incoming.follow_at,
                purpose=incoming.follow_purpose,
            )
        elif incoming.follow_on and incoming.follow_purpose not in {"", *known.plans[incoming.follow_on]}:
            self.lines.append(f"{incoming.headers['follow_purpose']}: {incoming.follow_purpose}")
        if incoming.touch_at:
            first, *rest = pieces(incoming.touch_note)
            self._touch(incoming.touch_at, first, kind="other", result="replied", effective=True)
            for piece in rest:
                self._more(piece)

    def _touch(self, at: datetime, note: str, **values: Any) -> None:
        if (at, note) not in self.known.touches:
            self._change()
            self.known.touches.add((at, note))
            self.known.add("touch", at=at, note=note, private=self.known.contact.values["private"], **values)

    def _more(self, text: str) -> None:
        """What the archive's note has no room for becomes a note of the timeline."""
        if all(note != text for _at, note in self.known.touches):
            self._touch(clock.now(), text, kind="note", result="none", effective=False)

    def _photos(self) -> None:
        for number, photo in enumerate(self.incoming.photos):
            sha256 = hashlib.sha256(photo.data).hexdigest()
            if sha256 in self.known.pictures:
                continue
            self._change()
            self.known.pictures.add(sha256)
            row = self.known.add(
                "attachment",
                name=f"photo-{number + 1}.{photo.mime.removeprefix('image/')}",
                mime=photo.mime,
                size=len(photo.data),
                sha256=sha256,
                private=self.known.contact.values["private"],
            )
            self.known.photos.append((row, photo.data))
            if not self.known.contact.values["photo"]:
                self.known.contact.set("photo", row.values["id"])

    def _note(self) -> None:
        note = str(self.known.contact.values["note"])
        # A note that our own export wrote may be longer than a piece and is there already.
        told = [text for text in (*self.incoming.notes, *self.lines) if f"\n{text}\n" not in f"\n{note}\n"]
        for block in (piece for text in told for piece in pieces(text)):
            if f"\n{block}\n" in f"\n{note}\n":
                continue
            if len(note) + len(block) < rules.TEXT:
                self._change()
                note = f"{note}\n{block}" if note else block
            else:
                self._more(block)
        if note != self.known.contact.values["note"]:
            self.known.contact.set("note", note)


def pieces(text: str) -> list[str]:
    """A very long text in numbered parts, each no longer than a note may be; cut behind a line where there is one."""
    if len(text) <= _LONGEST_NOTE:
        return [text]
    parts: list[str] = []
    while text:
        end = len(text) if len(text) <= _LONGEST_NOTE else text.rfind("\n", 0, _LONGEST_NOTE) + 1
        end = end if end > _LONGEST_NOTE // 2 or end == len(text) else _LONGEST_NOTE
        parts.append(text[:end])
        text = text[end:]
    return [f"({n}/{len(parts)}) {part}" for n, part in enumerate(parts, 1)]


def _default_status(incoming: Incoming) -> str:
    """Whoever has a level or was contacted is in progress; anybody else is new."""
    return "P" if incoming.customer.get("level") or incoming.touch_at else "N"


def _alike(now: Any, value: Any) -> bool:
    return isinstance(now, str) and isinstance(value, str) and names.folded(now) == names.folded(value)


def _may_be_same(car: Row, told: dict[str, Any]) -> bool:
    """A car known only by its plate and one told only by its VIN are the same unless something differs."""
    return all(not car.values.get(column) or car.values[column] == value for column, value in told.items() if value)
