"""The schema document says what the tables are."""

import json
from pathlib import Path

from crm_desktop.features.network.rules import TARGETS
from crm_desktop.features.settings.rules import DAYS_OFF, LEAVE
from crm_desktop.store.replica.schema import KEPT_HERE, document
from crm_desktop.store.tables import SYNCED

FILE = Path(__file__).parents[3] / "sync" / "schema.json"
TABLES = {table["name"]: table for table in document()["tables"]}


def test_the_file_says_what_the_tables_are() -> None:
    """Write it anew with `python -m tests.store.replica.test_schema`."""
    assert json.loads(FILE.read_text("utf-8")) == document()


def test_every_synced_table_is_in_it_but_the_inbox() -> None:
    assert set(TABLES) == {table.__tablename__ for table in SYNCED} - {"conflict", "parked"}


def test_people_and_what_a_consultant_owns_have_an_owner() -> None:
    owned = {name for name, table in TABLES.items() if table["owner"]}

    assert owned == {"contact", "people_group", "day_close", "segment", "reception"}
    assert all(TABLES[name]["parent"] is None for name in owned)


def test_what_hangs_on_a_person_names_it_as_its_parent() -> None:
    assert TABLES["touch"]["parent"] == "contact"
    assert {name for name, table in TABLES.items() if table["parent"] is None} == {
        "contact", "people_group", "day_close", "segment", "reception", "setting", "rule_change", "catalogue_model",
        "gift", "gift_move", "script",
    }  # fmt: skip


def test_long_texts_are_merged_by_lines_but_not_documents() -> None:
    assert TABLES["touch"]["texts"] == ["note"]
    assert "beats" not in TABLES["script"]["texts"]
    assert TABLES["contact"]["longest"]["note"] > TABLES["contact"]["longest"]["name"]


def test_what_is_a_persons_own_is_kept_here() -> None:
    column, kinds = KEPT_HERE["setting"]

    assert column == "kind"
    assert kinds == {"me", DAYS_OFF, LEAVE, TARGETS}
    assert all(KEPT_HERE[name] == ("private", {1}) for name in ("contact", "touch", "relation", "reception"))


if __name__ == "__main__":
    FILE.write_text(json.dumps(document(), indent=1, ensure_ascii=False) + "\n", "utf-8")
