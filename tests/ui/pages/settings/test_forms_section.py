"""The forms as the shop wants them: changed in the settings, seen on the sheet, put back."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from crm_desktop.features.forms.queries import design, shipped_design
from crm_desktop.features.forms.records import DAY_PLAN, DELIVERY_CHECKLIST, FORMS
from crm_desktop.ui.pages.settings.forms_section import FormsSection

if TYPE_CHECKING:
    from crm_desktop.store.store import Store
    from crm_desktop.ui.services import Services

Show = Callable[..., QWidget]


@pytest.fixture
def section(services: "Services", show: Show) -> FormsSection:
    host = QWidget()
    found = FormsSection(services, host)
    found.setParent(None)
    show(found, 760, 1100)
    return found


def _codes(store: "Store") -> list[str]:
    return [column.code for column in store.read(design, DAY_PLAN).shown]


def test_an_unticked_column_is_not_printed(section: FormsSection, store: "Store") -> None:
    item = next(section.columns.item(n) for n in range(section.columns.count())
                if section.columns.item(n).data(Qt.ItemDataRole.UserRole) == "last_words")  # fmt: skip
    item.setCheckState(Qt.CheckState.Unchecked)

    assert "last_words" not in _codes(store)


def test_a_column_is_renamed_where_it_stands(section: FormsSection, store: "Store") -> None:
    section.columns.item(1).setText("客户姓名")

    assert store.read(design, DAY_PLAN).columns[1].label == "客户姓名"


def test_a_column_dragged_to_the_front_comes_first(section: FormsSection, store: "Store") -> None:
    model = section.columns.model()
    assert model.moveRow(model.index(-1, -1), 1, model.index(-1, -1), 0)

    assert _codes(store)[:2] == ["name", "time"]


def test_title_and_signatures_save_themselves(section: FormsSection, store: "Store") -> None:
    section.title_field.input.setText("作战计划")
    section.title_field.note_edit()
    section.title_field.leave()
    section.signatures.input.setPlainText("店长\n主管")
    section.signatures.commit()

    plan = store.read(design, DAY_PLAN)
    assert (plan.title, plan.signatures) == ("作战计划", ("店长", "主管"))


def test_points_to_tick_belong_to_their_form(section: FormsSection, store: "Store") -> None:
    assert not section.points_card.isVisible()

    section.kinds.chosen.emit(DELIVERY_CHECKLIST)
    section.points["documents"].input.setPlainText("发票\n合格证")
    section.points["documents"].commit()

    checks = {one.code: one.points for one in store.read(design, DELIVERY_CHECKLIST).checks}
    assert section.points_card.isVisible()
    assert checks["documents"] == ("发票", "合格证")


def test_the_shipped_form_comes_back(section: FormsSection, store: "Store") -> None:
    section.columns.item(0).setCheckState(Qt.CheckState.Unchecked)
    section.reset_button.click()

    assert store.read(design, DAY_PLAN) == shipped_design(DAY_PLAN)


@pytest.mark.parametrize("code", FORMS)
def test_the_sheet_shows_each_form(
    code: str, section: FormsSection, shot: Callable[[QWidget, str], Path], clipped: Callable[[QWidget], list[str]]
) -> None:
    section.kinds.chosen.emit(code)
    section._draw()
    shot(section, f"settings-forms-{code}")

    assert section.view.picture is not None
    assert not clipped(section)
