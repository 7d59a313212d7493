"""Traditional characters as the simplified ones they are looked up as: 陳 is found by 陈, and 陈 by 陳."""

from functools import lru_cache

from crm_desktop.base.paths import resources


def simplified(text: str) -> str:
    """The text in simplified characters, each in its place; for comparing only, for several become one (后, 後)."""
    table, characters = _table()
    return text if characters.isdisjoint(text) else text.translate(table)  # `translate` stumbles over every other one


@lru_cache(maxsize=1)
def _table() -> tuple[dict[int, str], frozenset[str]]:
    lines = (resources() / "content" / "simplified.txt").read_text(encoding="utf-8").splitlines()
    pairs = "".join(line for line in lines if not line.startswith("#"))
    return dict(zip(map(ord, pairs[::2]), pairs[1::2], strict=True)), frozenset(pairs[::2])
