"""What a form had on screen (R13), after the server has answered what was pending when others changed it too."""

import pytest
from sqlalchemy import text

from sync.core.mutations import Op
from tests.store.replica.shop import CONTACT, Laptop, Server


def save(laptop: Laptop, name: str, seen: int) -> None:
    """A form that was opened at a state is saved."""
    change = text("UPDATE contact SET name = :name WHERE id = 'c'")
    laptop.store.write("Change", lambda s: s.execute(change, {"name": name}), seen={("contact", "c"): seen})


def state(laptop: Laptop) -> int:
    return int(str(laptop.value("SELECT row_seq FROM contact")))


@pytest.mark.parametrize("comes_first", [False, True])
def test_who_was_told_of_a_conflict_is_not_told_again_when_he_types_anew(
    ann: Laptop, server: Server, comes_first: bool
) -> None:
    server.meg(Op.INSERT, "contact", "c", {**CONTACT, "root": "c"})
    assert ann.sync()
    save(ann, "mine", state(ann))
    server.meg(Op.UPDATE, "contact", "c", {"name": "theirs"}, server.shop.head)
    if comes_first:  # under the pending edit
        ann.replica.apply(server.pull(*ann.replica.place()))
    assert ann.sync()
    assert ann.rows("SELECT kept, lost FROM conflict") == [("theirs", "mine")]

    save(ann, "mine after all", state(ann))
    assert ann.sync()

    assert server.shop.records["contact", "c"].values["name"] == "mine after all"
    assert ann.value("SELECT count(*) FROM conflict") == 1


def test_a_form_opened_over_a_pending_edit_has_not_seen_what_that_hid(ann: Laptop, server: Server) -> None:
    server.meg(Op.INSERT, "contact", "c", {**CONTACT, "root": "c"})
    assert ann.sync()
    save(ann, "mine", state(ann))
    server.meg(Op.UPDATE, "contact", "c", {"name": "theirs"}, server.shop.head)
    ann.replica.apply(server.pull(*ann.replica.place()))

    save(ann, "mine again", state(ann))
    assert ann.sync()

    assert server.shop.records["contact", "c"].values["name"] == "theirs"
    assert ann.rows("SELECT kept, lost FROM conflict") == [("theirs", "mine again")]
