"""Resident memory after a tour of all pages on the big profile, against a bare window."""

import sys
from pathlib import Path

from tests.bench.line import Line
from tests.bench.processes import answer_of, resident


def measure(profile: Path) -> list[Line]:
    """One process each."""
    floor = answer_of("bare_window.py", "memory")["resident"]
    figure = answer_of("memory.py", profile)["resident"]
    return [Line("resident memory after all pages", floor, figure, "<= 3.5 x", 3.5 * floor, unit="MB")]


def tour(profile: Path) -> None:
    """Every page, an archive of each kind, a search; then weigh."""
    from tests.bench.window_session import Session

    session = Session(profile)
    # After the program has come up as it does for its user: what it loads, and when, is part of the figure.
    from crm_desktop.features.customers.queries import matching_ids
    from crm_desktop.features.customers.records import Filter
    from crm_desktop.ui import navigation
    for entry in navigation.entries():
        session.window.show_page(entry.name)
        session.rest(700)
    for page, is_customer in (("customers", True), ("network", False)):
        ids = session.store.read(matching_ids, Filter(), is_customer=is_customer, limit=5)
        for contact in ids:
            session.window.open_record(page, contact)
            session.rest(200)
    session.window.top.search.setFocus()
    session.window.palette_box.search("wang")
    session.rest(500)
    session.end({"resident": resident()})


if __name__ == "__main__":
    tour(Path(sys.argv[1]))
