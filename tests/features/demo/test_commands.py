"""Demo data: believable, the same for the same seed, and right in every derived list."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm_desktop.base import i18n, names, phone
from crm_desktop.base.dates import PartialDate
from crm_desktop.base.errors import InvalidInput, Refused
from crm_desktop.features.customers.queries import archive, segments
from crm_desktop.features.demo import commands
from crm_desktop.features.demo.rules.cars import check_digit
from crm_desktop.features.duplicates.queries import duplicate_pairs
from crm_desktop.features.settings.queries import me
from crm_desktop.features.today.queries import today_board
from crm_desktop.store.store import Store
from crm_desktop.store.tables import (
    SYNCED,
    Attachment,
    Contact,
    ContactWay,
    Customer,
    FollowUp,
    Relation,
    Tag,
    Touch,
    Vehicle,
)

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def filled(empty_profile: Path, tmp_path_factory: pytest.TempPathFactory):
    """One profile with 300 made-up people, only read by the tests."""
    import shutil
    from datetime import datetime

    from crm_desktop.base import clock
    from crm_desktop.features.search.derived import DERIVERS

    i18n.set_language("zh_CN")
    folder = tmp_path_factory.mktemp("demo") / "profile"
    shutil.copytree(empty_profile, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: datetime(2026, 11, 22, 10, 0))
        store = Store.open(folder, passphrase="correct horse 电瓶", derivers=DERIVERS)
        counts = commands.fill(store, people=300, seed=7)
        yield store, counts
        store.close()


def column(store: Store, wanted):
    return store.read(lambda session: list(session.scalars(select(wanted))))


def everything(store: Store) -> dict[str, list[tuple]]:
    def rows(session: Session) -> dict[str, list[tuple]]:
        return {
            table.__tablename__: sorted(
                tuple(str(value) for value in row) for row in session.execute(select(table.__table__))
            )
            for table in SYNCED
        }

    return store.read(rows)


def test_counts_say_what_was_made(filled):
    store, counts = filled

    assert counts.people == len(column(store, Contact.id)) == 300
    assert counts.customers == len(column(store, Customer.id))
    assert counts.touches == len(column(store, Touch.id))
    assert 7 < counts.touches / counts.people < 13


def test_check_finds_nothing_wrong_with_it(filled):
    store, _counts = filled

    assert store.check() == []


def test_names_are_varied_and_some_are_rare(filled):
    found = column(filled[0], Contact.name)

    assert len(set(found)) > 250
    assert any(char in "".join(found) for char in "䶮㛃𬭎𬱖喆燚甯昇犇堃𬍛㭎")


def test_every_phone_is_a_chinese_number(filled):
    store, _counts = filled

    wanted = select(ContactWay.value, ContactWay.normal).where(ContactWay.kind == "phone")
    ways = store.read(lambda session: session.execute(wanted).all())

    assert all(phone.normal(value) == normal and normal.startswith("+86") for value, normal in ways)
    assert len(ways) >= 300


def test_every_vin_has_a_right_check_digit(filled):
    found = [vin for vin in column(filled[0], Vehicle.vin) if vin]

    assert len(found) > 40
    assert len(set(found)) == len(found)
    assert all(len(vin) == 17 and vin[8] == check_digit(vin) and names.vin_normal(vin) == vin for vin in found)


def test_plates_are_of_old_and_new_energy(filled):
    found = [plate for plate in column(filled[0], Vehicle.plate_normal) if plate]

    assert {len(plate) for plate in found} == {7, 8}
    assert len(set(found)) == len(found)


def test_every_birthday_can_be_read(filled):
    found = [text for text in column(filled[0], Contact.birthday) if text]

    assert all(str(PartialDate.parse(text)) == text for text in found)
    assert {"lunar", "solar"} == {PartialDate.parse(text).calendar for text in found}


def test_the_day_has_something_in_every_list(filled):
    board = filled[0].read(today_board, TODAY)

    assert 8 <= board.due_total <= 60
    assert {item.overdue_days > 0 for item in board.due} == {True, False}
    assert board.birthdays
    assert board.commitments
    assert board.cold


def test_all_statuses_and_levels_occur(filled):
    assert set(column(filled[0], Customer.status)) == {"N", "P", "O", "D", "F1", "F2", "L", "T"}
    assert {"H", "A", "B", "C"} <= set(column(filled[0], Customer.level))
    assert set(column(filled[0], Contact.ring)) == {None, 1, 2, 3, 4}


def test_there_are_tags_relations_plans_pictures_and_segments(filled):
    store, _counts = filled

    assert min(len(column(store, wanted)) for wanted in (Tag.id, Relation.id, FollowUp.id)) > 5
    pictures = store.read(lambda s: s.execute(select(Attachment.sha256, Attachment.thumbnail)).all())
    assert len(pictures) == 2
    assert all(store.blobs.get(name).startswith(b"\xff\xd8") for pair in pictures for name in pair)
    assert len(store.read(segments)) == 4
    assert store.read(me).name
    assert store.read(commands.is_demo)


def test_some_people_are_in_the_book_twice(filled):
    pairs = filled[0].read(duplicate_pairs)

    assert 1 <= len(pairs) <= 12


def test_an_archive_reads_whole(filled):
    store, _counts = filled
    owner = store.read(lambda s: s.scalar(select(Customer.root).where(Customer.status == "D")))

    found = store.read(archive, owner, today=TODAY)

    assert found.customer.status == "D"
    assert found.opportunity.stage == "delivered"
    assert any(car.sold_by_us for car in found.vehicles)


def test_network_contacts_and_their_touches_stay_private(filled):
    store, _counts = filled

    def leaks(session: Session) -> int:
        customers = select(Customer.root)
        people = select(func.count()).where(Contact.id.not_in(customers), Contact.private.is_(False))
        touches = select(func.count()).where(Touch.root.not_in(customers), Touch.private.is_(False))
        return session.scalar(people) + session.scalar(touches)

    assert store.read(leaks) == 0


def test_nothing_lies_in_the_future(filled):
    assert max(column(filled[0], Touch.at)).date() < TODAY
    assert max(column(filled[0], Contact.created)).date() <= TODAY


def test_same_seed_gives_the_same_rows(store: Store, empty_profile: Path, tmp_path: Path, clock):
    import shutil

    commands.fill(store, people=60, seed=3)
    other = tmp_path / "other"
    shutil.copytree(empty_profile, other)
    twin = Store.open(other, passphrase="correct horse 电瓶", derivers=store.derivers)

    commands.fill(twin, people=60, seed=3)

    same = everything(store) == everything(twin)
    twin.close()
    assert same


def test_another_seed_gives_other_people(store: Store, filled):
    commands.fill(store, people=60, seed=8)

    assert not set(column(store, Contact.id)) & set(column(filled[0], Contact.id))


def test_english_profile_gets_english_notes(store: Store):
    i18n.set_language("en")

    commands.fill(store, people=40, seed=1)

    notes = [note for note in column(store, Touch.note) if note]
    assert sum("the" in note or "a " in note for note in notes) > len(notes) / 3


def test_people_who_are_there_are_left_alone(store: Store):
    commands.fill(store, people=5, seed=1)

    with pytest.raises(Refused):
        commands.fill(store, people=5, seed=2)

    assert len(column(store, Contact.id)) == 5


def test_more_people_can_be_added_on_purpose(store: Store):
    commands.fill(store, people=5, seed=1)

    commands.fill(store, people=5, seed=1, add=True)

    assert len(column(store, Contact.id)) == 10
    assert store.check() == []


@pytest.mark.parametrize("people", [0, -3, 1_000_001])
def test_impossible_numbers_of_people_are_refused(store: Store, people: int):
    with pytest.raises(InvalidInput):
        commands.fill(store, people=people)


def test_one_person_is_enough(store: Store):
    assert commands.fill(store, people=1).people == 1


def test_progress_ends_at_the_number_of_people(store: Store):
    told: list[tuple[int, int]] = []

    commands.fill(store, people=7, progress=lambda done, total: told.append((done, total)))

    assert told[-1] == (7, 7)


def test_filling_cannot_be_undone_by_accident(store: Store):
    commands.fill(store, people=3)

    assert store.undo() is None


def test_the_catalogue_knows_the_cars_that_were_sold(filled) -> None:
    from crm_desktop.features.catalogue.queries import first_service, list_price

    store, _counts = filled
    sold = store.read(lambda session: list(session.execute(
        select(Vehicle.brand, Vehicle.model, Vehicle.trim).where(Vehicle.sold_by_us.is_(True)).limit(20))))  # fmt: skip

    assert sold
    for brand, model, trim in sold:
        assert store.read(first_service, brand, model, trim) is not None
        assert store.read(list_price, model, trim=trim).low > 60_000_00


def test_what_was_said_is_a_script_of_the_library(filled) -> None:
    from crm_desktop.features.scripts import queries as scripts

    store, _counts = filled
    used = store.read(scripts.uses, TODAY)

    known = {script.key for script in store.read(scripts.scripts)}
    assert {key for key, _version in used} <= known
    assert sum(use.used for use in used.values()) > 200
    assert any(use.came for use in used.values())
    assert any(use.ordered for use in used.values())
