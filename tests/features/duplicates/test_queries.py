"""The guard while typing, and the list of pairs."""

from crm_desktop.features.duplicates import commands, queries
from crm_desktop.features.duplicates.records import Likeness, Reason, Verdict
from crm_desktop.store.store import Store
from tests import make
from tests.bench import truth


def guard(store: Store, **typed: object) -> list[Likeness]:
    return store.read(queries.guard, **typed)  # type: ignore[arg-type]


def test_the_same_number_in_another_writing_is_certain(store: Store) -> None:
    contact = make.customer(store, "王芳", "13800138000")

    (found,) = guard(store, name="李四", phones=["+86 138-0013-8000"])

    assert (found.id, found.verdict, found.why) == (contact, Verdict.CERTAIN, (Reason.PHONE,))
    assert (found.name, found.is_customer) == ("王芳", True)


def test_plate_vin_and_wechat_are_certain(store: Store) -> None:
    contact = make.contact(store, "王芳", "", wechat="wx_blue")
    make.vehicle(store, contact, plate="京A·12345", vin="LGXC14DA0A1234567")

    for typed in ({"wechat": "WX_Blue"}, {"plate": "京a 12345"}, {"vin": "lgxc14da0a1234567"}):
        assert [found.verdict for found in guard(store, **typed)] == [Verdict.CERTAIN]


def test_a_number_one_digit_off_with_a_similar_name_is_probable(store: Store) -> None:
    make.contact(store, "王芳", "13800138000")

    assert [f.verdict for f in guard(store, name="王方", phones=["13800138001"])] == [Verdict.PROBABLE]
    assert [f.verdict for f in guard(store, name="王芳", phones=["13800130800"])] == [Verdict.PROBABLE]
    assert guard(store, name="赵铁柱", phones=["13800138001"]) == []


def test_the_same_name_alone_is_possible_whatever_its_script(store: Store) -> None:
    make.contact(store, "王秀英", "13800138000")

    for name in ("王秀英", "王琇瑛", "Wang Xiuying", "Xiuying Wang", "秀英王"):
        assert [found.verdict for found in guard(store, name=name)] == [Verdict.POSSIBLE], name


def test_nothing_is_said_of_a_beginning_of_oneself_and_of_the_trash(store: Store) -> None:
    contact = make.contact(store, "王芳", "13800138000")

    assert guard(store, name="王") == []
    assert guard(store) == []
    assert guard(store, name="王芳", phones=["13800138000"], exclude=contact) == []
    store.undo()
    assert guard(store, name="王芳", phones=["13800138000"]) == []


def test_told_apart_people_are_not_asked_about_again(store: Store) -> None:
    a, b = make.contact(store, "王芳", "13800138000"), make.contact(store, "王方", "13800138000")
    assert [(p.a, p.b, p.verdict) for p in store.read(queries.duplicate_pairs)] == [(a, b, Verdict.CERTAIN)]

    store.write("apart", commands.not_same_person, b, a)

    assert store.read(queries.duplicate_pairs) == []
    assert guard(store, phones=["13800138000"], exclude=a) == []
    store.undo()
    assert len(store.read(queries.duplicate_pairs)) == 1


def test_pairs_of_a_book_are_found_in_the_store(store: Store) -> None:
    made = truth.book(150, seed=7)
    store.load_in_bulk("book", lambda session: truth.load(session, made.entries))

    pairs = store.read(queries.duplicate_pairs, limit=None)

    assert truth.quality({(pair.a, pair.b) for pair in pairs}, made.truth).f1 >= 0.95
    assert len(store.read(queries.duplicate_pairs, limit=3)) == 3


def test_every_reason_has_a_sentence() -> None:
    assert len({queries.why_text(reason) for reason in Reason}) == len(Reason)
