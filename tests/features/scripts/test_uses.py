"""What was used and what came of it is counted per version; a preview knows the person."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from crm_desktop.features.scripts import queries
from crm_desktop.features.scripts.queries.uses import _USES, _VERSIONS
from crm_desktop.features.scripts.records import Use
from crm_desktop.features.touches import commands as touches
from crm_desktop.features.touches.records import NewTouch
from crm_desktop.store.plain import Plain
from crm_desktop.store.tables import Opportunity
from tests import make

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from crm_desktop.store.store import Store

TODAY = date(2026, 11, 22)


def log(
    store: "Store", person: str, day: int, result: str = "answered", *, version: int = 0, kind: str = "call"
) -> None:
    script = "follow_h" if kind == "call" else ""
    new = NewTouch(kind, result, at=datetime(2026, 11, day, 10), script=script, script_version=version)
    store.write("Log", touches.log_touch, person, new)


def ordered(session: "Session", person: str, day: date) -> None:
    session.add(Opportunity(root=person, stage="ordered", ordered_on=day))


def test_use_and_outcome_are_counted_per_version(store: "Store") -> None:
    one, two = make.customer(store, name="王芳"), make.customer(store, name="李强")
    log(store, one, 1)
    log(store, one, 2, "no_answer")
    log(store, two, 3, "no_answer")
    log(store, two, 4, version=1)
    log(store, one, 5, "met", kind="came_in")
    store.write("Order", ordered, two, date(2026, 11, 10))

    library = store.read(queries.library, TODAY)

    assert library.uses == {
        ("follow_h", 0): Use(used=3, reached=1, people=2, came=1, ordered=1),
        ("follow_h", 1): Use(used=1, reached=1, people=1, came=0, ordered=1),
    }
    assert library.use_of("follow_h").used == 4
    assert library.use_of("birthday") == Use()


def test_what_lies_a_year_back_or_was_taken_off_is_not_counted(store: "Store") -> None:
    person = make.customer(store, name="王芳")
    log(store, person, 1)
    found = store.read(queries.uses, date(2028, 1, 1))
    assert found == {}

    touch = store.read(lambda s: s.connection().exec_driver_sql("SELECT id FROM touch").scalar())
    store.write("Remove", touches.remove_touch, touch)

    assert store.read(queries.uses, TODAY) == {}


def test_the_count_reads_the_index_alone_and_sorts_nothing_in_memory(store: "Store") -> None:
    limits = {"since": "2025-11-22", "came": "+30 days", "ordered": "+90 days"}

    def plans(source: Plain) -> str:
        return repr([
            source.rows(f"EXPLAIN QUERY PLAN {_VERSIONS}"),
            source.rows(f"EXPLAIN QUERY PLAN {_USES}", script="follow_h", version=1, **limits),
        ])  # fmt: skip

    plan = store.look(plans)

    assert "USING COVERING INDEX touch_script (script=? AND script_version=?)" in plan
    assert "USING COVERING INDEX touch_came" in plan
    assert "TEMP B-TREE" not in plan


def test_a_person_fills_the_variables(store: "Store") -> None:
    person = make.customer(store, name="王芳", gender="female")

    known = store.read(queries.variables_of, person, TODAY)

    assert (known["salutation"], known["name"]) == ("王女士", "王芳")
    assert store.read(queries.variables_of, "gone", TODAY).get("salutation") is None


def test_a_script_nobody_heard_within_the_year_is_not_counted(store: "Store") -> None:
    log(store, make.customer(store, name="王芳"), 1)

    assert store.read(queries.uses, date(2028, 1, 1)) == {}
