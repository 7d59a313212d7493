"""A price list on its way in: seen first, brought in by Enter, taken back in one go."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.features.catalogue import queries


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    path = tmp_path / "prices.csv"
    path.write_text("品牌,车型,配置,指导价\n小鹏,G6,长续航,19.98万\n小鹏,G6,性能版,20-25万\n", encoding="utf-8")
    return path


def names(store):
    return [car.name for car in store.read(queries.catalogue)]


def shown(dialog):
    model = dialog.model
    return [[model.index(row, column).data() for column in range(4)] for row in range(model.rowCount())]


def test_every_row_has_its_verdict_before_anything_is_written(open_dialog, store, prices):
    dialog = open_dialog("price_list", str(prices))

    assert [(row[0], row[1], row[2]) for row in shown(dialog)] == [
        ("2", "小鹏 G6 长续航", "新增"), ("3", "小鹏 G6 性能版", "未导入")]  # fmt: skip
    assert "价格区间" in shown(dialog)[1][3]
    assert names(store) == []


def test_enter_brings_the_list_in_and_one_undo_takes_it_back(open_dialog, store, prices, notices):
    dialog = open_dialog("price_list", str(prices))
    dialog.activateWindow()
    QApplication.processEvents()

    QTest.keyClick(dialog, Qt.Key.Key_Return)

    assert names(store) == ["小鹏 G6 长续航"]
    assert not dialog.isVisible()
    notices.press()
    assert names(store) == []


def test_a_file_without_cars_says_so_and_another_can_be_chosen(open_dialog, store, tmp_path, prices):
    path = tmp_path / "people.csv"
    path.write_text("姓名,电话\n王芳,13800138000\n", encoding="utf-8")
    dialog = open_dialog("price_list", str(path))

    assert "车型" in dialog.problem.text()
    assert not dialog.bring.isVisible()
    dialog.take_file(str(prices))

    assert dialog.bring.isEnabled()
    assert not dialog.problem.isVisible()


def test_a_list_with_nothing_new_cannot_be_brought_in(open_dialog, store, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("品牌,车型,指导价\n小鹏,G6,面议\n", encoding="utf-8")

    assert not open_dialog("price_list", str(path)).bring.isEnabled()


def test_the_report_is_saved_where_one_says(open_dialog, store, prices, tmp_path):
    dialog = open_dialog("price_list", str(prices))

    dialog.save_report(str(tmp_path / "report.csv"))

    assert len((tmp_path / "report.csv").read_text("utf-8-sig").splitlines()) == 3
