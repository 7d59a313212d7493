"""The network: rings, people, and the archive beside them."""

from tests import make


def titles(view):
    return [row.title for _n, row in view.rows.held()]


def test_the_rings_count_and_filter(open_page, store, clock):
    make.contact(store, name="亲戚", ring=1)
    make.contact(store, name="同事", ring=3)
    page = open_page("network")
    assert sorted(titles(page.list.list)) == ["亲戚", "同事"]

    page.rings.pressed.emit(3)

    assert titles(page.list.list) == ["同事"]


def test_an_empty_network_teaches(open_page, store, clock):
    page = open_page("network")

    assert page.empty.isVisible()


def test_the_picked_person_is_shown(open_page, store, clock):
    person = make.contact(store, name="亲戚", ring=1)
    page = open_page("network")

    page.open_record(person)

    assert page.archive.contact_id() == person
    assert page.subject() == person
