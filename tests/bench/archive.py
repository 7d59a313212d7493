"""Open any archive: from asking for it to its painted head, cards and timeline."""

import sys
from pathlib import Path
from random import Random
from typing import Any

from tests.bench.line import Line, p95
from tests.bench.processes import answer_of

COUNT = 200


def measure(profile: Path) -> list[Line]:
    """Of anybody, customers and network contacts, in no order."""
    figures = answer_of("archive.py", profile)["figures"]
    return [Line("open any archive, p95", None, p95(figures), "<= 33 ms", 33)]


def main(profile: Path) -> None:
    """Open archives in the real window, one after the other."""
    from crm_desktop.features.customers.queries import matching_ids
    from crm_desktop.features.customers.records import Filter
    from tests.bench.window_session import Session

    session = Session(profile)
    dice, figures = Random(1), []
    for page, is_customer in (("customers", True), ("network", False)):
        ids = session.store.read(matching_ids, Filter(), is_customer=is_customer)
        session.window.show_page(page)
        session.rest(1500)
        for number, contact in enumerate(dice.sample(ids, min(len(ids), COUNT // 2 + 5))):
            took = open_one(session, page, contact)
            session.rest(60)
            if number >= 5:  # the first ones build what the others use again
                figures.append(took)
    session.end({"figures": figures})


def open_one(session: Any, page: str, contact: str) -> float:
    """Milliseconds until this person's archive is painted."""
    view = session.window.pages[page].archive
    return float(
        session.act(
            lambda: session.window.open_record(page, contact),
            view.header,
            when=lambda: view.data is not None and view.data.id == contact,
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
