"""Money, cars and what is known."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.base.errors import InvalidInput
from crm_desktop.features.customers import rules
from crm_desktop.features.customers.records import NewVehicle
from crm_desktop.features.settings.queries import shipped_rules

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [("128800", 128_800), ("12.88万", 128_800), ("¥128,800.50", 128_800.5), ("２０万元", 200_000), ("20", 200_000),
     ("150k", 150_000), ("3千", 3000), ("", None)],
)
def test_amounts_are_read_as_people_write_them(typed: str, yuan: float | None) -> None:
    assert rules.parse_money("quote", typed) == (None if yuan is None else round(yuan * 100))


@pytest.mark.parametrize("typed", ["expensive", "-5", "12万3", "99999999999999"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        rules.parse_money("quote", typed)


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [("20-23万", 20, 23), ("20万", 20, 20), ("15万以内", None, 15), ("30万以上", 30, None), ("23万到20万", 20, 23),
     ("200000~230000", 20, 23), ("", None, None)],
)
def test_budgets_are_ranges(typed: str, low: int | None, high: int | None) -> None:
    assert rules.parse_budget(typed) == (low and low * 1_000_000, high and high * 1_000_000)


def test_needs_accept_codes_labels_and_free_words() -> None:
    shop = shipped_rules()

    assert rules.clean_need("payment", "loan", shop=shop) == "loan"
    assert rules.clean_need("payment", shop.label_of("payments", "loan"), shop=shop) == "loan"
    assert rules.clean_need("payment", "分期 3 年 0 息", shop=shop) == "分期 3 年 0 息"
    assert rules.clean_need("expected_on", "2026-11-30", shop=shop) == date(2026, 11, 30)
    assert rules.clean_need("quote", 12_880_000, shop=shop) == 12_880_000
    for field, value in (("wheels", "4"), ("quote", True), ("quote", -1), ("expected_on", "bald")):
        with pytest.raises(InvalidInput):
            rules.clean_need(field, value, shop=shop)


@pytest.mark.parametrize(
    ("vin", "fine"),
    [("1M8GDM9AXKP042788", True), ("LFV2A2152D3000001", None), ("1M8GDM9A0KP042788", False), ("", True)],
)
def test_the_check_digit_of_a_vin_warns(vin: str, fine: bool | None) -> None:
    warning = rules.vin_warning(vin)

    if fine is not None:
        assert (not warning) == fine


@pytest.mark.parametrize("vin", ["1M8GDM9AXKP04278", "IM8GDM9AXKP042788", "1M8GDM9AXKP0427QQ", "中M8GDM9AXKP042788"])
def test_a_vin_that_cannot_be_is_refused(vin: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        rules.clean_vehicle(NewVehicle(vin=vin), today=TODAY)

    assert refusal.value.field == "vin"


def test_a_vin_is_kept_in_capitals_without_gaps() -> None:
    assert rules.clean_vehicle(NewVehicle(vin="1m8gdm9a xkp-042788"), today=TODAY).vin == "1M8GDM9AXKP042788"


@pytest.mark.parametrize(
    "plate", ["京A12345", "沪AD12345", "粤B12345D", "京A·D12345", "粤Z1234港", "鲁B1234学", "", "京N8P8F8"]
)
def test_plates_of_all_forms_are_known(plate: str) -> None:
    assert not rules.plate_warning(plate)


@pytest.mark.parametrize("plate", ["AB 123 CD", "临牌", "京AI2345", "京A1234"])
def test_an_odd_plate_is_warned_of_and_kept(plate: str) -> None:
    assert rules.plate_warning(plate)
    assert rules.clean_vehicle(NewVehicle(plate=plate), today=TODAY).plate


def test_plates_are_shown_with_their_dot() -> None:
    assert rules.shown_plate("京ad12345") == "京A·D12345"
    assert rules.shown_plate("临牌") == "临牌"


def test_a_car_needs_something_to_be_known_by() -> None:
    with pytest.raises(InvalidInput):
        rules.clean_vehicle(NewVehicle(colour="white"), today=TODAY)
    with pytest.raises(InvalidInput):
        rules.clean_vehicle(NewVehicle(kind="boat", model="x"), today=TODAY)
    with pytest.raises(InvalidInput):
        rules.clean_vehicle(NewVehicle(model="x", mileage=-1), today=TODAY)


@given(st.frozensets(st.sampled_from([fact.code for fact in shipped_rules().completeness])))
def test_the_score_grows_with_what_is_known(known: frozenset[str]) -> None:
    facts = shipped_rules().completeness
    result = rules.completeness(known, facts, is_customer=True, verified_on=None, today=TODAY)

    assert 0 <= result.score <= 100
    assert {fact.field for fact in result.missing} == {fact.code for fact in facts} - known
    for fact in result.missing:
        more = rules.completeness(known | {fact.field}, facts, is_customer=True, verified_on=TODAY, today=TODAY)
        assert more.score >= result.score
        assert more.fresh


def test_a_tier_by_hand_needs_a_reason() -> None:
    with pytest.raises(InvalidInput):
        rules.clean_tier(1, " ")
    with pytest.raises(InvalidInput):
        rules.clean_tier(5, "big")
    assert rules.clean_tier(None, "") is None
