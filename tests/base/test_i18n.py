"""Two languages, complete, without Qt."""

import os
from datetime import date, datetime
from pathlib import Path

import pytest

from crm_desktop.base import i18n, paths
from crm_desktop.base.i18n import _

TODAY = date(2026, 11, 22)
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=1; plural=0;\\n"\n\n'


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        (date(2026, 11, 22), "今天", "today"),
        (date(2026, 11, 21), "昨天", "yesterday"),
        (date(2026, 11, 23), "明天", "tomorrow"),
        (date(2026, 11, 19), "3 天前", "3 days ago"),
        (date(2026, 11, 25), "3 天后", "in 3 days"),
        (date(2026, 11, 15), "11月15日", "Nov 15"),
        (date(2025, 11, 15), "2025年11月15日", "Nov 15, 2025"),
    ],
)
def test_days_are_said_as_people_say_them(day: date, zh: str, en: str) -> None:
    assert i18n.format_day(day, TODAY) == zh
    i18n.set_language("en")
    assert i18n.format_day(day, TODAY) == en


def test_whole_dates_times_and_money_follow_the_language() -> None:
    at = datetime(2026, 11, 19, 15, 5)

    assert i18n.format_full_day(at.date()) == "2026年11月19日 星期四"
    assert i18n.format_moment(at, TODAY) == "3 天前 15:05"
    assert i18n.format_month(at.date()) == "2026年11月"
    assert i18n.weekday_name(at.date(), short=True) == "周四"
    assert i18n.format_money(12_880_000) == "¥128,800"
    assert i18n.format_money(-12_880_050) == "-¥128,800.50"
    assert i18n.format_money(None) == ""
    assert i18n.format_number(1234567) == "1,234,567"
    i18n.set_language("en")
    assert i18n.format_full_day(at.date()) == "Thursday, November 19, 2026"
    assert i18n.format_month(at.date()) == "November 2026"


def test_an_unknown_language_means_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert i18n.set_language("klingon") == "zh_CN"
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    assert i18n.set_language("") == "en"
    assert i18n.language() == "en"
    assert _("today") == "today"


def test_a_text_without_translation_stays_english() -> None:
    assert _("A sentence nobody translated.") == "A sentence nobody translated."
    assert _("") == ""


def test_fragments_are_merged_and_newer_ones_win(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "locale" / "zh_CN" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "one.po").write_text(HEADER + 'msgid "One"\nmsgstr "一"\n', encoding="utf-8")
    (folder / "broken.po").write_bytes(b"\xff\xfe not a catalogue")
    monkeypatch.setattr(paths, "resources", lambda: tmp_path)

    i18n.set_language("zh_CN")
    assert _("One") == "一"

    (folder / "two.po").write_text(HEADER + 'msgid "Two"\nmsgstr "二"\n', encoding="utf-8")
    later = (folder / "crm.mo").stat().st_mtime_ns + 1_000_000_000
    os.utime(folder / "two.po", ns=(later, later))
    i18n.set_language("zh_CN")
    assert (_("One"), _("Two")) == ("一", "二")


def test_a_compiled_catalogue_is_used_without_babel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "locale" / "zh_CN" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "one.po").write_text(HEADER + 'msgid "One"\nmsgstr "一"\n', encoding="utf-8")
    monkeypatch.setattr(paths, "resources", lambda: tmp_path)
    i18n.set_language("zh_CN")

    monkeypatch.setattr(i18n, "_compile", None)
    i18n.set_language("zh_CN")

    assert _("One") == "一"


def test_sentences_follow_each_other_as_in_print() -> None:
    assert i18n.sentences("已停用。", "", "请先收录陈静。") == "已停用。请先收录陈静。"
    i18n.set_language("en")
    assert i18n.sentences("It was shut out.", "", "Take in Chen first.") == "It was shut out. Take in Chen first."
