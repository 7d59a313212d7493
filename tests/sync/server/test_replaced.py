"""A laptop that was enrolled again is one laptop: who looks after the server sees it, and nothing waits for the old."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from sync.server import compacting
from tests.sync.core.make import SCHEMA
from tests.sync.server.serving import Pc, Served
from tests.sync.server.shell import Laptop, run, serving

SOON = "2026-11-29T08:00:00Z"
LATER = "2026-12-05T08:00:00Z"
TODAY = 1_796_515_200.0
"""The sixth of December 2026."""


def again(served: Served, pc: Pc, user: str = "ann") -> Pc:
    """The same laptop with another code; its key stays."""
    served.at = SOON
    return served.laptop(user, private=pc.private)


def read_all_as_another(served: Served, pc: Pc) -> Pc:
    """It was enrolled again, and has read under its new name what there is by now."""
    after = again(served, pc)
    after.hello()
    after.contact("c1")
    after.read = after.pull().document["head"]
    served.at = LATER
    after.hello()
    return after


def states(served: Served) -> dict[str, str]:
    """By laptop by which one it was replaced."""
    return {one.id: one.replaced_by for one in served.registry.devices(served.shop)}


def floor(served: Served) -> int:
    return compacting.compact(served.service.engine, SCHEMA, served.shop, *compacting.spans(TODAY, 180)).floor


def test_a_laptop_that_came_again_under_another_name_is_listed_as_replaced(served: Served, ann: Pc) -> None:
    after = again(served, ann)
    assert states(served) == {ann.device: "", after.device: ""}  # nobody has shown yet that he has the key

    after.hello()
    assert states(served) == {ann.device: after.device, after.device: ""}


def test_who_only_names_the_key_of_another_replaces_nobody(served: Served, ann: Pc) -> None:
    bo = again(served, ann, "bo")
    ours, bo.private = bo.private, served.laptop("bo").private

    assert bo.hello().status == 401
    assert ours == ann.private
    assert states(served)[ann.device] == ""
    served.registry.revoke(bo.device, "stolen")
    assert ann.hello().status == 200


def test_nothing_waits_for_a_laptop_that_was_replaced(served: Served, ann: Pc) -> None:
    after = read_all_as_another(served, ann)

    assert floor(served) == after.read


def test_one_that_still_comes_is_waited_for(served: Served, ann: Pc) -> None:
    """A copy of the whole machine has the key as well."""
    read_all_as_another(served, ann)
    read_nothing = ann.hello()

    assert read_nothing.status == 200
    assert floor(served) == 0


def test_a_laptop_with_a_key_of_its_own_is_waited_for(served: Served, ann: Pc) -> None:
    served.at = SOON
    other = served.laptop("ann")
    other.hello()
    other.contact("c1")
    other.read = other.pull().document["head"]
    served.at = LATER
    other.hello()

    assert floor(served) < other.read


def test_who_is_turned_away_is_so_under_all_the_names_he_had(served: Served, ann: Pc) -> None:
    after = again(served, ann)
    after.hello()

    served.registry.revoke(after.device, "stolen")

    assert (ann.hello().status, after.hello().status) == (403, 403)


def test_the_old_name_can_be_taken_away_alone(served: Served, ann: Pc) -> None:
    after = again(served, ann)
    after.hello()

    served.registry.revoke(ann.device, "leaver")

    assert (ann.hello().status, after.hello().status) == (403, 200)


def test_the_administrator_sees_it_and_is_told_when_he_takes_the_old_one(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(data):
        first = Laptop(run(capsys, "enrol", "王芳", "--data", data))
        _made_yesterday(data)
        second = Laptop(run(capsys, "enrol", "王芳", "--data", data), first.private)
        with second.asking() as asking:
            second.hello(asking)

    listed = [line.split("\t") for line in run(capsys, "devices", "--data", data).splitlines()]
    old, new = first.enrolled.device, second.enrolled.device
    assert {line[0]: (line[4], line[7:]) for line in listed} == {old: ("replaced", [new]), new: ("active", [])}

    assert f"it comes as {new} now" in run(capsys, "revoke", old, "--leaver", "--data", data)
    assert run(capsys, "revoke", new, "--leaver", "--data", data) == f"{new}\trevoked\tleaver\n"


def _made_yesterday(data: Path) -> None:
    with contextlib.closing(sqlite3.connect(data / "shop.db")) as file, file:
        file.execute("UPDATE device SET made = '2026-11-01T08:00:00Z'")
