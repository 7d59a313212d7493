"""Two laptops and a server on loopback, driven through the program's own window, pages and dialogs."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from crm_desktop.features.sync import queries
from crm_desktop.features.sync.queries.history import history
from crm_desktop.ui.people.archive.history_dialog import HistoryDialog
from sync.protocol import LEAVER
from tests.sync.codes import code_for, serving
from tests.sync.server.serving import Served
from tests.ui.seats import Seat

Sit = Callable[[str], Seat]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """The shop's real server on loopback."""
    with serving(tmp_path / "shop.db") as running:
        yield running


def people_at(served: Served) -> str:
    """Everything the server holds of contacts."""
    with served.service.engine.reading() as link:
        return str([bytes(row[0]) for row in link.rows("SELECT data FROM record WHERE tbl = 'contact'")])


def test_a_profile_that_worked_alone_joins_and_a_conflict_is_decided(served: Served, sit: Sit) -> None:
    ann, meg = sit("ann"), sit("meg")
    ann.until(lambda: ann.pill == "仅在本机")
    ann.add("Wang Fang", customer=True)
    ann.add("Li Lei", customer=False)

    ann.enrol(code_for(served, "ann"))
    meg.enrol(code_for(served, "meg"))

    for seat, who in ((ann, "ann · 销售顾问"), (meg, "meg · 销售经理")):
        told = seat.page.connection
        seat.until(lambda told=told, who=who: told.isVisible() and told.fact("我") == who)
    meg.until(lambda: meg.listed("customers") == ["Wang Fang"])
    assert "Li Lei" not in people_at(served)

    for seat in (ann, meg):
        seat.find("Wang Fang")
    ann.rename("Wang Fangfang")
    meg.rename("Wang Xiaofang")
    ann.until(lambda: ann.pill == "在线 · 1 条待同步")
    ann.sync()
    meg.sync()
    assert ann.said[-1] == "同步完成：上传 1 条，收到 0 条。"
    assert meg.said[-1] == "收到 1 项需要您决定。"
    meg.until(lambda: meg.pill == "1 项待决定")

    inbox = meg.page.inbox
    meg.until(lambda: inbox.detail.isVisible())
    left, right = inbox.detail.sides
    assert [(side.value.text(), side.who.text().split(" · ")[0]) for side in (left, right)] == [
        ("Wang Fangfang", "ann"), ("Wang Xiaofang", "您"),
    ]  # fmt: skip
    meg.press(Qt.Key.Key_2, on=inbox.list)
    meg.until(lambda: inbox.nothing.isVisible())
    meg.sync()
    ann.sync()

    for seat in (ann, meg):
        seat.until(lambda seat=seat: seat.listed("customers") == ["Wang Xiaofang"])
        seat.until(lambda seat=seat: seat.page.inbox.nothing.isVisible())


def test_edits_of_different_fields_at_one_time_both_stand(served: Served, sit: Sit) -> None:
    ann, meg = sit("ann"), sit("meg")
    ann.add("Wang Fang", customer=True)
    ann.enrol(code_for(served, "ann"))
    meg.enrol(code_for(served, "meg"))

    for seat in (ann, meg):
        seat.find("Wang Fang")
    ann.rename("Wang Fangfang")
    meg.fill_in("job", "Teacher")
    for seat in (ann, meg, ann):
        seat.sync()

    for seat in (ann, meg):
        seat.find("Wang Fangfang")
        seat.until(lambda seat=seat: seat.filled_in("job") == "Teacher")
        seat.until(lambda seat=seat: seat.page.inbox.nothing.isVisible())


def test_the_history_tells_who_changed_what_on_which_laptop(served: Served, sit: Sit) -> None:
    ann, meg = sit("ann"), sit("meg")
    ann.add("Wang Fang", customer=True)
    ann.enrol(code_for(served, "ann"))
    meg.enrol(code_for(served, "meg"))
    meg.find("Wang Fang")
    meg.rename("Wang Xiaofang")
    meg.sync()
    ann.sync()

    ann.find("Wang Xiaofang").completeness.history_button.click()
    dialog = ann.dialog(HistoryDialog)
    ann.until(lambda: dialog.others.text().startswith("已包含其他电脑上的修改"))

    entry = dialog.list.model_of_entries.entries[0]
    assert entry.moment.startswith("meg · ")
    assert "Wang Fang → Wang Xiaofang" in entry.text


def test_the_history_asks_the_shop_also_when_the_archive_was_read_before_joining(served: Served, sit: Sit) -> None:
    ann = sit("ann")
    ann.add("Wang Fang", customer=True)
    view = ann.find("Wang Fang")
    read_before = view.data
    assert read_before is not None
    assert read_before.team.me is None

    ann.enrol(code_for(served, "ann"))
    dialog = HistoryDialog(view, read_before)
    dialog.open()

    ann.until(lambda: dialog.others.text().startswith("已包含其他电脑上的修改"))
    assert dialog.others.isVisible()
    assert ann.store.read(history, view.data.id).fetched is not None


def test_a_server_that_is_away_is_said_and_nothing_is_lost(tmp_path: Path, sit: Sit) -> None:
    ann = sit("ann")
    with serving(tmp_path / "shop.db") as served:
        ann.enrol(code_for(served, "ann"))
    ann.add("Wang Fang", customer=True)

    ann.window.top.sync.click()
    ann.until(lambda: ann.run.problem is not None and not ann.run.running)
    ann.until(lambda: ann.pill == "离线可用 · 2 条待同步")

    assert ann.said[-1].startswith("连不上门店服务器")
    ann.until(lambda: ann.listed("customers") == ["Wang Fang"])


def test_a_leaver_takes_private_contacts_along_before_it_ends(served: Served, sit: Sit) -> None:
    from crm_desktop.ui.dialogs.shut_out import TakeAlongScreen, WipedScreen

    ann = sit("ann")
    ann.add("Li Lei", customer=False)
    ann.enrol(code_for(served, "ann"))
    served.registry.revoke(str(ann.store.look(queries.enrolled_facts)["device"]), LEAVER)

    ann.window.top.sync.click()
    ann.until(lambda: isinstance(ann.window.stack.currentWidget(), TakeAlongScreen))
    asking = ann.window.stack.currentWidget()
    for box in (asking.first, asking.second):
        ann.write(box, "long enough to keep")
    ann.until(lambda: isinstance(ann.window.stack.currentWidget(), WipedScreen))

    assert list(ann.folder.glob("keys.*")) == []
    assert len([one for one in ann.folder.parent.iterdir() if one.is_dir() and one.name.startswith("ann")]) == 2
