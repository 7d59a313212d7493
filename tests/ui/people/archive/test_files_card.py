"""Files of a person: dropped in, refused, saved as a copy."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.features.attachments.commands import add_file
from crm_desktop.features.customers.queries import archive
from crm_desktop.ui import files_run
from crm_desktop.ui.files_run import FilesRun
from crm_desktop.ui.people.archive import file_copies
from crm_desktop.ui.people.archive.files_view import CELL
from crm_desktop.ui.people.archive.view import FILES
from crm_desktop.ui.sync_run import SyncRun
from sync.client.blobs import Carried
from tests import make

Open = Callable[..., Any]


def test_dropping_a_file_keeps_it(open_archive: Open, store: Any, tmp_path: Any) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    photo = tmp_path / "car.png"
    QImage(40, 30, QImage.Format.Format_RGB32).save(str(photo))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(photo))])
    none = Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none)
    view.dropEvent(event)
    QApplication.processEvents()
    assert [file.name for file in store.read(archive, wang).attachments] == ["car.png"]
    assert view.files.list.isVisible()
    view.files.use_as_photo(view.files.list.item(0).data(Qt.ItemDataRole.UserRole))
    QApplication.processEvents()
    assert view.data.photo


def test_a_file_that_is_not_there_is_refused_with_a_sentence(open_archive: Open, store: Any, notices: Any) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    view.files.add(["/nowhere/lost.pdf"])
    assert "lost.pdf" in notices.last.text
    assert not store.read(archive, wang).attachments


def test_a_saved_copy_is_the_file(open_archive: Open, store: Any, tmp_path: Any) -> None:
    wang = make.customer(store, "王秀英")
    view = open_archive(wang)
    paper = tmp_path / "合同.pdf"
    paper.write_bytes(b"%PDF-1.7 abc")
    view.files.add([str(paper)])
    QApplication.processEvents()
    file = store.read(archive, wang).attachments[0]
    view.files.save_to(file.id, str(tmp_path / "copy.pdf"))
    assert (tmp_path / "copy.pdf").read_bytes() == b"%PDF-1.7 abc"


# Files whose bytes lie at the shop -----------------------------------------------------------------------------------


def at_the_shop(store: Any, name: str = "合同.pdf", size: int = 2_600_000) -> tuple[str, bytes]:
    """A customer with a file that another laptop brought."""
    wang = make.customer(store, "王秀英")
    body = b"%PDF-1.7" + b"x" * (size - 8)
    file = store.write("加文件", add_file, wang, name, data=body)
    change = "UPDATE attachment SET row_seq = 7 WHERE id = ?"
    store.write("", lambda session: session.connection().exec_driver_sql(change, (file,)))
    store.blobs.run("DELETE FROM blob")
    return wang, body


def test_a_file_that_is_not_here_says_its_size_and_how_to_get_it(open_archive: Open, store: Any) -> None:
    wang, _body = at_the_shop(store)
    view = open_archive(wang)
    view.tabs.setCurrentIndex(FILES)
    QApplication.processEvents()

    item = view.files.list.item(0)
    assert item.text() == "合同.pdf\n2.5 MB · 取回"
    assert item.data(Qt.ItemDataRole.AccessibleTextRole) == "合同.pdf · 2.5 MB · 取回"
    assert view.files.get_button.text() == "全部取回（1）"
    file = view.files._files()[0]
    assert [one.text() for one in view.files.make_menu(file).actions() if one.text()] == ["取回", "重命名…", "移除"]


def test_a_long_name_is_cut_in_its_middle_beside_its_second_line(open_archive: Open, store: Any) -> None:
    wang, _body = at_the_shop(store, "二〇二六年十一月购车合同正本扫描件（含补充协议）.pdf")
    view = open_archive(wang)
    view.tabs.setCurrentIndex(FILES)
    QApplication.processEvents()

    name, line = view.files.list.item(0).text().split("\n")
    assert ("…" in name, line) == (True, "2.5 MB · 取回")
    assert view.files.list.fontMetrics().horizontalAdvance(name) <= CELL.width()


def test_opening_it_fetches_it_shows_how_far_it_is_and_then_opens_it(
    open_archive: Open, store: Any, services: Any, monkeypatch: Any
) -> None:
    wang, body = at_the_shop(store)
    sync = SyncRun(services, services.signals)
    services.files = FilesRun(services, sync, services.signals)
    monkeypatch.setattr(SyncRun, "possible", property(lambda _run: True))
    lines: list[str] = []

    def get(_store: Any, _file: str, watch: Callable[[Carried], None]) -> Carried:
        for done in (0, 1_300_000):
            watch(Carried(done=done))
            lines.append(view.files.list.item(0).text().split("\n")[1])
        store.blobs.put(body)
        return Carried(down=1)

    monkeypatch.setattr(files_run, "GET_FILE", get)
    opened: list[str] = []
    monkeypatch.setattr(file_copies, "open_outside", lambda copy: opened.append(copy.name))
    view = open_archive(wang)
    view.tabs.setCurrentIndex(FILES)
    QApplication.processEvents()
    view.files.list.setCurrentRow(0)

    QTest.keyClick(view.files.list, Qt.Key.Key_Return)
    QApplication.processEvents()

    assert lines == ["2.5 MB 的 0%", "2.5 MB 的 50%"]
    assert opened == ["合同.pdf"]
    assert (view.files.list.item(0).text(), view.files.get_button.isVisible()) == ("合同.pdf", False)


def test_a_file_of_this_laptop_whose_content_is_lost_is_not_offered(
    open_archive: Open, store: Any, notices: Any
) -> None:
    wang = make.customer(store, "王秀英")
    store.write("加文件", add_file, wang, "合同.pdf", data=b"%PDF-1.7")
    store.blobs.run("DELETE FROM blob")
    view = open_archive(wang)
    view.tabs.setCurrentIndex(FILES)
    QApplication.processEvents()

    view.files.open(view.files.list.item(0).data(Qt.ItemDataRole.UserRole))

    assert not view.files.get_button.isVisible()
    assert "备份" in notices.last.text
