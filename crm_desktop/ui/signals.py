"""The hub of what concerns more than one page; at most eight signals."""

from PySide6.QtCore import QObject, Signal


class Signals(QObject):
    """Connect bound methods only: a lambda would keep a dead page alive."""

    changed = Signal(object)
    """A `Change` of the store, after its commit: step, label, tables, roots."""
    open_record = Signal(str, str)
    """(page name, id): show this thing there."""
    open_page = Signal(str)
    """Show this page."""
    run_action = Signal(str, str)
    """(action name, id or ""): do it, wherever it lives."""
    badge = Signal(str, int)
    """(page name, how many wait)."""
    busy = Signal(str)
    """A long step is under way ("" when it is over); shown in the top bar."""
    language_changed = Signal()
    locked = Signal(bool)
