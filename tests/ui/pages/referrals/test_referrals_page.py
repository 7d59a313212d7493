"""The Referrals page: whom to ask, the ask itself, the pipeline, rewards, gifts, the tree, what asking brings."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from crm_desktop.features.referrals import commands, queries
from crm_desktop.features.referrals.records import Named, NewAsk, RewardState
from crm_desktop.ui.pages.referrals.coach_tab import CoachTab
from crm_desktop.ui.pages.referrals.gifts_tab import GiftDialog, StockDialog
from crm_desktop.ui.pages.referrals.part import Part
from crm_desktop.ui.pages.referrals.promise_dialog import PromiseDialog
from crm_desktop.ui.pages.referrals.reward_dialogs import PayDialog, VoidDialog
from tests import make
from tests.ui.pages.referrals.keys import press, settle, titles, write

Key = Qt.Key


@pytest.fixture
def tab(open_page, store, clock):
    def open_tab(name):
        page = open_page("referrals")
        page.show_tab(name)
        settle()
        return page

    return open_tab


def named(store, introducer, name="李强", *, delivered=True):
    """Somebody named by the introducer, with a car delivered today or not."""
    asked = store.write("Ask", commands.record_ask, introducer, NewAsk("named", names=(Named(name, ""),)))
    person = asked.people[0]
    if delivered:
        make.opportunity(
            store, person, stage="delivered", ordered_on=date(2026, 11, 22), delivered_on=date(2026, 11, 22))
    return asked.referrals[0], person


# Coach ------------------------------------------------------------------------------------------------------------


def test_the_coach_says_whom_to_ask_and_with_which_words(tab, owner):
    coach = tab("coach").coach

    assert titles(coach.list) == ["王芳"]
    assert coach.situation.text() == "保有客户"
    assert coach.beats.beats[0].words.text() == coach.coaching.script.beats[0][1]
    assert "王" in " ".join(words for _label, words in coach.coaching.script.beats)


def test_the_page_opens_with_whom_to_ask(open_page, store, owner):
    page = open_page("referrals")

    assert [titles(coach.list) for coach in page.findChildren(CoachTab) if coach.isVisible()] == [["王芳"]]


def test_the_arrow_keys_go_through_the_beats(tab, owner):
    coach = tab("coach").coach

    press(coach.list, Key.Key_Right)
    assert coach.beats.words() == coach.coaching.script.beats[1][1]

    press(coach.list, Key.Key_Left)
    assert coach.beats.words() == coach.coaching.script.beats[0][1]


def test_enter_on_somebody_asks_them(tab, owner, signals):
    heard = []
    signals.run_action.connect(lambda name, argument: heard.append((name, argument)))

    press(tab("coach").coach.list, Key.Key_Return)

    assert heard == [("ask_referral", owner)]


def test_the_book_is_read_when_a_part_of_it_is_looked_at(open_page, store, owner):
    named(store, owner)
    page = open_page("referrals")
    before = page.findChildren(Part)

    page.show_tab("pipeline")
    settle()
    page.show_tab("tree")
    settle()

    assert not before
    assert titles(page.pipeline.list) == ["李强"]
    assert page.tree.view.tree.node(page.tree.view.tree.index(0, 0)).name == "王芳"


# Pipeline ---------------------------------------------------------------------------------------------------------


def test_the_pipeline_shows_how_far_each_has_come(tab, store, owner):
    named(store, owner, "李强")
    named(store, make.customer(store, name="周杰", status="D", phone="13911112222"), "赵敏", delivered=False)
    pipeline = tab("pipeline").pipeline
    assert titles(pipeline.list) == ["赵敏", "李强"]

    pipeline.steps.put("delivered")
    pipeline.show_found()

    assert titles(pipeline.list) == ["李强"]
    assert pipeline.step.text() == "交车"


def test_delete_takes_a_name_back_and_undo_returns_it(tab, store, owner, notices):
    named(store, owner, delivered=False)
    pipeline = tab("pipeline").pipeline

    press(pipeline.list, Key.Key_Delete)
    assert store.read(queries.overview).book.lines == ()

    notices.press()
    settle()
    assert titles(pipeline.list) == ["李强"]


def test_something_else_is_promised(tab, store, owner):
    named(store, owner, delivered=False)
    page = tab("pipeline")

    press(page.pipeline.list, Key.Key_R)
    dialog = page.findChild(PromiseDialog)
    dialog.events.put("ordered")
    dialog.amount.input.setText("300")
    dialog.save.click()
    settle()

    promised = {one.event: one.amount for one in store.read(queries.overview).book.rewards}
    assert promised["ordered"] == 30_000
    assert "订车 · 现金 ¥300 · 已承诺" in page.pipeline.rewards.text()


# Rewards ----------------------------------------------------------------------------------------------------------


def test_a_reward_goes_from_due_to_paid_by_keyboard(tab, store, owner):
    referral, _person = named(store, owner)
    page = tab("rewards")
    rewards = page.rewards
    rewards.list.pick(f"{referral}/delivered")
    assert rewards.state.text() == "应发"

    press(rewards.list, Key.Key_A)
    assert rewards.state.text() == "已批准"

    press(rewards.list, Key.Key_P)
    dialog = page.findChild(PayDialog)
    write(dialog.evidence.input, "转账 0042")
    press(dialog, Key.Key_Return)

    assert rewards.state.text() == "已发放"
    assert "转账 0042" in rewards.days.text()
    paid = store.read(queries.overview).totals.paid
    assert rewards.sums[RewardState.PAID].figure.text() == f"¥{paid // 100:,}"


def test_a_reward_that_is_not_due_is_refused_in_words(tab, store, owner, notices):
    named(store, owner, delivered=False)

    press(tab("rewards").rewards.list, Key.Key_A)

    assert "李强" in notices.texts[-1]
    assert all(one.state == RewardState.PROMISED for one in store.read(queries.overview).book.rewards)


def test_a_void_reward_can_be_taken_up_again(tab, store, owner):
    referral, _person = named(store, owner)
    page = tab("rewards")
    rewards = page.rewards
    rewards.list.pick(f"{referral}/delivered")

    press(rewards.list, Key.Key_V)
    dialog = page.findChild(VoidDialog)
    write(dialog.note.input, "内部员工")
    press(dialog, Key.Key_Return)
    assert rewards.state.text() == "作废"
    assert "内部员工" in rewards.days.text()

    press(rewards.list, Key.Key_V)
    assert rewards.state.text() == "应发"


def test_undo_takes_an_approval_back(tab, store, owner, notices):
    referral, _person = named(store, owner)
    rewards = tab("rewards").rewards
    rewards.list.pick(f"{referral}/delivered")
    press(rewards.list, Key.Key_A)

    notices.press()
    settle()

    assert rewards.state.text() == "应发"


# Gifts ------------------------------------------------------------------------------------------------------------


def test_a_gift_is_added_and_its_stock_moved(tab, store):
    page = tab("gifts")
    page.gifts.add()
    dialog = page.findChildren(GiftDialog)[-1]
    write(dialog.name.input, "保温杯")
    write(dialog.cost.input, "68")
    dialog.stock.input.setText("5")
    press(dialog, Key.Key_Return)
    assert titles(page.gifts.list) == ["保温杯"]

    press(page.gifts.list, Key.Key_M)
    moving = page.findChildren(StockDialog)[-1]
    moving.quantity.input.setText("-2")
    write(moving.why.input, "展会")
    press(moving, Key.Key_Return)

    assert [one.left for one in store.read(queries.gifts)] == [3]
    assert "-2  展会" in page.gifts.moves.text()


def test_more_gifts_than_there_are_is_said_in_the_dialog(tab, store):
    store.write("Gift", commands.save_gift, name="保温杯", cost=6800, stock=1)
    page = tab("gifts")
    page.gifts.restock()
    dialog = page.findChildren(StockDialog)[-1]
    dialog.quantity.input.setText("-3")

    press(dialog, Key.Key_Return)

    assert dialog.isVisible()
    assert dialog.problem.text()
    assert [one.left for one in store.read(queries.gifts)] == [1]


# Tree and yields --------------------------------------------------------------------------------------------------


def test_the_tree_shows_three_generations(tab, store, owner):
    _first, second = named(store, owner, "李强")
    _next, third = named(store, second, "赵敏", delivered=False)
    tree = tab("tree").tree

    where = tree.view.tree.find(third)

    above = []
    while where.isValid():
        above.append(tree.view.tree.node(where).name)
        where = where.parent()
    assert above == ["赵敏", "李强", "王芳"]
    assert "2 代" in tree.told.text()


def test_a_figure_opens_its_people(tab, store, owner):
    named(store, owner)
    page = tab("yields")
    yields = page.yields

    press(yields.list, Key.Key_Left)
    assert titles(yields.people) == ["王芳"]

    press(yields.list, Key.Key_Right)
    assert titles(yields.people) == ["李强"]


def test_asks_are_counted_by_introducer(tab, store, owner):
    named(store, owner)
    yields = tab("yields").yields
    yields.by.put("introducer")

    yields.by.chosen.emit("introducer")
    settle()

    assert titles(yields.list) == ["王芳"]


@pytest.mark.parametrize("name", ["coach", "pipeline", "rewards", "tree", "yields", "gifts"])
def test_an_empty_part_teaches_what_could_be_there(tab, name, clipped):
    page = tab(name)

    assert page.current().right.currentWidget() is page.current().empty
    assert not clipped(page)


def test_a_consultant_of_a_shop_notes_stock_but_leaves_the_gifts_as_they_are(tab, store):
    store.write("Gift", commands.save_gift, name="保温杯", cost=6800, stock=5)
    make.enrolled(store, "li", role="consultant")
    page = tab("gifts")

    page.gifts.add()
    page.gifts.edit()
    page.gifts.remove()

    assert not page.findChildren(GiftDialog)
    assert [one.name for one in store.read(queries.gifts)] == ["保温杯"]
    assert page.gifts.note.isVisible()
    page.gifts.restock()
    assert page.findChildren(StockDialog)
