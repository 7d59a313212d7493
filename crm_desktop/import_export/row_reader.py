"""The cells of one row, each put where it belongs: one method a kind of field. What does not fit goes into the note."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, timedelta

from crm_desktop.base import clock, names
from crm_desktop.features.contacts import rules
from crm_desktop.features.settings.records import CustomField
from crm_desktop.import_export import values
from crm_desktop.import_export.fields import Column, Field
from crm_desktop.import_export.fields import Mapping as Columns
from crm_desktop.import_export.own_fields import own_value
from crm_desktop.import_export.person import Incoming, IncomingWay
from crm_desktop.import_export.plain_text import one_line, several_lines

_WAYS = frozenset({Field.PHONE, Field.EMAIL, Field.WECHAT, Field.QQ})
_EVERYBODY = "myContacts"  # Google's group of all contacts
_LINES = {
    Field.COMPANY: "company",
    Field.JOB: "job",
    Field.ESTATE: "estate",
    Field.ADDRESS: "address",
    Field.NICKNAME: "nickname",
}
_TEXTS = {Field.PREFERENCES: "preferences", Field.FAMILY: "family"}
_NEEDS = {Field.MODEL: "model", Field.TRADE_IN: "trade_in", Field.RIVAL: "rival", Field.CONCERNS: "concerns"}
_NEED_DAYS = {Field.EXPECTED_ON: "expected_on", Field.ORDERED_ON: "ordered_on", Field.DELIVERED_ON: "delivered_on"}
_CAR_LINES = {Field.OWN_CAR: "model", Field.BRAND: "brand", Field.INSURER: "insurer"}
_CAR_DAYS = {
    Field.BOUGHT_ON: "bought_on",
    Field.INSURANCE_UNTIL: "insurance_until",
    Field.INSPECTION_UNTIL: "inspection_until",
    Field.MAINTENANCE_ON: "maintenance_on",
}
_NAME_FIELDS = frozenset(
    {Field.NAME, Field.FAMILY_NAME, Field.GIVEN_NAME, Field.MIDDLE_NAME, Field.NAME_PREFIX, Field.NAME_SUFFIX}
)
_ARCHIVE = frozenset(
    {
        Field.LEVEL,
        Field.STATUS,
        Field.TIER,
        Field.OPENED_ON,
        Field.DECISION_MAKER,
        Field.BUDGET,
        Field.QUOTE,
        Field.COLOUR,
        Field.USE,
        Field.PAYMENT,
        *_NEEDS,
        *_NEED_DAYS,
    }
)


@dataclass(frozen=True)
class Lists:
    """The shop's lists by folded label: what a cell's word is called inside."""

    sources: Mapping[str, str]
    statuses: Mapping[str, str]
    uses: Mapping[str, str]
    payments: Mapping[str, str]
    own: Mapping[str, CustomField] = dataclass_field(default_factory=dict)  # by code


class RowReader:
    """The row being read: one method a kind of field."""

    def __init__(self, columns: Columns, lists: Lists, *, as_customer: bool, ours: bool = False) -> None:
        self.columns, self.lists, self.as_customer = columns, lists, as_customer
        self.ours = ours  # a row this program wrote: its words are what somebody typed
        self.made = Incoming()
        self.name_cells: list[tuple[Column, str]] = []
        self.pieces: dict[str, list[tuple[str, str, str]]] = {}
        self.lunar = False

    def take(self, column: Column, text: str, label: str) -> None:
        """Put one cell where it belongs."""
        field = column.field
        if values.may_be_nothing(text) and self.says_nothing(field, text):
            return  # what other programs write where nothing is known
        if field in _WAYS and values.no_way(text):
            self.made.keep(column.header, text)
        elif field in _NAME_FIELDS:
            self.name_cells.append((column, text))
        elif field is Field.ADDRESS_PART:
            self.pieces.setdefault(column.group, []).append((column.part, column.header, text))
        elif field in _ARCHIVE and not self.as_customer:
            self.made.keep(column.header, text)
        else:
            _TAKERS.get(field, RowReader.note_line)(self, column, text, label)

    def says_nothing(self, field: Field, text: str) -> bool:
        """Whether a cell stands for nothing; somebody may be called Null."""
        if self.ours:
            return field not in _NAME_FIELDS and values.never_text(text)
        return values.no_day(text) or (values.nothing(text) and field not in _NAME_FIELDS)

    # -- ways ------------------------------------------------------------------------------------------------------

    def phones(self, column: Column, text: str, label: str) -> None:
        for number in values.numbers(text):
            normal = "" if values.shortened(number) else rules.normal_way("phone", number)
            self.way("phone", number, normal, label)

    def emails(self, column: Column, text: str, label: str) -> None:
        for address in filter(None, re.split(r"\s*(?: ::: |[,;，；、\n])\s*|\s+(?=\S+@)", text)):
            kind = "email" if re.fullmatch(r"[^@\s]+@[^@\s]+", address) else "other"
            self.way(kind, address, rules.normal_way(kind, address), label)

    def one_way(self, column: Column, text: str, label: str) -> None:
        kind = {Field.WECHAT: "wechat", Field.QQ: "qq", Field.WEB: "web"}.get(column.field, "other")
        for value in filter(None, map(str.strip, re.split(r" ::: |[;；]\s|\n", text))):
            value = re.sub(r"^(\d+)\.0$", r"\1", value)
            normal = rules.normal_way(kind, value)
            known_by = label if kind != "other" else (label or column.header)
            self.way(kind, value, normal, known_by)

    def way(self, kind: str, value: str, normal: str, label: str) -> None:
        """Add a way once; a sentence too long for one goes into the note."""
        value = one_line(value)
        if len(value) > rules.LINE:
            self.made.keep(kind, value)
            return
        way = IncomingWay(kind, value, normal, one_line(label)[:40])
        if value and all(way.key != other.key for other in self.made.ways):
            self.made.ways.append(way)

    # -- the person ------------------------------------------------------------------------------------------------

    def line(self, column: Column, text: str, label: str) -> None:
        self.put(self.made.contact, _LINES[column.field], column, value=one_line(text), text=text)

    def long_text(self, column: Column, text: str, label: str) -> None:
        self.put(self.made.contact, _TEXTS[column.field], column, value=several_lines(text), text=text)

    def note(self, column: Column, text: str, label: str) -> None:
        said = several_lines(text)
        if said not in self.made.notes:
            self.made.notes.insert(sum(1 for name in self.made.headers if name.startswith("note:")), said)
            self.made.headers[f"note:{column.header}"] = column.header

    def note_line(self, column: Column, text: str, label: str) -> None:
        self.made.keep(label or column.header, several_lines(text))

    def tags(self, column: Column, text: str, label: str) -> None:
        for word in re.split(r"\s*(?: ::: |[,，;；、|\n])\s*", text):
            word = re.sub(r"^[*#＃\s]+", "", one_line(word))
            if len(word) > rules.TAG:
                self.made.keep(column.header, word)
            elif word and word != _EVERYBODY and word not in self.made.tags:
                self.made.tags.append(word)

    def own(self, column: Column, text: str, label: str) -> None:
        field = self.lists.own.get(column.own)
        value = own_value(field, several_lines(text), **self.order(column)) if field else None
        if value != "":  # a plain no leaves nothing behind
            self.put(self.made.own, column.own, column, value=value, text=text)

    def gender(self, column: Column, text: str, label: str) -> None:
        if values.word_code("unknown", text):
            return
        self.put(self.made.contact, "gender", column, value=values.word_code("gender", text), text=text)

    def birthday(self, column: Column, text: str, label: str) -> None:
        lunar = column.field is Field.LUNAR_BIRTHDAY
        if lunar and values.flag(text) is not None:  # "lunar: yes" beside the birthday
            self.lunar = values.flag(text) is True
            return
        self.put(
            self.made.contact,
            "birthday",
            column,
            value=values.birthday(text, lunar=lunar, **self.order(column)),
            text=text,
        )

    def source(self, column: Column, text: str, label: str) -> None:
        word = values.plain(text)
        code = self.lists.sources.get(word) or values.usual_sources().get(word)
        self.put(self.made.contact, "source", column, value=code, text=text)
        if code and word not in self.lists.sources:  # 懂车帝 is a car website, and still this one
            self.made.keep(column.header, several_lines(text))

    def met_on(self, column: Column, text: str, label: str) -> None:
        self.put(self.made.contact, "met_on", column, value=self.past_day(column, text), text=text)

    def do_not_contact(self, column: Column, text: str, label: str) -> None:
        wanted = values.flag(text)
        if wanted is None:
            self.made.keep(column.header, text)
        elif wanted:
            self.made.contact["do_not_contact"] = True

    # -- the archive -----------------------------------------------------------------------------------------------

    def level(self, column: Column, text: str, label: str) -> None:
        code = values.level_code(text)
        if code is None and (status := values.status_code(text)):  # "O级", "战败": dealers mix the two scales
            self.put(self.made.customer, "status", column, value=status, text=text)
        else:
            self.put(self.made.customer, "level", column, value=code, text=text)
            if code and values.level_says_more(text):
                self.made.keep(column.header, several_lines(text))

    def status(self, column: Column, text: str, label: str) -> None:
        known = self.lists.statuses.get(values.plain(text)) or values.word_code("status", text)
        code = known or values.status_code(text)
        self.put(self.made.customer, "status", column, value=code, text=text)
        if code and not known:  # "战败(价格)": the reason has no field
            self.made.keep(column.header, several_lines(text))

    def tier(self, column: Column, text: str, label: str) -> None:
        self.put(self.made.customer, "tier", column, value=values.tier(text), text=text)

    def opened_on(self, column: Column, text: str, label: str) -> None:
        self.put(self.made.customer, "opened_on", column, value=self.past_day(column, text), text=text)

    def decision_maker(self, column: Column, text: str, label: str) -> None:
        self.put(self.made.customer, "decision_maker", column, value=one_line(text), text=text)

    def need(self, column: Column, text: str, label: str) -> None:
        self.put(self.made.opportunity, _NEEDS[column.field], column, value=one_line(text), text=text)

    def need_day(self, column: Column, text: str, label: str) -> None:
        self.put(self.made.opportunity, _NEED_DAYS[column.field], column, value=self.day(column, text), text=text)

    def choice(self, column: Column, text: str, label: str) -> None:
        known = self.lists.uses if column.field is Field.USE else self.lists.payments
        self.put(
            self.made.opportunity,
            column.field.value,
            column,
            value=known.get(values.plain(text), one_line(text)),
            text=text,
        )

    def budget(self, column: Column, text: str, label: str) -> None:
        found = values.fen_range(text)
        if found is None:
            self.made.keep(column.header, text)
            return
        for name, amount in zip(("budget_low", "budget_high"), found, strict=True):
            if amount is not None:
                self.put(self.made.opportunity, name, column, value=amount, text=text)
        self.words_beside(column, text, more=values.amount_says_more(text))

    def quote(self, column: Column, text: str, label: str) -> None:
        self.put(self.made.opportunity, "quote", column, value=values.fen(text), text=text)
        self.words_beside(column, text, more=values.amount_says_more(text))

    def colour(self, column: Column, text: str, label: str) -> None:
        wanted = any(c.field is Field.MODEL for c in self.columns.columns)
        car = self.made.opportunity if wanted else self.made.vehicle
        self.put(car, "colour", column, value=one_line(text), text=text)

    # -- the car ---------------------------------------------------------------------------------------------------

    def plate(self, column: Column, text: str, label: str) -> None:
        plate = one_line(text)
        self.put(self.made.vehicle, "plate", column, value=plate if names.plate_normal(plate) else None, text=text)

    def vin(self, column: Column, text: str, label: str) -> None:
        vin = names.vin_normal(text)
        self.put(self.made.vehicle, "vin", column, value=vin if 5 <= len(vin) <= 20 else None, text=text)

    def car_line(self, column: Column, text: str, label: str) -> None:
        self.put(self.made.vehicle, _CAR_LINES[column.field], column, value=one_line(text), text=text)

    def car_day(self, column: Column, text: str, label: str) -> None:
        self.put(self.made.vehicle, _CAR_DAYS[column.field], column, value=self.day(column, text), text=text)

    def mileage(self, column: Column, text: str, label: str) -> None:
        self.put(self.made.vehicle, "mileage", column, value=values.whole_number(text), text=text)
        self.words_beside(column, text, more=values.amount_says_more(text))

    # -- what comes, what was --------------------------------------------------------------------------------------

    def follow_on(self, column: Column, text: str, label: str) -> None:
        self.words_beside(column, text, more=values.day_says_more(text))
        on = values.day_near(text, clock.today(), **self.order(column))
        if on is None or self.made.follow_on not in (None, on):
            self.made.keep(column.header, text)
            return
        self.made.follow_on, self.made.follow_at = on, values.clock_time(text)

    def touch_on(self, column: Column, text: str, label: str) -> None:
        at = values.moment(text, **self.order(column))
        self.words_beside(column, text, more=values.day_says_more(text))
        if at is None or self.made.touch_at is not None or at > clock.now() + timedelta(days=1):
            self.made.keep(column.header, text)
            return
        self.made.touch_at = at

    def later_text(self, column: Column, text: str, label: str) -> None:
        name = "follow_purpose" if column.field is Field.FOLLOW_PURPOSE else "touch_note"
        before = getattr(self.made, name)
        setattr(self.made, name, f"{before}\n{several_lines(text)}" if before else several_lines(text))
        self.made.headers[name] = column.header

    def words_beside(self, column: Column, text: str, *, more: bool) -> None:
        """What is said beside an amount or a day has no field of its own."""
        if more:
            self.made.keep(column.header, several_lines(text))

    # -- putting ---------------------------------------------------------------------------------------------------

    def put(self, into: dict[str, object], name: str, column: Column, *, value: object, text: str) -> None:
        """The first value wins; another one, or one that is not understood or too long, goes into the note."""
        made = self.made
        long = isinstance(value, str) and len(value) > rules.LINE and len(value) > self.room(into, name)
        if value is None or value == "" or long or into.get(name, value) != value:
            made.keep(column.header, several_lines(text))
            return
        into[name] = value
        made.headers.setdefault(name, column.header)
        made.texts.setdefault(name, several_lines(text))

    def room(self, into: dict[str, object], name: str) -> int:
        """How long a text may be."""
        return rules.TEXT if name in _TEXTS.values() or into is self.made.own else rules.LINE

    def day(self, column: Column, text: str) -> date | None:
        """A day, as this column writes days; what else is said stays in the note."""
        self.words_beside(column, text, more=values.day_says_more(text))
        return values.day(text, **self.order(column))

    def past_day(self, column: Column, text: str) -> date | None:
        """A day that has come."""
        on = self.day(column, text)
        return on if on is not None and on <= clock.today() + timedelta(days=1) else None

    def order(self, column: Column) -> dict[str, bool]:
        """Whether this column writes the day or the month first."""
        return {
            "day_first": column.header in self.columns.day_first,
            "month_first": column.header in self.columns.month_first,
        }


_Taker = Callable[[RowReader, Column, str, str], None]
_TAKERS: dict[Field, _Taker] = {
    Field.PHONE: RowReader.phones,
    Field.EMAIL: RowReader.emails,
    Field.WECHAT: RowReader.one_way,
    Field.QQ: RowReader.one_way,
    Field.WEB: RowReader.one_way,
    Field.OTHER_WAY: RowReader.one_way,
    Field.TAG: RowReader.tags,
    Field.OWN: RowReader.own,
    Field.NOTE: RowReader.note,
    Field.GENDER: RowReader.gender,
    Field.BIRTHDAY: RowReader.birthday,
    Field.LUNAR_BIRTHDAY: RowReader.birthday,
    Field.SOURCE: RowReader.source,
    Field.MET_ON: RowReader.met_on,
    Field.DO_NOT_CONTACT: RowReader.do_not_contact,
    Field.LEVEL: RowReader.level,
    Field.STATUS: RowReader.status,
    Field.TIER: RowReader.tier,
    Field.OPENED_ON: RowReader.opened_on,
    Field.DECISION_MAKER: RowReader.decision_maker,
    Field.BUDGET: RowReader.budget,
    Field.QUOTE: RowReader.quote,
    Field.USE: RowReader.choice,
    Field.PAYMENT: RowReader.choice,
    Field.COLOUR: RowReader.colour,
    Field.PLATE: RowReader.plate,
    Field.VIN: RowReader.vin,
    Field.MILEAGE: RowReader.mileage,
    Field.FOLLOW_ON: RowReader.follow_on,
    Field.TOUCH_ON: RowReader.touch_on,
    Field.FOLLOW_PURPOSE: RowReader.later_text,
    Field.TOUCH_NOTE: RowReader.later_text,
    **dict.fromkeys(_LINES, RowReader.line),
    **dict.fromkeys(_TEXTS, RowReader.long_text),
    **dict.fromkeys(_NEEDS, RowReader.need),
    **dict.fromkeys(_NEED_DAYS, RowReader.need_day),
    **dict.fromkeys(_CAR_LINES, RowReader.car_line),
    **dict.fromkeys(_CAR_DAYS, RowReader.car_day),
}
