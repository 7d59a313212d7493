"""Exporting from the window."""

from tests import make


def test_everybody_is_written_in_the_chosen_format(open_dialog, store, clock, tmp_path, notices):
    make.customer(store, name="王芳")
    dialog = open_dialog("export")
    dialog.format.put(".csv")

    dialog.export(str(tmp_path / "all.csv"))

    assert "王芳" in (tmp_path / "all.csv").read_text("utf-8-sig")
    assert "all.csv" in notices.last.text


def test_only_the_chosen_people_are_written(open_dialog, store, clock, tmp_path):
    chosen = make.customer(store, name="王芳")
    make.customer(store, name="李雷")
    dialog = open_dialog("export", chosen)

    dialog.export(str(tmp_path / "one.csv"))

    text = (tmp_path / "one.csv").read_text("utf-8-sig")
    assert "王芳" in text
    assert "李雷" not in text


def test_a_place_that_cannot_be_written_is_told(open_dialog, store, clock, tmp_path):
    make.customer(store, name="王芳")
    dialog = open_dialog("export")

    dialog.export(str(tmp_path / "nowhere" / "all.csv"))

    assert dialog.problem.text()
    assert dialog.isVisible()


def test_private_people_stay_unless_ticked(open_dialog, store, clock, tmp_path):
    make.customer(store, name="王芳")
    make.contact(store, name="表哥", phone="")
    for ticked, ending in ((False, "csv"), (True, "csv")):
        dialog = open_dialog("export")
        dialog.private.setChecked(ticked)

        dialog.export(str(tmp_path / f"{ticked}.{ending}"))

        assert ("表哥" in (tmp_path / f"{ticked}.csv").read_text("utf-8-sig")) is ticked


def test_only_private_people_are_told(open_dialog, store, clock, tmp_path):
    dialog = open_dialog("export", make.contact(store, name="表哥"))

    dialog.export(str(tmp_path / "one.csv"))

    assert dialog.problem.text()
    assert not (tmp_path / "one.csv").exists()
