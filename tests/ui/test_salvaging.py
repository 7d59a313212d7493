"""The window of a damaged profile: it offers to save what can be read, says what became of it, and goes on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from sqlalchemy import text

from crm_desktop.app import Program
from crm_desktop.base.errors import ProfileDamaged
from crm_desktop.features.search.derived import DERIVERS
from crm_desktop.store.replica.enrolment import Enrolment
from crm_desktop.store.store import Store
from crm_desktop.ui.dialogs.problem import ProblemScreen
from tests import make
from tests.store.salvage.damage import overwrite, pages_of
from tests.ui.starting import press, screen

Start = Callable[[], Program]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A profile that opens without asking, with one customer."""
    place = tmp_path / "open"
    store = Store.create(place, passphrase=None, derivers=DERIVERS)
    make.customer(store, name="王芳")
    store.close()
    return place


def customers(program: Program) -> int:
    sql = "SELECT count(*) FROM contact WHERE name = '王芳'"
    return int(program.services.store.read(lambda session: session.execute(text(sql)).scalar_one()))


def test_what_can_be_read_is_saved_and_opens(start: Start, folder: Path) -> None:
    overwrite(folder / "data.db", [1])
    program = start()
    problem = screen(program)
    assert isinstance(problem, ProblemScreen)
    said: list[str] = []
    program.notices.said.connect(lambda notice: said.append(notice.text))

    press(problem, "保存还能读出的内容")

    assert program.window.is_open
    assert customers(program) == 1
    assert any("已保存" in one for one in said)
    assert list((folder / "damaged").iterdir())


def test_of_a_shop_the_rest_is_fetched_again(start: Start, folder: Path) -> None:
    store = Store.open(folder, passphrase=None, derivers=DERIVERS)
    store.enrol(Enrolment("ann", "ann", "consultant", "ann-pc", "shop", "Shop", "server"))
    store.close()
    overwrite(folder / "data.db", pages_of(folder, "alembic_version"))

    problem = screen(start())

    assert "门店都有" in problem.sentence.text()  # type: ignore[attr-defined]
    assert "保存未上传的内容，其余重新下载" in [one.text() for one in problem.findChildren(QPushButton)]


def test_damage_that_is_met_later_closes_the_profile_and_says_so(start: Start, folder: Path) -> None:
    program, pages = start(), pages_of(folder, "tag")
    program.services.store.close()
    overwrite(folder / "data.db", pages)
    store = program.services.profile = Store.open(folder, passphrase=None, derivers=DERIVERS)

    with pytest.raises(ProfileDamaged) as met:
        store.look(lambda plain: plain.rows("SELECT * FROM tag NOT INDEXED"))
    program.notices.error(met.value)

    assert program.services.profile is None
    assert not program.window.is_open
    press(screen(program), "保存还能读出的内容")
    assert customers(program) == 1


def test_key_file_that_is_damaged_offers_no_such_way(start: Start, folder: Path) -> None:
    for file in folder.glob("keys.*"):
        file.write_text("{}")

    problem = screen(start())

    assert isinstance(problem, ProblemScreen)
    assert "保存还能读出的内容" not in [one.text() for one in problem.findChildren(QPushButton)]
