"""Filling a profile with made-up people."""

import json
from collections.abc import Callable
from dataclasses import asdict

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from crm_desktop.base import clock, i18n
from crm_desktop.base.errors import InvalidInput, Refused
from crm_desktop.base.i18n import _
from crm_desktop.base.ids import shop_data_id
from crm_desktop.features.calendar.queries.facts import facts_of
from crm_desktop.features.calendar.rules import DueRules
from crm_desktop.features.catalogue import commands as catalogue
from crm_desktop.features.demo.commands.introductions import introduce
from crm_desktop.features.demo.records import COLUMNS, Batch, DemoCounts, Row, World
from crm_desktop.features.demo.rules import cars, pictures
from crm_desktop.features.demo.rules.answers import answers
from crm_desktop.features.demo.rules.lives import Crowd
from crm_desktop.features.demo.rules.material import Material, material
from crm_desktop.features.settings import queries as settings
from crm_desktop.features.settings.records import Me
from crm_desktop.features.sync.queries.before import MADE_UP
from crm_desktop.store.store import Store
from crm_desktop.store.tables import Contact, LocalValue, Setting, Table

MOST = 1_000_000
SMALL = 2000
"""Up to here a demo is for looking at, so it has pictures."""
PHONE = "138 0013 8000"
Progress = Callable[[int, int], None]


def fill(
    store: Store, *, people: int = 120, seed: int = 1, add: bool = False, progress: Progress | None = None
) -> DemoCounts:
    """Fill an empty profile with so many people; the same seed gives the same people on the same day.

    With `add` they come to those who are there already.
    """
    if not 1 <= people <= MOST:
        raise InvalidInput("people", _("Choose a number of people from 1 to {most}.").format(most=MOST))
    label = _("Fill with demo data")
    return store.load_in_bulk(label, lambda session: _load(session, people, seed, add=add, progress=progress))


def _load(session: Session, people: int, seed: int, *, add: bool, progress: Progress | None) -> DemoCounts:
    there = session.scalar(select(func.count()).select_from(Contact)) or 0
    if there and not add:
        raise Refused(
            _("There are people in this profile already. Demo data goes into an empty profile; nothing was changed.")
        )
    world = _world(session, people, seed, salt=str(there) if there else "")
    crowd = Crowd(world, material(world.language))
    connection, touches, done = session.connection(), 0, 0
    for batch in crowd.batches():
        if not done:
            _attach_pictures(session, batch, crowd)
        _insert(connection, batch)
        batch.rows["touch"] += _answer(connection, batch, crowd)
        touches += len(batch.rows["touch"])
        done += len(batch.rows["contact"])
        if progress:
            progress(done, people)
    if not there:
        _insert(connection, _segments(crowd))
        _insert(connection, crowd.ties.batch())
        _who_i_am(session, crowd.stuff)
        introduce(session, world, crowd.stuff.talk["referrals"])
        catalogue.keep_list(session, list(cars.price_list(crowd.stuff)))
    session.merge(LocalValue(key=MADE_UP, value="1"))
    return DemoCounts(people=done, customers=crowd.customers, touches=touches)


def _answer(connection: Connection, batch: Batch, crowd: Crowd) -> list[Row]:
    """What events asked of these customers was done, but for a little."""
    customers = [str(row[1]) for row in batch.rows["customer"]]
    people = [(root, facts) for root, facts, _last in facts_of(connection, customers, crowd.world.today)]
    rules = DueRules.of(settings.shop_rules(Session(bind=connection)))
    made = Batch()
    made.rows["touch"] = answers(people, rules, crowd.world, crowd.dice)
    _insert(connection, made)
    return made.rows["touch"]


def is_demo(session: Session) -> bool:
    """Whether the people of this profile are made up."""
    return session.get(LocalValue, MADE_UP) is not None


def _world(session: Session, people: int, seed: int, *, salt: str) -> World:
    shop = settings.shop_rules(session)
    intervals = {f"P:{level.code}": level.interval_days for level in shop.levels}
    intervals |= {status.code: status.interval_days for status in shop.statuses if status.interval_days}
    return World(
        today=clock.today(),
        people=people,
        seed=seed,
        language=i18n.language(),
        intervals=intervals,
        salt=salt,
        sources=_codes(shop.sources),
        occasions=_codes(shop.occasions),
        payments=_codes(shop.payments),
        uses=_codes(shop.uses),
        lost_reasons=_codes(shop.lost_reasons),
    )


def _codes(choices: object) -> tuple[str, ...]:
    return tuple(choice.code for choice in choices)  # type: ignore[attr-defined]


def _insert(connection: Connection, batch: Batch) -> None:
    for table, rows in batch.rows.items():
        if rows:
            connection.exec_driver_sql(_statement(table), rows)


def _statement(name: str) -> str:
    """An INSERT of the demo's columns; the others get their defaults as literals."""
    table = Table.metadata.tables[name]
    given = COLUMNS[name]
    columns, values = list(given), ["?"] * len(given)
    for column in table.columns:
        if column.name in given or column.nullable or column.server_default is not None:
            continue
        default = getattr(column.default, "arg", None)
        columns.append(column.name)
        values.append("''" if isinstance(default, str) else str(int(default or 0)))
    listed = ", ".join(f'"{column}"' for column in columns)
    return f'INSERT INTO "{name}" ({listed}) VALUES ({", ".join(values)})'


def _segments(crowd: Crowd) -> Batch:
    names, tags = crowd.stuff.talk["segments"], crowd.stuff.talk["people"]["tags"]
    kept = (("hot", "level:H"), ("today", "due:today"), ("club", f'tag:"{tags[5]}"'), ("owners", "status:D"))
    batch, moment = Batch(), crowd.dice.moment(1)
    for position, (key, text) in enumerate(kept):
        row_id = crowd.dice.new_id()
        batch.add("segment", row_id, row_id, moment, names[key], text, position)
    return batch


def _attach_pictures(session: Session, batch: Batch, crowd: Crowd) -> None:
    """Two customers of a small demo get a picture; the first shows it as photograph of the archive."""
    if crowd.world.people > SMALL:
        return
    names, blobs = crowd.stuff.talk["photos"], session.info["blobs"]
    archives = [str(row[1]) for row in batch.rows["customer"]][:2]
    people = {str(row[0]): row for row in batch.rows["contact"]}
    for root, name in zip(archives, names["names"], strict=False):
        card = name == names["names"][1]
        who = str(people[root][4])
        content = pictures.business_card(names["card"], who, PHONE) if card else pictures.delivery_photo()
        small, moment = pictures.thumbnail(content), str(people[root][2])
        batch.add(
            "attachment",
            crowd.dice.new_id(),
            root,
            moment,
            0,
            name,
            "image/jpeg",
            len(content),
            blobs.put(content),
            blobs.put(small),
        )


def _who_i_am(session: Session, stuff: Material) -> None:
    """The consultant of the demo, unless somebody has said already who he is."""
    if settings.me(session).name:
        return
    row_id = shop_data_id("me", "")
    value = json.dumps(asdict(Me(**stuff.talk["me"], phone=PHONE)), ensure_ascii=False)
    session.merge(Setting(id=row_id, root=row_id, kind="me", key="", value=value, deleted=None))
