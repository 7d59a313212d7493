"""The Map page on a real profile: seen, walked by keys, searched, filtered, written to a file."""

import gc
import weakref
from unicodedata import normalize

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crm_desktop.ui.pages.relationship_map import reading
from crm_desktop.ui.pages.relationship_map.scene import ME
from tests import make

KEY = Qt.Key


@pytest.fixture
def people(store):
    """周敏 (an owner) introduced 郑洁, 郑洁 introduced 董平; 孤 is tied to nobody."""
    ids = {
        "周敏": make.customer(store, "周敏", phone="13800138001", status="D", level="", ring=1),
        "郑洁": make.customer(store, "郑洁", phone="13800138002", level="H", ring=2, tags=["车友会"]),
        "董平": make.contact(store, "董平", phone="13800138003", ring=3),
        "孤": make.contact(store, "孤独求败", phone="13800138004", ring=4),
    }  # fmt: skip
    make.relation(store, ids["郑洁"], ids["周敏"], kind="introducer")
    make.relation(store, ids["董平"], ids["郑洁"], kind="introducer")
    return ids


@pytest.fixture
def page(people, open_page):
    return open_page("map")


def number(page, name):
    return next(n for n, one in enumerate(page.scene.network.people) if one.name == name)


def click(page, name):
    at = page.canvas.view.to_screen(*page.scene.point(number(page, name)))
    QTest.mouseClick(page.canvas, Qt.MouseButton.LeftButton, pos=at.toPoint())


def press(page, *keys):
    for key in keys:
        QTest.keyClick(page.canvas, key)


def chosen(page):
    focus = page.canvas.focus
    return None if focus is None else page.scene.me if focus.number == ME else page.scene.nodes[focus.number].name


def colours_of(page):
    image = page.canvas.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}


def test_everybody_is_drawn_around_me(page):
    assert len(page.scene.nodes) == 4
    assert len(colours_of(page)) > 20


def test_it_says_how_many_people_and_ties_there_are(page):
    assert "4 人" in page.bar.said.text()
    assert "2 条关系" in page.bar.said.text()


def test_a_click_tells_who_it_is(page, clipped):
    click(page, "周敏")

    assert chosen(page) == "周敏"
    assert page.side.detail.pill.text().startswith("D")
    assert page.side.around.list.rows.row(0).title == "郑洁"
    assert not clipped(page)


def test_who_is_private_is_marked(page):
    click(page, "董平")

    assert page.side.detail.private.isVisible()


def test_a_click_beside_lets_go(page):
    click(page, "周敏")

    QTest.mouseClick(page.canvas, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))

    assert page.canvas.focus is None


def test_arrows_walk_along_the_ties_and_back_to_me(page):
    page.canvas.setFocus()
    zhou, zheng = (page.scene.point(number(page, name)) for name in ("周敏", "郑洁"))
    page.canvas.choose(number(page, "周敏"))
    dx, dy = zheng[0] - zhou[0], zheng[1] - zhou[1]
    out = (KEY.Key_Right if dx > 0 else KEY.Key_Left) if abs(dx) > abs(dy) else (
        KEY.Key_Down if dy > 0 else KEY.Key_Up)  # fmt: skip

    press(page, out)
    walked = chosen(page)
    press(page, KEY.Key_Home)

    assert walked == "郑洁"
    assert chosen(page) == page.scene.me


def test_every_person_with_ties_is_reached_from_me_by_arrows(page):
    seen, waiting = {ME}, [ME]
    while waiting:
        here = waiting.pop()
        for step in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            found = page.scene.toward(here, *step)
            if found is not None and found not in seen:
                seen.add(found)
                waiting.append(found)

    assert {number(page, name) for name in ("周敏", "郑洁", "董平")} <= seen


def test_p_shows_the_shortest_introduction(page):
    click(page, "董平")

    press(page, KEY.Key_P)

    assert page.side.detail.way.text() == "我 → 周敏 → 郑洁 → 董平"
    assert page.side.detail.way.text() in page.bar.said.text()


def test_escape_takes_back_one_thing_after_the_other(page):
    click(page, "董平")
    press(page, KEY.Key_P, KEY.Key_Escape)
    without_way = page.canvas.focus.path

    press(page, KEY.Key_Escape)

    assert without_way == ()
    assert page.canvas.focus is None


def test_e_lights_one_step_more(page):
    click(page, "董平")
    one = len(page.canvas.focus.people)

    press(page, KEY.Key_E)

    assert len(page.canvas.focus.people) == one + 1


def test_plus_minus_and_f_change_the_size(page):
    whole = page.canvas.view.scale
    press(page, KEY.Key_Plus, KEY.Key_Plus)
    closer = page.canvas.view.scale
    press(page, KEY.Key_Minus)

    assert closer > page.canvas.view.scale > whole

    press(page, KEY.Key_F)
    assert page.canvas.view.scale == whole


def test_the_wheel_zooms_at_the_hand(page):
    at = QPointF(300, 200)
    before = page.canvas.view.to_map(at.x(), at.y())

    event = QWheelEvent(at, at, QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
                        Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(page.canvas, event)

    assert page.canvas.view.to_map(at.x(), at.y()) == pytest.approx(before, abs=0.01)


def test_dragging_moves_the_map_and_chooses_nobody(page):
    before = page.canvas.view.x

    QTest.mousePress(page.canvas, Qt.MouseButton.LeftButton, pos=QPoint(400, 300))
    QTest.mouseMove(page.canvas, QPoint(430, 300))
    QTest.mouseMove(page.canvas, QPoint(460, 300))
    QTest.mouseRelease(page.canvas, Qt.MouseButton.LeftButton, pos=QPoint(460, 300))

    assert page.canvas.view.x < before
    assert page.canvas.focus is None


def test_enter_opens_the_archive(page, people, signals):
    asked = []
    signals.open_record.connect(lambda where, who: asked.append((where, who)))
    click(page, "董平")
    press(page, KEY.Key_Return)
    click(page, "周敏")
    press(page, KEY.Key_Return)

    assert asked == [("network", people["董平"]), ("customers", people["周敏"])]


def test_a_name_or_its_pinyin_finds_the_person(page):
    page.search("dongping")
    by_pinyin = chosen(page)
    page.search("孤")

    assert (by_pinyin, chosen(page)) == ("董平", "孤独求败")


def test_an_unknown_name_is_told(page):
    page.search("没有这人")

    assert "没有这人" in page.bar.said.text()


def test_a_filter_fades_the_others(page):
    page.bar.tags.menu.actions()[0].setChecked(True)

    assert page.canvas.passing == 1
    assert "1 人符合筛选" in page.bar.said.text()

    page.bar.none.click()
    assert page.canvas.passing == 4


def test_a_new_person_appears_and_the_others_stay(page, store, people):
    before = {one.id: place for one, place in zip(page.scene.network.people, page.scene.layout.places, strict=True)}

    make.contact(store, "新人", phone="13800138009", ring=1)
    QApplication.processEvents()

    after = {one.id: place for one, place in zip(page.scene.network.people, page.scene.layout.places, strict=True)}
    assert len(after) == 5
    assert {key: after[key] for key in before} == before


def test_the_places_are_the_same_when_opened_again(page, open_page):
    again = open_page("map")

    assert again.scene.layout.places == page.scene.layout.places


@pytest.mark.parametrize(("ending", "head"), [(".png", b"\x89PNG"), (".pdf", b"%PDF")])
def test_it_is_written_as_picture_and_as_pdf(page, tmp_path, notices, ending, head):
    file = tmp_path / f"map{ending}"

    page.export_to(str(file))

    assert file.read_bytes().startswith(head)
    assert str(file) in notices.texts[-1]


def test_the_pdf_holds_names_and_day_as_text(page, tmp_path):
    page.export_to(str(tmp_path / "map.pdf"))

    # Where one glyph serves two characters (日 and ⽇), Qt names the other one: readers take both for the same.
    text = normalize("NFKC", PdfReader(tmp_path / "map.pdf").pages[0].extract_text().replace(" ", ""))
    assert all(words in text for words in ("周敏", "郑洁", "关系图", "11月22日"))


def test_a_picture_that_cannot_be_written_is_told(page, tmp_path, notices):
    page.export_to(str(tmp_path / "nowhere" / "map.png"))

    assert "map.png" in notices.texts[-1]


def test_an_empty_profile_says_what_to_do(store, open_page, clipped):
    page = open_page("map")

    assert page.empty.isVisible()
    assert not page.print_page()
    assert not clipped(page)


def test_a_screen_reader_hears_who_is_chosen(page):
    click(page, "郑洁")

    assert page.canvas.accessibleName() == "关系图"
    assert page.canvas.accessibleDescription().startswith("郑洁, H")
    assert "图例" in page.side.legend.accessibleName()


def test_a_closer_look_at_a_large_map_draws_only_a_part(page):
    page.canvas.zoom(3)
    page.canvas.draw()

    picture = page.canvas._picture
    assert isinstance(picture.image, QImage)
    assert picture.view.scale == page.canvas.view.scale


def test_the_map_has_a_number_in_the_rail():
    from crm_desktop.ui import navigation

    entry = navigation.entry("map")

    assert entry is not None
    assert entry.keys == "Ctrl+5"


def test_a_person_asked_for_before_the_map_is_read_is_chosen_then(people, services, show):
    from crm_desktop.ui import navigation

    page = navigation.make_page(navigation.entry("map").where, services)
    page.open_record(people["郑洁"])

    show(page)
    QApplication.processEvents()

    assert chosen(page) == "郑洁"


def test_somebody_off_the_map_is_told(page, notices):
    page.open_record("f" * 32)

    assert "不在图上" in notices.texts[-1]


def test_laid_out_anew_everybody_is_still_there(page):
    page.lay_out_anew()
    QApplication.processEvents()

    assert len(page.scene.nodes) == 4


def test_it_shows_the_way_whole(page):
    page.canvas.zoom(2.5)
    click_on = number(page, "董平")
    page.canvas.choose(click_on)

    page.canvas.show_path()

    seen = page.canvas.rect()
    assert all(
        seen.contains(page.canvas.view.to_screen(*page.scene.point(step)).toPoint()) for step in page.canvas.focus.path
    )


def test_a_map_left_before_it_was_read_is_given_up_and_read_when_shown_again(page, monkeypatch):
    asked = []
    monkeypatch.setattr(page, "load", lambda query, **named: asked.append((query, named.get("cancelled"))))
    page.refresh()
    page.hide()
    given_up = [cancelled() for query, cancelled in asked if query is reading.read_map]
    asked.clear()

    page.show()
    QApplication.processEvents()

    assert given_up == [True]
    assert [cancelled() for query, cancelled in asked if query is reading.read_map] == [False]


def test_a_map_that_was_read_stays_while_another_page_is_looked_at_for_a_moment(page):
    scene = page.scene
    page.hide()
    page.show()
    QApplication.processEvents()

    assert page.scene is scene


def test_a_map_nobody_looks_at_is_let_go_and_comes_back_as_it_was(page):
    page.bar.search.setText("郑洁")
    page.search("郑洁")
    page.canvas.pan(30, 20)
    view, seen = page.canvas.view, weakref.ref(page.scene)

    page.hide()
    page._left.timeout.emit()
    gc.collect()
    gone = seen() is None
    page.show()
    QApplication.processEvents()

    assert gone
    assert chosen(page) == "郑洁"
    assert page.side.detail.name.text() == "郑洁"
    assert page.canvas.view == view
    assert page.canvas._picture is not None


def test_keys_do_nothing_while_there_is_no_map_yet(page):
    page.canvas.let_map_go()

    press(page, KEY.Key_Plus, KEY.Key_Minus, KEY.Key_Left, KEY.Key_Home, KEY.Key_P, KEY.Key_E)

    assert page.scene is None
    assert chosen(page) is None
