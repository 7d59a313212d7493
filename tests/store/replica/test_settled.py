"""When a session is over with its hello, and when it is not."""

from dataclasses import replace

from sqlalchemy import text

from sync.core.handshake import Welcome
from sync.core.mutations import Op, Row
from sync.core.pages import Page
from tests import make
from tests.store.replica.shop import CONTACT, Laptop, Server


def _met(laptop: Laptop, server: Server) -> Welcome:
    """The answer to a hello, with the heads a server tells."""
    welcome = server.hello(laptop.replica.hello())
    heads = {one: max([row.row_seq for row in server.shop.held([one])], default=0) for one in welcome.scopes}
    return replace(welcome, heads=heads)


def test_after_a_session_nothing_is_left_to_do(ann: Laptop, server: Server) -> None:
    make.customer(ann.store, name="王芳")
    server.meg(Op.INSERT, "contact", "c", {**CONTACT, "root": "c"})
    assert ann.sync()

    assert ann.replica.is_settled(_met(ann, server))


def test_what_others_wrote_is_still_to_come(ann: Laptop, server: Server) -> None:
    assert ann.sync()
    server.meg(Op.INSERT, "contact", "c", {**CONTACT, "root": "c"})

    assert not ann.replica.is_settled(_met(ann, server))


def test_server_that_tells_no_heads_is_asked(ann: Laptop, server: Server) -> None:
    assert ann.sync()

    assert not ann.replica.is_settled(server.hello(ann.replica.hello()))


def test_what_is_saved_after_the_hello_goes_up(ann: Laptop, server: Server) -> None:
    assert ann.sync()
    welcome = _met(ann, server)

    make.customer(ann.store, name="王芳")

    assert not ann.replica.is_settled(welcome)


def test_what_was_frozen_before_goes_up(ann: Laptop, server: Server) -> None:
    assert ann.sync()
    make.customer(ann.store, name="王芳")
    ann.replica.freeze()

    assert not ann.replica.is_settled(_met(ann, server))


def test_what_waits_for_its_person_is_tried_again(ann: Laptop, server: Server) -> None:
    assert ann.sync()
    touch = Row("touch", "t", 1, {"root": "c", "at": "2026-01-01 00:00:00", "kind": "call", "private": 0})
    ann.replica.apply(Page((touch,), (), dict(ann.replica.place()[2]), more=False))

    assert not ann.replica.is_settled(_met(ann, server))


def test_restored_server_is_looked_into(ann: Laptop, server: Server) -> None:
    assert ann.sync()
    server.shop.begin_epoch()

    assert not ann.replica.is_settled(_met(ann, server))


def test_comparison_that_was_cut_short_is_made_up_for(ann: Laptop, server: Server) -> None:
    assert ann.sync()
    ann.store.write("", lambda s: s.execute(text("INSERT OR REPLACE INTO sync_state VALUES ('compare', '1')")))

    assert not ann.replica.is_settled(_met(ann, server))
