"""Exporting from the window."""

from tests import make


def test_everybody_is_written_in_the_chosen_format(open_dialog, store, clock, tmp_path, notices):
    make.contact(store, name="王芳")
    dialog = open_dialog("export")
    dialog.format.put(".csv")

    dialog.export(str(tmp_path / "all.csv"))

    assert "王芳" in (tmp_path / "all.csv").read_text("utf-8-sig")
    assert "all.csv" in notices.last.text


def test_only_the_chosen_people_are_written(open_dialog, store, clock, tmp_path):
    chosen = make.contact(store, name="王芳")
    make.contact(store, name="李雷")
    dialog = open_dialog("export", chosen)

    dialog.export(str(tmp_path / "one.csv"))

    text = (tmp_path / "one.csv").read_text("utf-8-sig")
    assert "王芳" in text
    assert "李雷" not in text


def test_a_place_that_cannot_be_written_is_told(open_dialog, store, clock, tmp_path):
    make.contact(store, name="王芳")
    dialog = open_dialog("export")

    dialog.export(str(tmp_path / "nowhere" / "all.csv"))

    assert dialog.problem.text()
    assert dialog.isVisible()
