"""Files of a person: dropped in, refused, saved as a copy."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QApplication

from crm_desktop.features.customers.queries import archive
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
