"""Whom to ask now, the words for it, the tree and what asking yields."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from crm_desktop.features.customers.commands import open_archive
from crm_desktop.features.referrals import commands, queries
from crm_desktop.features.referrals.records import Named, NewAsk
from crm_desktop.features.settings.commands import save_me
from crm_desktop.features.settings.records import Me
from tests import make

if TYPE_CHECKING:
    from crm_desktop.store.store import Store


def test_the_likeliest_to_help_are_proposed_first(store: "Store") -> None:
    strong = make.customer(store, "孙强", level="H")
    buyer = make.customer(store, "赵新", status="O", level="")
    make.opportunity(store, buyer, stage="ordered", ordered_on=date(2026, 11, 21))
    happy = make.customer(store, "钱乐", status="D", level="")
    quiet = make.customer(store, "周静", status="D", level="")
    silent = make.customer(store, "吴默", status="D", level="", do_not_contact=True)
    for one, mood in ((strong, None), (happy, 5), (quiet, 3), (silent, 5)):
        make.touch(store, one, at=datetime(2026, 11, 20, 9), mood=mood)
    make.customer(store, "郑冷", level="C")

    found = store.read(queries.candidates)

    assert [one.contact_id for one in found] == [buyer, happy, quiet, strong]
    assert [str(one.situation) for one in found] == ["just_closed", "owner", "owner", "strong"]
    assert all(one.reason for one in found)


def test_the_words_are_filled_with_the_person(store: "Store") -> None:
    store.write("Me", save_me, Me(name="陈明", shop="城东店"))
    who = make.customer(store, "王芳", status="D", level="", gender="female")
    make.opportunity(store, who, "汉 EV", stage="delivered", delivered_on=date(2026, 6, 1))

    found = store.read(queries.coaching, who)

    assert found.script is not None
    words = "".join(text for _label, text in found.script.beats)
    assert "王女士" in words
    assert "{" not in words
    assert (found.situation, found.blocks) == ("owner", ())


def named(store: "Store", who: str, *names: str, result: str = "named") -> tuple[str, ...]:
    new = NewAsk(result, script="referral_owner", names=tuple(Named(name) for name in names))
    done = store.write("Ask", commands.record_ask, who, new)
    return done.people


def test_the_tree_shows_generations_and_breaks_circles(store: "Store") -> None:
    first = make.customer(store, "甲", status="D")
    second = named(store, first, "乙")[0]
    third = named(store, second, "丙")[0]
    store.write("Name", commands.add_name, third, Named(contact_id=first))

    root = store.read(queries.tree)[0]

    assert len(store.read(queries.tree)) == 1
    assert (root.contact, root.descendants) == (first, 2)
    assert (root.children[0].contact, root.children[0].children[0].contact) == (second, third)
    assert root.children[0].children[0].children == ()


def test_every_figure_of_the_yields_opens_its_people(store: "Store") -> None:
    first = make.customer(store, "甲", status="D", ring=1)
    second = make.customer(store, "乙", status="D", ring=2)
    came, other = named(store, first, "丙", "丁")
    named(store, second, result="refused")
    make.touch(store, came, "came_in", result="met")

    rings = store.read(queries.yields, "ring")
    scripts = store.read(queries.yields, "script")
    introducers = store.read(queries.yields, "introducer")

    assert [(row.code, row.asked.count, row.named.count, row.came.people) for row in rings] == [
        ("1", 1, 2, (came,)), ("2", 1, 0, ())]  # fmt: skip
    assert set(rings[0].named.people) == {came, other}
    assert rings[0].label == "生活圈认识的人" or rings[0].label
    assert [(row.asked.count, row.ordered.count) for row in scripts] == [(2, 0)]
    assert [row.label for row in introducers] == ["甲", "乙"]


def test_the_archive_tells_who_brought_whom(store: "Store") -> None:
    first = make.customer(store, "甲", status="D")
    second = named(store, first, "乙")[0]
    third = named(store, second, "丙")[0]

    found = store.read(queries.of_person, second)

    assert found is not None
    assert [(line.introducer, line.introducer_status) for line in found.by] == [(first, "D")]
    assert [line.contact for line in found.brought] == [third]
    assert {str(one.event) for one in found.rewards_of(found.brought[0])} == {"visited", "delivered"}
    assert found.asked is not None
    assert (found.asked.result, found.asked.named) == ("named", 1)
    assert [block.code for block in found.blocks] == ["cool_down"]


def test_an_archive_without_referrals_has_nothing_to_tell(store: "Store") -> None:
    who = make.customer(store, "甲", status="D")

    assert store.read(queries.of_person, who) is None

    named(store, who, result="refused")
    asked = store.read(queries.of_person, who)

    assert asked is not None
    assert (asked.by, asked.brought, asked.rewards) == ((), (), ())
    assert [block.code for block in asked.blocks] == ["cool_down"]


def test_what_one_archive_reads_agrees_with_the_whole_book(store: "Store") -> None:
    people = [make.customer(store, name, number, status="D") for name, number in (
        ("甲", "13800000001"), ("乙", "13800000002"), ("丙", "13800000003"))]  # fmt: skip
    gained = [one for who in people[:2] for one in named(store, who, "丁", "戊", f"己{who[:4]}")]
    # The third names somebody too whom the first had named before: that one pays only once.
    store.write("Name", commands.add_name, people[2], Named(contact_id=gained[0]))
    for place, one in enumerate(gained[:4]):
        make.touch(store, one, "came_in", result="met")
        if place % 2 == 0:
            make.opportunity(store, one, stage="delivered", ordered_on=date(2026, 11, 22),
                             delivered_on=date(2026, 11, 30))  # fmt: skip
    ledger = store.read(queries.ledger_of, people[0])
    store.write("Approve", commands.approve, next(one.key for one in ledger if one.state == "due"))
    whole = store.read(queries.book)

    for who in (*people, *gained):
        found = store.read(queries.of_person, who)
        assert found is not None
        assert found.by == tuple(line for line in whole.lines if line.contact == who)
        assert found.brought == tuple(line for line in whole.lines if line.introducer == who)
        assert found.rewards == tuple(one for one in whole.rewards if one.introducer == who)
    assert any(not line.pays for line in whole.lines)
    assert {one.state for one in whole.rewards} >= {"approved", "due", "promised"}


def test_a_statement_follows_the_months(store: "Store") -> None:
    who = make.customer(store, "甲", status="D")
    gained = named(store, who, "乙")[0]
    store.write("Promote", open_archive, gained)
    make.opportunity(store, gained, stage="delivered", ordered_on=date(2026, 11, 22), delivered_on=date(2026, 11, 30))

    november = store.read(queries.statement_of, who, date(2026, 11, 1))
    december = store.read(queries.statement_of, who, date(2026, 12, 1))

    # The car and, for whoever takes a car away came in, the gift of the visit.
    assert (november.opening, november.earned, november.closing) == (0, 55000, 55000)
    assert (december.opening, december.earned, december.lines) == (55000, 0, ())
    whole, accounts = store.read(queries.shop_statement, date(2026, 12, 1))
    assert [one.name for one in accounts] == ["甲"]
    assert whole.closing == december.closing


def test_a_private_referral_is_on_its_own_account_but_not_on_the_shops_statement(store: "Store") -> None:
    who = make.contact(store, "甲", private=True)
    gained = named(store, who, "乙")[0]
    make.opportunity(store, gained, stage="delivered", ordered_on=date(2026, 11, 22), delivered_on=date(2026, 11, 22))
    month = date(2026, 11, 1)

    whole, accounts = store.read(queries.shop_statement, month)

    assert (whole.earned, whole.lines, accounts) == (0, (), ())
    assert store.read(queries.statement_of, who, month).earned > 0
