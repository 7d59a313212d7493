"""The dry run: a verdict for every row and everything that would be written, in order."""

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm_desktop.base import ids
from crm_desktop.base.collecting import uncollected
from crm_desktop.base.errors import FileProblem
from crm_desktop.base.i18n import _, sentences
from crm_desktop.features.settings.queries import custom_fields, shipped_labels, shop_rules
from crm_desktop.import_export import values
from crm_desktop.import_export.fields import Mapping
from crm_desktop.import_export.full_copy_reading import judge_full_copy
from crm_desktop.import_export.known import Known, new_person
from crm_desktop.import_export.matching import Key, People, keys_of, load_people
from crm_desktop.import_export.merging import merge
from crm_desktop.import_export.people import person_of
from crm_desktop.import_export.person import Incoming
from crm_desktop.import_export.row_reader import Lists
from crm_desktop.import_export.source import SourceKind, SourceRow, SourceTable
from crm_desktop.import_export.verdicts import FileReport, ImportAs, ImportPreview, RowVerdict, Verdict


@dataclass
class Plan:
    """The people to write, in the order of their first row."""

    people: list[Known] = field(default_factory=list)

    @property
    def changed(self) -> list[Known]:
        """People that have something to write."""
        return [known for known in self.people if known.added or known.contact.changed or _parts_changed(known)]


def _parts_changed(known: Known) -> bool:
    parts = [known.customer, known.opportunity, *known.vehicles, *known.own.values()]
    return any(part is not None and part.changed for part in parts)


@dataclass(slots=True)
class _Read:
    """A row and what was read from it; without an incoming person it is refused."""

    table: SourceTable
    row: SourceRow
    as_customer: bool
    told: bool  # the user said so, or the row itself has a level, status or model
    incoming: Incoming | None
    keys: Sequence[Key] = ()
    reason: str = ""


def preview(
    session: Session, tables: Sequence[SourceTable], mappings: Sequence[Mapping], *, as_: ImportAs | str | None = None
) -> ImportPreview:
    """What importing these tables would do; without `as_` each file is what its columns say."""
    wanted = ImportAs(as_) if as_ else None
    if any(table.kind is SourceKind.COPY for table in tables):
        return _preview_of_copy(session, tables, mappings)
    customers = _customers_by_file(tables, mappings, wanted)
    with uncollected(kept=True):
        return _preview(session, tables, mappings, wanted=wanted, customers=customers)


def _preview(
    session: Session,
    tables: Sequence[SourceTable],
    mappings: Sequence[Mapping],
    *,
    wanted: ImportAs | None,
    customers: Dict[str, bool],
) -> ImportPreview:
    lists = lists_of(session)
    read = [
        _read(table, row, mapping, lists=lists, as_customer=customers[str(table.path)], told=wanted is not None)
        for table, mapping in zip(tables, mappings, strict=True)
        for row in table.rows
    ]
    people = load_people(session, ((one.incoming, one.keys) for one in read if one.incoming))
    plan, seen = Plan(), set[str]()
    reports: dict[str, FileReport] = {}
    for table in tables:
        name = ImportAs.CUSTOMERS if customers[str(table.path)] else ImportAs.NETWORK
        reports.setdefault(str(table.path), FileReport(table.file, [], name, table.left_out))
    for one in read:
        verdict, known = _judge(one, people)
        reports[str(one.table.path)].rows.append(verdict)
        if known is not None and known.id not in seen:
            seen.add(known.id)
            plan.people.append(known)
    return ImportPreview(list(tables), list(mappings), wanted, list(reports.values()), plan, mark=mark_of(session))


def _preview_of_copy(session: Session, tables: Sequence[SourceTable], mappings: Sequence[Mapping]) -> ImportPreview:
    copy = next(table for table in tables if table.kind is SourceKind.COPY)
    if len(tables) > 1:
        raise FileProblem(
            _(
                "{file} is a full copy and is imported by itself. Import the other files afterwards. "
                "Nothing was changed."
            ).format(file=copy.file)
        )
    return ImportPreview([copy], list(mappings), None, [judge_full_copy(session, copy.path)], Plan(), mark_of(session))


def mark_of(session: Session) -> int:
    """A number that moves with every change of the profile."""
    return int(session.execute(text("SELECT coalesce(max(n), 0) FROM journal")).scalar_one())


def lists_of(session: Session) -> Lists:
    """The shop's lists by label and by code."""
    shop = shop_rules(session)

    def by_word(kind: str) -> Dict[str, str]:
        choices = shop.choices(kind)
        codes = {choice.code for choice in choices}
        usual = {values.plain(label): code for code, label in shipped_labels(kind) if code in codes}
        own = {values.plain(choice.label): choice.code for choice in choices}
        return usual | own | {values.plain(code): code for code in codes}

    return Lists(
        by_word("sources"), by_word("statuses"), by_word("uses"), by_word("payments"),
        own={field.code: field for field in custom_fields(session)},
    )


def _customers_by_file(
    tables: Sequence[SourceTable], mappings: Sequence[Mapping], wanted: ImportAs | None
) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for table, mapping in zip(tables, mappings, strict=True):
        path = str(table.path)
        found[path] = found.get(path, False) or mapping.has_customers
    return {path: wanted is ImportAs.CUSTOMERS if wanted else guess for path, guess in found.items()}


def _read(
    table: SourceTable, row: SourceRow, mapping: Mapping, *, lists: Lists, as_customer: bool, told: bool
) -> _Read:
    told = told or not row.values.keys().isdisjoint(mapping.signs)
    if not told and mapping.ids and any(ids.is_id(row.values.get(header, "").strip()) for header in mapping.ids):
        as_customer = False  # our own export: a private contact stays one
    reason = row.problem
    if not reason and not row.values and not row.photos and not row.lost:
        reason = _("This row is empty.")
    elif not mapping.has_people and table.kind is not SourceKind.CARDS:  # a card is a person, whatever it holds
        reason = _("This sheet has no column of names, phones or other ways to reach people.")
    if reason:
        return _Read(table, row, as_customer, told, None, reason=reason)
    incoming = person_of(row, mapping, lists, as_customer=as_customer)
    if not incoming.name[:1].isalnum() and not any(char.isalnum() for char in incoming.name):
        if not row.photos and not any(char.isalnum() for text in row.values.values() for char in text):
            return _Read(table, row, as_customer, told, None, reason=_("This row is empty."))
        incoming.contact["name"] = incoming.name or _("Unnamed")
    return _Read(table, row, as_customer, told, incoming, keys_of(incoming))


def _judge(one: _Read, people: People) -> tuple[RowVerdict, Known | None]:
    where = (one.table.file, one.table.sheet, one.row.number)
    if one.incoming is None:
        return RowVerdict(*where, Verdict.REFUSED, reason=one.reason), None
    known = people.find(one.incoming, one.keys, as_customer=one.as_customer)
    if known is None:
        known = new_person(private=not one.as_customer, name=one.incoming.name)
        merge(known, one.incoming, as_customer=one.as_customer)
        people.add(known)
        return RowVerdict(*where, Verdict.NEW, one.incoming.name, known.id, _cut_off(one.incoming)), known
    # Nobody's private contact becomes the shop's only because the file has a column of models.
    promote = one.as_customer and (one.told or known.customer is not None)
    changed = merge(known, one.incoming, as_customer=promote)
    people.learn(known)
    verdict = Verdict.UPDATED if changed else Verdict.DUPLICATE
    told = _("Added to {name}.") if changed else _("{name} has all of this already.")
    reason = sentences(told.format(name=known.name), _cut_off(one.incoming))
    return RowVerdict(*where, verdict, one.incoming.name, known.id, reason), known


def _cut_off(incoming: Incoming) -> str:
    """That a number is taken as it stands and reaches nobody."""
    numbers = [way.value for way in incoming.ways if way.kind == "phone" and values.shortened(way.value)]
    if not numbers:
        return ""
    told = _("A spreadsheet cut off {number}: make its column text there and export again.")
    return told.format(number="、".join(numbers))
