"""Every text a user sees has its Chinese, with the same placeholders, and says it the same way everywhere."""

import ast
import io
import re
from collections import defaultdict
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = ROOT / "resources" / "locale" / "zh_CN" / "LC_MESSAGES"
CALLS = {"_": 1, "gettext": 1, "ngettext": 2}
PLACEHOLDER = re.compile(r"\{(\w*)[^{}]*\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _texts_in(path: Path) -> dict[str, str]:
    """Each English text of a module, and where it stands. A plural pair is known by its singular."""
    found: dict[str, str] = {}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS and node.args:
            first = node.args[0]
            where = f"{path.relative_to(ROOT)}:{node.lineno}"
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.setdefault(first.value, where)
            elif isinstance(first, ast.JoinedStr):
                raise AssertionError(f"{where}: a text with values inside cannot be translated; use .format()")
    return found


def _source_texts() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted((ROOT / "crm_desktop").rglob("*.py")):
        found.update(_texts_in(path))
    return {text: where for text, where in found.items() if text}


def _translations() -> dict[str, dict[str, tuple[str, ...]]]:
    """Each English text, and what each fragment says in Chinese."""
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for fragment in sorted(CATALOGUES.glob("*.po")):
        with fragment.open("rb") as file:
            for message in read_po(file, locale="zh_CN", abort_invalid=True):
                text = _forms(message.id)[0]
                if text and not message.fuzzy:
                    found[text][fragment.name] = _forms(message.string)
    return found


def _forms(said: object) -> tuple[str, ...]:
    """One form, or the forms for one and for many."""
    return tuple(str(one or "") for one in said) if isinstance(said, (tuple, list)) else (str(said or ""),)


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("{{", "").replace("}}", "")))


def test_every_text_has_its_chinese() -> None:
    translations = _translations()

    missing = [
        f"{where}: {text!r}"
        for text, where in _source_texts().items()
        if not any(all(said) for said in translations.get(text, {}).values())
    ]

    assert not missing, "no Chinese for:\n" + "\n".join(missing)


def test_a_translation_keeps_the_placeholders() -> None:
    # Chinese has one form for every number: it answers to the plural, “every {n} days”, not to “once a day”.
    changed = [
        f"{fragment.name}: {message.id!r} → {said!r}"
        for fragment in sorted(CATALOGUES.glob("*.po"))
        for message in read_po(io.BytesIO(fragment.read_bytes()), locale="zh_CN")
        for said in _forms(message.string)
        if message.id and said and _placeholders(said) != _placeholders(_forms(message.id)[-1])
    ]

    assert not changed, "\n".join(changed)


def test_one_text_is_translated_one_way() -> None:
    contradictions = [
        f"{text!r}: {fragments}" for text, fragments in _translations().items() if len(set(fragments.values())) > 1
    ]

    assert not contradictions, "\n".join(contradictions)


def test_no_translation_outlives_its_text() -> None:
    # Some texts stand in a table and are translated when shown: `_(TITLES[key])`.
    texts = {
        node.value
        for path in (ROOT / "crm_desktop").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    stale = [f"{', '.join(fragments)}: {text!r}" for text, fragments in _translations().items() if text not in texts]

    assert not stale, "nobody says this any more:\n" + "\n".join(stale)


def test_english_is_what_the_code_says() -> None:
    # An example of what to type may be Chinese: “Write it like 8-15 or 农历六月十五.”
    found = [
        f"{where}: {text!r}"
        for text, where in _source_texts().items()
        if len(CHINESE.findall(text)) > len(re.findall("[a-z]", text))
    ]

    assert not found, "texts in the code are English; the Chinese stands in the catalogue:\n" + "\n".join(found)
