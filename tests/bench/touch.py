"""One logged touch: from its commit to the repainted archive that shows it."""

import sys
import time
from pathlib import Path
from random import Random
from typing import Any

from tests.bench.line import Line, p95
from tests.bench.processes import answer_of

COUNT = 60


def measure(profile: Path) -> list[Line]:
    """On the page a consultant has before him."""
    figures = answer_of("touch.py", profile)["figures"]
    return [Line("one logged touch, commit to repaint, p95", None, p95(figures), "<= 33 ms", 33)]


def main(profile: Path) -> None:
    """Log touches in the real window; afterwards take them back."""
    from crm_desktop.features.touches import commands
    from crm_desktop.features.touches.records import NewTouch
    from tests.bench.archive import open_one
    from tests.bench.window_session import Session

    session = Session(profile)
    session.window.show_page("customers")
    session.rest(2000)
    view: Any = session.window.pages["customers"].archive  # type: ignore[attr-defined]
    ids = session.store.read(may_be_called)
    committed = [0.0]
    session.store.on_change(lambda _change: committed.__setitem__(0, time.perf_counter()))
    figures, steps = [], []
    for number, contact in enumerate(Random(2).sample(ids, min(COUNT + 5, len(ids)))):
        open_one(session, "customers", contact)
        session.rest(150)
        text = f"bench {number}"
        session.act(
            lambda contact=contact, text=text: view.do(
                "bench", commands.log_touch, contact, NewTouch("call", "answered", note=text)
            ),
            view.header, when=lambda text=text: shows(view, text),
        )  # fmt: skip
        steps.append(session.program.services.last_step)
        if number >= 5:
            figures.append((time.perf_counter() - committed[0]) * 1000)
        session.rest(150)
    for step in reversed(steps):
        session.store.undo_step(step)
    session.end({"figures": figures})


def may_be_called(session: Any) -> list[str]:
    """Customers in progress who did not ask for silence."""
    from sqlalchemy import select

    from crm_desktop.store.tables import Contact, Customer

    wanted = select(Contact.id).join(Customer, Customer.root == Contact.id)
    wanted = wanted.where(Customer.status == "P", Contact.do_not_contact.is_(False), Contact.consent != "refused")
    return list(session.scalars(wanted.order_by(Contact.id).limit(5000)))


def shows(view: Any, text: str) -> bool:
    """Whether the timeline has it."""
    return any(entry.text == text for entry in view.timeline.entries[:3])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
